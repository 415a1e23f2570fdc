/** A folder with one pack and a server that answers it: feeds are run, and the store is asked, by the commands that a user has. */
import type { StoreInfo } from '../../../engine/store/contract/store-info.ts';
import type { ObjectView } from '../../../engine/store/views/object-view.ts';
import { join } from 'node:path';
import { expect } from 'vitest';
import { openStore, type SqliteStore } from '../../../engine/store/sqlite/open-store.ts';
import { workingDirectory, type Ended } from '../../cli/feedwright.ts';
import { startVendor, type Vendor } from '../../components/live.ts';
import { inProcess } from '../in-process.ts';

export interface SmallWorld {
  readonly cwd: string;
  readonly vendor: Vendor;
  /** Runs a feed at this time over these records; its ledger row. */
  run(feed: string, records: readonly object[], now?: number): Promise<Record<string, unknown>>;
  command(name: Parameters<typeof inProcess>[0], flags: object, args?: readonly string[], now?: number): Promise<Ended>;
  objects(flags?: object, now?: number): Promise<readonly ObjectView[]>;
  digest(): string;
  info(): StoreInfo;
  /** The same in another folder, such as a copy of this one. */
  in(cwd: string): SmallWorld;
}

const NOW = Date.UTC(2026, 0, 1);

const pack = (feeds: string): string => `language: 1
name: small
title: Small
version: 1.0.0
connection:
  user_fields: { host: { label: Host, type: url, required: true } }
  http: { base_url: !tmpl "{{@user.host}}", retry: { attempts: 1 } }
endpoints:
  list: { request: { path: /list }, records: data, key: !expr id }
feeds:
${feeds}`;

const inStore = <T>(cwd: string, look: (store: SqliteStore) => T): T => {
  const store = openStore({ path: join(cwd, '.feedwright/store.db'), readOnly: true });
  try {
    return look(store);
  } finally {
    store.close();
  }
};

/** `feeds`: YAML of the feeds; each reads the endpoint \`list\`, whose records have an \`id\`. */
export const smallWorld = async (feeds: string): Promise<SmallWorld> =>
  worldIn(workingDirectory({ 'definitions/small.yaml': pack(feeds) }), await startVendor());

const worldIn = (cwd: string, vendor: Vendor): SmallWorld => {
  const command: SmallWorld['command'] = (name, flags, args = [], now = NOW) =>
    inProcess(name, flags, args, { cwd, now: () => now });
  const lines = (text: string): Record<string, unknown>[] =>
    text
      .split('\n')
      .filter((line) => line !== '')
      .map((line) => JSON.parse(line) as Record<string, unknown>);
  return {
    cwd,
    vendor,
    command,
    async run(feed, records, now = NOW) {
      vendor.answer = () => ({ json: { data: records } });
      const { stdout, stderr } = await command('run', { json: true, set: [`host=${vendor.origin}`] }, [`small/${feed}`], now);
      const [row] = lines(stdout);
      if (row === undefined) throw new Error(stderr);
      return row;
    },
    async objects(flags = {}, now = NOW) {
      const { code, stdout, stderr } = await command('objects', { json: true, ...flags }, [], now);
      expect({ code, stderr }).toEqual({ code: 0, stderr: '' });
      return lines(stdout) as unknown as ObjectView[];
    },
    digest: () => inStore(cwd, (store) => store.digest()),
    info: () => inStore(cwd, (store) => store.info()),
    in: (other) => worldIn(other, vendor),
  };
};
