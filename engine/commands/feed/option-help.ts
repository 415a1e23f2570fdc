import { actionNamed, environmentName, feedNamed, shortSource } from '../../api/packs/named.ts';
import type { UserField } from '../../language/model.ts';
import { harmless } from '../display/text.ts';
import type { PlaceFlags } from '../shell/flags.ts';
import type { Io } from '../shell/io.ts';

const bounds = (field: UserField): string => {
  if ('maxLength' in field && field.maxLength !== undefined) return `, at most ${field.maxLength} characters`;
  if (field.type !== 'number' || (field.minimum === undefined && field.maximum === undefined)) return '';
  return `, ${field.minimum ?? '…'} to ${field.maximum ?? '…'}`;
};

const usual = (field: UserField): string => {
  if (field.default === undefined || field.default === '' || (Array.isArray(field.default) && field.default.length === 0))
    return '';
  return ` (default: ${harmless([field.default].flat().join(', '))})`;
};

const needed = ({ required, requiredWhen }: UserField): string =>
  required ? ', required' : requiredWhen === undefined ? '' : `, required where ${harmless(shortSource(requiredWhen))}`;

/** Name, label, bounds, default, help and choices of each option. */
const fieldLines = (fields: readonly UserField[]): readonly string[] =>
  fields.flatMap((field) => [
    `  ${field.name}  ${harmless(field.label)}${needed(field)}${field.type === 'secret' ? ', secret' : ''}${bounds(field)}${usual(field)}`,
    ...(field.help === undefined ? [] : [`      ${harmless(field.help)}`]),
    ...('choices' in field
      ? field.choices.map(
          ({ value, label }) => `      ${harmless(String(value))}${String(value) === label ? '' : `  ${harmless(label)}`}`,
        )
      : []),
  ]);

/** What is said of a name on the command line; `usual` where there is none. */
const helpFor = (
  argv: readonly string[],
  usual: string,
  linesOf: (reference: string, places: PlaceFlags) => readonly string[],
): string => {
  const reference = argv.slice(1).find((word) => word.includes('/') && !word.startsWith('-'));
  if (reference === undefined) return usual;
  const at = argv.indexOf('--definitions');
  try {
    return linesOf(reference, at < 0 ? {} : { definitions: argv[at + 1] }).join('\n');
  } catch (error) {
    return `\n${error instanceof Error ? error.message : ''}`;
  }
};

const about = (description: string | undefined): string => (description === undefined ? '' : `: ${harmless(description)}`);

/** A feed's own options for `--help`; nothing where the command line names no feed that there is. */
export const feedHelp = async (io: Io, argv: readonly string[]): Promise<string> =>
  helpFor(argv, "\nA feed's own options: feedwright run PACK/FEED --help", (reference, places) => {
    const { pack, feed } = feedNamed(io, places, reference);
    const [first] = feed.userFields;
    return [
      `\n${harmless(feed.title)}${about(feed.description)}`,
      `Its options, given with --set NAME=VALUE${first === undefined ? '' : ` or the environment (${environmentName(pack.name, first.name)}, …)`}:`,
      ...fieldLines(feed.userFields),
    ];
  });

/** The same of an action. */
export const actionHelp = async (io: Io, argv: readonly string[]): Promise<string> =>
  helpFor(argv, "\nAn action's own options: feedwright act PACK/ACTION --help", (reference, places) => {
    const { title, description, accepts, options } = actionNamed(io, places, reference).action;
    return [
      `\n${harmless(title)} (${accepts.length === 0 ? 'takes no object' : `for ${accepts.join(', ')}`})${about(description)}`,
      'Its options, given with --set NAME=VALUE:',
      ...fieldLines(options),
    ];
  });
