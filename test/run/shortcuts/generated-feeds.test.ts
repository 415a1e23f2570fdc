/** Nothing that is skipped changes what comes of a run: feeds of dumps as they are drawn, with all shortcuts and without any. */
import { rmSync } from 'node:fs';
import { dirname } from 'node:path';
import fc from 'fast-check';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { RECALLED } from '../../../engine/run/shortcuts/recall.ts';
import { emptyFolder, runLive, startVendor, type Live, type LiveRun, type Vendor } from '../../components/live.ts';
import { ledgerOf } from '../../support/ledger-of.ts';
import { definitionOf, dumpFeed, dumps, type DumpFeed } from './made-up-dumps.ts';

let vendor: Vendor;
let body = '';
beforeAll(async () => {
  vendor = await startVendor(() => ({ text: body, headers: { 'content-type': 'text/csv' } }));
});
afterAll(() => vendor.close());

/** Runs of the feed in two stores, one with shortcuts and one without, one after the other. */
const twoStores = (feed: DumpFeed) => {
  const file = definitionOf(feed);
  const folders = [emptyFolder(), emptyFolder()] as const;
  let hours = 0;
  const one = (shortcuts: boolean, more: Partial<LiveRun>): Promise<Live> => {
    const folder = folders[shortcuts ? 0 : 1];
    return runLive({ file, feed: 'hosts', vendor, folder, shortcuts, now: Date.UTC(2024, 5, 1, hours), ...more });
  };
  return {
    run: async (text: string, more: Partial<LiveRun> = {}): Promise<readonly [Live, Live]> => {
      body = text;
      hours++;
      return [await one(true, more), await one(false, more)];
    },
    /** What both are told of is a crash there. */
    crash: async (text: string, step: string): Promise<void> => {
      body = text;
      hours++;
      for (const shortcuts of [true, false]) {
        const onStep = (name: string): void => {
          if (name === step) throw new Error('killed');
        };
        await one(shortcuts, { onStep }).catch(() => undefined);
      }
    },
    remove: () => [...folders, dirname(file)].forEach((folder) => rmSync(folder, { recursive: true })),
  };
};

const recalled = ({ row }: Live): number => row.notes[RECALLED] ?? 0;
const seenOf = ({ row, digest }: Live) => ({ ...ledgerOf(row), digest });

/** Rows that were recalled, in all of the runs. */
const compare = async (feed: DumpFeed): Promise<number> => {
  const stores = twoStores(feed);
  let known = 0;
  try {
    for (const text of dumps(feed, 3)) {
      const [quick, whole] = await stores.run(text);
      expect(whole.row.status).toBe('succeeded');
      expect(recalled(whole)).toBe(0);
      expect(seenOf(quick)).toEqual(seenOf(whole));
      known += recalled(quick);
    }
    return known;
  } finally {
    stores.remove();
  }
};

const PLAIN: DumpFeed = { filters: [], attributes: ['Score: { value: !expr score, rule: update }'], fields: [], rows: 700, seed: 7 };

test('a feed whose rows are remembered', async () => {
  expect(await compare(PLAIN)).toBeGreaterThan(1000);
});

test('whatever the filters, what is set, and the attributes are', async () => {
  await fc.assert(
    fc.asyncProperty(dumpFeed, async (feed) => void (await compare(feed))),
    { numRuns: 8 },
  );
});

test('a run that is cut off after its window was sealed leaves nothing known', async () => {
  const stores = twoStores(PLAIN);
  const [first, second, third, fourth] = [...dumps(PLAIN, 4)] as [string, string, string, string];
  await stores.run(first);
  expect(recalled((await stores.run(first))[0])).toBeGreaterThan(0);
  await stores.crash(second, 'sealed');
  // Rows of the first dump that the second changed are in the store as the second has them: recalled, they would stay so.
  const [quick, whole] = await stores.run(first);
  expect(seenOf(quick)).toEqual(seenOf(whole));
  expect(recalled(quick)).toBe(0);
  for (const text of [third, fourth]) {
    const [one, other] = await stores.run(text);
    expect(seenOf(one)).toEqual(seenOf(other));
    expect(recalled(one)).toBeGreaterThan(0);
  }
  stores.remove();
});

test('what another instance of the same source has applied leaves nothing known', async () => {
  const stores = twoStores(PLAIN);
  const [first, second] = [...dumps(PLAIN, 2)] as [string, string];
  await stores.run(first);
  await stores.run(second, { instance: 'other' });
  const [quick, whole] = await stores.run(first);
  expect(recalled(quick)).toBe(0);
  expect(seenOf(quick)).toEqual(seenOf(whole));
  expect(recalled((await stores.run(first))[0])).toBeGreaterThan(0);
  stores.remove();
});
