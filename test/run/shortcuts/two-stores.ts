/** Runs of a feed in two stores, one with all shortcuts and one without any. */
import { rmSync } from 'node:fs';
import { dirname } from 'node:path';
import { expect } from 'vitest';
import { RECALLED } from '../../../engine/run/shortcuts/recall.ts';
import { emptyFolder, runLive, startVendor, type Live, type LiveRun } from '../../components/live.ts';
import { ledgerOf } from '../../support/ledger-of.ts';
import { definitionOf, dumps, type DumpFeed } from './made-up-dumps.ts';

export interface TwoStores {
  /** The same run in both, one after the other: with shortcuts, and without. */
  run(text: string, more?: Partial<LiveRun>): Promise<readonly [Live, Live]>;
  /** The same, cut off at this durable step. */
  crash(text: string, step: string): Promise<void>;
  remove(): Promise<void>;
}

export const twoStores = async (feed: DumpFeed): Promise<TwoStores> => {
  const file = definitionOf(feed);
  const folders = [emptyFolder(), emptyFolder()] as const;
  let body = '';
  let hours = 0;
  const vendor = await startVendor(() => ({ text: body, headers: { 'content-type': 'text/csv' } }));
  const one = (shortcuts: boolean, more: Partial<LiveRun>): Promise<Live> => {
    const folder = folders[shortcuts ? 0 : 1];
    return runLive({ file, feed: 'hosts', vendor, folder, shortcuts, now: Date.UTC(2024, 5, 1, hours), ...more });
  };
  return {
    run: async (text, more = {}) => {
      body = text;
      hours++;
      return [await one(true, more), await one(false, more)];
    },
    crash: async (text, step) => {
      body = text;
      hours++;
      for (const shortcuts of [true, false]) {
        let crashed = false;
        const onStep = (name: string): void => {
          if (name !== step) return;
          crashed = true;
          throw new Error('killed');
        };
        await one(shortcuts, { onStep }).catch(() => undefined);
        expect(crashed).toBe(true);
      }
    },
    remove: async () => {
      await vendor.close();
      for (const folder of [...folders, dirname(file)]) rmSync(folder, { recursive: true });
    },
  };
};

export const recalled = ({ row }: Live): number => row.notes[RECALLED] ?? 0;
export const seenOf = ({ row, digest }: Live) => ({ ...ledgerOf(row), digest });

/** Three runs of a dump that changes; gives how many rows were recalled, in all of them. */
export const compare = async (feed: DumpFeed): Promise<number> => {
  const stores = await twoStores(feed);
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
    await stores.remove();
  }
};
