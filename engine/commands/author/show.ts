import { basename } from 'node:path';
import { definitionText, resolvedText } from '../../api/packs/show-definition.ts';
import { UsageError } from '../../language/basics/errors.ts';
import { defineCommand, EXIT } from '../shell/command.ts';
import { shownPath } from '../shell/failure.ts';
import { jsonFlag, placeFlags, type JsonFlag, type PlaceFlags } from '../shell/flags.ts';

interface ShowFlags extends JsonFlag, PlaceFlags {
  readonly resolved?: boolean;
}

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
    if (flags.resolved !== true) {
      if (flags.json === true) throw new UsageError('usage.show', '--json goes with --resolved.', { hint: 'Add --resolved.' });
      io.print(definitionText(io, flags, text).trimEnd());
      return EXIT.fine;
    }
    const resolved = resolvedText(io, flags, text);
    if (resolved === undefined) return EXIT.usage;
    if (flags.json === true)
      for (const { path, value, tag, place } of resolved.values())
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
    else io.print(resolved.text(({ file, line }) => `${basename(file)}:${line}`).trimEnd());
    return EXIT.fine;
  },
});
