import { resolveFeed } from '../../language/resolve.ts';
import { environmentName } from '../../language/user-field/option-values.ts';
import { readConfig } from '../config/read-config.ts';
import { harmless } from '../display/text.ts';
import type { Io } from '../shell/io.ts';
import { openCatalog } from './catalog.ts';
import { fieldLines } from './field-lines.ts';

/** A feed's own options for `--help`; nothing where the command line names no feed that there is. */
export const feedHelp = (io: Io, argv: readonly string[]): Promise<string> => {
  const reference = argv.slice(1).find((word) => word.includes('/') && !word.startsWith('-'));
  if (reference === undefined) return Promise.resolve("\nA feed's own options: feedwright run PACK/FEED --help");
  try {
    const at = argv.indexOf('--definitions');
    const definitions = at < 0 ? undefined : argv[at + 1];
    const catalog = openCatalog(io, definitions === undefined ? {} : { definitions }, readConfig(io.cwd, undefined));
    const { pack, feed } = resolveFeed(reference, catalog.rootFor(reference), catalog.vocabulary);
    const [first] = feed.userFields;
    const lines = [
      `\n${harmless(feed.title)}${feed.description === undefined ? '' : `: ${harmless(feed.description)}`}`,
      `Its options, given with --set NAME=VALUE${first === undefined ? '' : ` or the environment (${environmentName(pack.name, first.name)}, …)`}:`,
      ...fieldLines(feed.userFields),
    ];
    return Promise.resolve(lines.join('\n'));
  } catch (error) {
    return Promise.resolve(`\n${error instanceof Error ? error.message : ''}`);
  }
};
