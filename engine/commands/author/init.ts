import { statSync } from 'node:fs';
import { resolve } from 'node:path';
import { initProject } from '../../api/scaffold/init-project.ts';
import { UsageError } from '../../language/basics/errors.ts';
import { defineCommand, EXIT } from '../shell/command.ts';
import { shownPath } from '../shell/failure.ts';
import { jsonFlag, type JsonFlag } from '../shell/flags.ts';

export const command = defineCommand<JsonFlag, [string | undefined]>({
  description:
    'Makes a project of your own: a configuration, a first definition with its fixtures, settings for an editor and a CI workflow. It runs at once with --mock. A file that is there already is kept as it is.',
  args: [{ name: '[folder]', help: 'where (default: here); it is made where there is none' }],
  flags: [jsonFlag],
  examples: ['feedwright init', 'feedwright init my-feeds'],
  exits: { 0: 'made', 1: 'a file cannot be written', 2: 'the folder is a file' },
  async run(io, flags, given) {
    const folder = resolve(io.cwd, given ?? '.');
    if (statSync(folder, { throwIfNoEntry: false })?.isDirectory() === false)
      throw new UsageError('usage.no-folder', `${shownPath(io, folder)} is a file, not a folder.`, {
        hint: 'Give the path of a folder.',
      });
    const project = initProject(folder);
    const [written, kept] = [project.written, project.kept].map((files) => files.map((file) => shownPath(io, file)));
    if (flags.json === true) {
      io.print(JSON.stringify({ folder: shownPath(io, folder), written, kept }));
      return EXIT.fine;
    }
    for (const file of written ?? []) io.print(`wrote ${file}`);
    for (const file of kept ?? []) io.note(`kept ${file}, which is there already`);
    const there = folder === io.cwd ? '' : ` (in ${shownPath(io, folder)})`;
    io.print(`try it${there}: feedwright run example/domains --mock`);
    return EXIT.fine;
  },
});
