import type { UserField } from '../../language/model.ts';
import { actionNamed } from '../../api/packs/named.ts';
import { harmless } from '../display/text.ts';
import { fieldLines } from '../feed/field-lines.ts';
import type { Io } from '../shell/io.ts';

/** The action's own options for `--help`; nothing where the command line names no action that there is. */
export const actionHelp = (io: Io, argv: readonly string[]): Promise<string> => {
  const reference = argv.slice(argv.indexOf('act') + 1).find((word) => word.includes('/') && !word.startsWith('-'));
  if (reference === undefined) return Promise.resolve("\nAn action's own options: feedwright act PACK/ACTION --help");
  try {
    const definitions = argv[argv.indexOf('--definitions') + 1];
    const flags = argv.includes('--definitions') && definitions !== undefined ? { definitions } : {};
    const { action } = actionNamed(io, flags, reference);
    return Promise.resolve(lines(action.title, action.description, action.accepts, action.options).join('\n'));
  } catch (error) {
    return Promise.resolve(`\n${error instanceof Error ? error.message : ''}`);
  }
};

const lines = (
  title: string,
  description: string | undefined,
  accepts: readonly string[],
  options: readonly UserField[],
): readonly string[] => [
  `\n${harmless(title)} (${accepts.length === 0 ? 'takes no object' : `for ${accepts.join(', ')}`})${description === undefined ? '' : `: ${harmless(description)}`}`,
  'Its options, given with --set NAME=VALUE:',
  ...fieldLines(options),
];
