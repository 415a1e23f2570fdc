import { listPacks } from '../../api/packs/list-packs.ts';
import { readConfig } from '../../api/config/read-config.ts';
import { harmless } from '../display/text.ts';
import { printTable } from '../display/table.ts';
import { defineCommand, EXIT } from '../shell/command.ts';
import { shownPath, shownPlace } from '../shell/failure.ts';
import { jsonFlag, placeFlags, type JsonFlag, type PlaceFlags } from '../shell/flags.ts';

export const command = defineCommand<JsonFlag & PlaceFlags>({
  description: 'Shows the packs that are found, with their feeds and actions, and the instances of the configuration.',
  flags: [jsonFlag, ...placeFlags],
  examples: ['feedwright list', 'feedwright list --definitions ./my-definitions --json'],
  exits: { 2: 'a definition is wrong; the others are shown' },
  async run(io, flags) {
    const config = readConfig(io.cwd, flags.config);
    const listed = listPacks(io, flags, config);
    const packs = listed.packs.map((pack) => ({ ...pack, file: shownPath(io, pack.file) }));
    const broken = listed.broken.map((pack) => ({ ...pack, file: shownPath(io, pack.file) }));
    const instances = [...config.instances.values()].map(({ name, feed, schedule }) => ({
      name,
      feed,
      schedule: schedule?.text ?? null,
    }));
    if (flags.json === true) {
      io.print(JSON.stringify({ packs, instances, broken: broken.map(({ file }) => file) }));
    } else {
      if (packs.length > 0) {
        const rows = packs.flatMap(({ pack, feeds, actions }) => [
          ...feeds.map(({ name, title }) => [`${pack}/${name}`, 'feed', title]),
          ...actions.map(({ name, title }) => [`${pack}/${name}`, 'action', title]),
        ]);
        printTable(io, [{ title: 'name' }, { title: 'kind' }, { title: 'title', wide: true }], rows);
      }
      if (instances.length > 0) {
        io.print('');
        const rows = instances.map((one) => [one.name, one.feed, one.schedule ?? '']);
        printTable(io, [{ title: 'instance' }, { title: 'feed' }, { title: 'schedule' }], rows);
      }
      if (packs.length === 0 && broken.length === 0)
        io.note(`There is no definition under ${listed.roots.map((root) => shownPath(io, root)).join(', ')}.`);
    }
    for (const { file, diagnostics } of broken) {
      const first = diagnostics.find(({ severity }) => severity === 'error');
      const says = first === undefined ? '' : `\n  ${harmless(`${shownPlace(io, first.place)}: ${first.message}`)}`;
      const shown = harmless(file);
      io.note(`${io.stderr.style('yellow', 'warning')}: ${shown} has mistakes: feedwright validate ${shown}${says}`);
    }
    return broken.length === 0 ? EXIT.fine : EXIT.usage;
  },
});
