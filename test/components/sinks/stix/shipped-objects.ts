/** What the shipped feeds make of their fixtures, as it goes out. */
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { released } from '../../../../engine/api/outputs/destination/hold-back.ts';
import { openCatalog } from '../../../../engine/api/packs/catalog.ts';
import { formatTable } from '../../../../engine/api/packs/format-tables.ts';
import { silentWorld } from '../../../../engine/proof/testing/run-file.ts';
import type { FormatTable } from '../../../../engine/language/format-table/format-table.ts';
import type { OutboundObject } from '../../../../engine/object/outbound.ts';
import { openStore } from '../../../../engine/store/sqlite/open-store.ts';
import { definitions } from '../../../definition-runs.ts';
import { inProcess } from '../../../e2e/in-process.ts';

const world = silentWorld(tmpdir(), new AbortController().signal);

const catalog = openCatalog(world, { definitions, config: false });

/** The shipped table of a format with what the shipped packs add to it. */
export const shippedTableOf = (format: string): FormatTable => formatTable(catalog, format);
export const shippedTable: FormatTable = shippedTableOf('stix');

/** All shipped feeds that run without being asked for an object, as `pack/feed`. */
export const shippedFeeds: readonly string[] = catalog.definitions.flatMap((definition) =>
  [...(catalog.load(definition).pack?.feeds.keys() ?? [])].map((feed) => `${definition.name}/${feed}`),
);

const NOTHING_HELD = { only: { attributes: new Map() }, tlp: undefined, sensitive: 'drop', hashKey: undefined } as const;

/** The objects of one store into which these feeds were run, one after the other, each against its mock. */
export const objectsOf = async (feeds: readonly string[]): Promise<readonly OutboundObject[]> => {
  const cwd = mkdtempSync(join(tmpdir(), 'stix-'));
  try {
    for (const feed of feeds) {
      const { code, stderr } = await inProcess('run', { json: true, mock: true, definitions }, [feed], { cwd });
      if (code !== 0) throw new Error(`${feed} failed: ${stderr}`);
    }
    const store = openStore({ path: join(cwd, '.feedwright/mock.db'), readOnly: true });
    try {
      const hold = {
        ...NOTHING_HELD,
        only: { ...NOTHING_HELD.only, type: undefined, subtype: undefined, feed: undefined, status: undefined, tag: undefined },
      };
      return [...store.outbox.all(0)].map((object) => released(object, hold, () => true));
    } finally {
      store.close();
    }
  } finally {
    rmSync(cwd, { recursive: true, force: true });
  }
};
