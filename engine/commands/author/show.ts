import { basename } from 'node:path';
import { UsageError } from '../../language/basics/errors.ts';
import { fileLimits } from '../../language/files.ts';
import { findPack } from '../../language/find-packs.ts';
import { readPlain, whyUnreadable } from '../../language/plain-file.ts';
import { resolveDefinition } from '../../language/reuse/resolved.ts';
import { valuesOf, writeResolved } from '../../language/reuse/write.ts';
import { readConfig } from '../config/read-config.ts';
import { openCatalog, type Catalog, type Definition } from '../feed/catalog.ts';
import { defineCommand, EXIT } from '../shell/command.ts';
import { shownPath } from '../shell/failure.ts';
import { jsonFlag, placeFlags, type JsonFlag, type PlaceFlags } from '../shell/flags.ts';
import type { Io } from '../shell/io.ts';

interface ShowFlags extends JsonFlag, PlaceFlags {
  readonly resolved?: boolean;
}

const definitionOf = (text: string, catalog: Catalog): Definition => {
  if (/\.ya?ml$/i.test(text)) return catalog.at(text);
  const root = catalog.rootFor(text);
  return { ...findPack(text, root), root };
};

const checked = (io: Io, definition: Definition, catalog: Catalog): void => {
  const { pack, diagnostics } = catalog.load(definition);
  if (pack !== undefined) return;
  throw new UsageError('definition.invalid', `The definition ${shownPath(io, definition.file)} has mistakes.`, {
    diagnostics: diagnostics.filter(({ severity }) => severity === 'error'),
  });
};

const textOf = (io: Io, file: string): string => {
  try {
    return readPlain(file, fileLimits.definition).toString();
  } catch (error) {
    throw new UsageError('usage.no-file', `The definition ${shownPath(io, file)} ${whyUnreadable(error, file)}.`);
  }
};

export const command = defineCommand<ShowFlags, [string]>({
  description:
    'Shows a definition; with --resolved its fragments, defaults and connection are put in, and each value says where it is written.',
  args: [{ name: '<pack>', help: "a pack's name, or path/to/file.yaml" }],
  flags: [
    { flags: '--resolved', help: 'put in what is shared, with the place of every value' },
    { ...jsonFlag, help: 'one JSON object a value: its path, value, tag, file, line and column; with --resolved' },
    ...placeFlags,
  ],
  examples: [
    'feedwright show PACK',
    'feedwright show PACK --resolved',
    'feedwright show definitions/mine.yaml --resolved --json',
  ],
  exits: { 0: 'shown', 2: 'there is no such pack, or its definition has errors' },
  async run(io, flags, text) {
    const catalog = openCatalog(io, flags, readConfig(io.cwd, flags.config));
    const definition = definitionOf(text, catalog);
    if (flags.resolved !== true) {
      if (flags.json === true) throw new UsageError('usage.show', '--json goes with --resolved.', { hint: 'Add --resolved.' });
      io.print(textOf(io, definition.file).trimEnd());
      return EXIT.fine;
    }
    checked(io, definition, catalog);
    const resolved = resolveDefinition(definition.file, { root: definition.root });
    if (resolved === undefined) return EXIT.usage;
    if (flags.json === true)
      for (const { path, value, tag, place } of valuesOf(resolved))
        io.print(
          JSON.stringify({
            path,
            value,
            tag: tag ?? null,
            file: shownPath(io, place.file),
            line: place.line,
            column: place.column,
          }),
        );
    else io.print(writeResolved(resolved, ({ file, line }) => `${basename(file)}:${line}`).trimEnd());
    return EXIT.fine;
  },
});
