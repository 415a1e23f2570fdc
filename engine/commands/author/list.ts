import type { Pack } from '../../language/model.ts';
import { readConfig } from '../config/read-config.ts';
import { harmless } from '../display/text.ts';
import { table } from '../display/table.ts';
import { openCatalog } from '../feed/catalog.ts';
import { defineCommand, EXIT } from '../shell/command.ts';
import { shownPath, shownPlace } from '../shell/failure.ts';
import { jsonFlag, placeFlags, type JsonFlag, type PlaceFlags } from '../shell/flags.ts';

const titled = (
  named: ReadonlyMap<string, { readonly name: string; readonly title: string; readonly description: string | undefined }>,
) => [...named.values()].map(({ name, title, description }) => ({ name, title, description: description ?? null }));

const entry = (pack: Pack, file: string) => ({
  pack: pack.name,
  title: pack.title,
  version: pack.version,
  category: pack.category ?? null,
  file,
  feeds: titled(pack.feeds),
  actions: titled(pack.actions),
});

export const command = defineCommand<JsonFlag & PlaceFlags>({
  description: 'Shows the packs that are found, with their feeds and actions, and the instances of the configuration.',
  flags: [jsonFlag, ...placeFlags],
  examples: ['feedwright list', 'feedwright list --definitions ./my-definitions --json'],
  exits: { 2: 'a definition is wrong; the others are shown' },
  async run(io, flags) {
    const config = readConfig(io.cwd, flags.config);
    const catalog = openCatalog(io, flags, config);
    const loaded = catalog.definitions.map((definition) => ({
      file: shownPath(io, definition.file),
      ...catalog.load(definition),
    }));
    const packs = loaded.flatMap(({ file, pack }) => (pack === undefined ? [] : [entry(pack, file)]));
    const broken = loaded.filter(({ pack }) => pack === undefined);
    const instances = [...config.instances.values()].map(({ name, feed, schedule }) => ({
      name,
      feed,
      schedule: schedule ?? null,
    }));
    if (flags.json === true) {
      io.print(JSON.stringify({ packs, instances, broken: broken.map(({ file }) => file) }));
    } else {
      if (packs.length > 0) {
        const rows = packs.flatMap(({ pack, feeds, actions }) => [
          ...feeds.map(({ name, title }) => [`${pack}/${name}`, 'feed', title]),
          ...actions.map(({ name, title }) => [`${pack}/${name}`, 'action', title]),
        ]);
        for (const line of table(io.stdout, [{ title: 'name' }, { title: 'kind' }, { title: 'title', wide: true }], rows))
          io.print(line);
      }
      if (instances.length > 0) {
        io.print('');
        for (const line of table(
          io.stdout,
          [{ title: 'instance' }, { title: 'feed' }, { title: 'schedule' }],
          instances.map((one) => [one.name, one.feed, one.schedule ?? '']),
        ))
          io.print(line);
      }
      if (packs.length === 0 && broken.length === 0)
        io.note(`There is no definition under ${catalog.roots.map((root) => shownPath(io, root)).join(', ')}.`);
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
