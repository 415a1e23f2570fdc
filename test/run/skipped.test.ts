import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { openStore } from '../../engine/store/sqlite/open-store.ts';
import { emptyFolder, runLive, startVendor } from '../components/live.ts';
import type { Vendor } from '../components/live.ts';

let vendor: Vendor;
beforeAll(async () => {
  vendor = await startVendor();
});
afterAll(() => vendor.close());

test('a table that skips leaves the value out; only without its type, subtype or value an entry is left out', async () => {
  const items = [
    { id: 'r1', kind: 'a', mark: 'TLP:AMBER', day: 'first', members: [{ type: 'host', name: 'a.example' }] },
    { id: 'r2', kind: 'z', mark: 'TLP:GREEN', day: 'last', members: [{ type: 'odd', name: 'odd' }] },
  ];
  vendor.answer = () => ({ json: { items } });
  const folder = emptyFolder();
  const { row } = await runLive({ file: join(import.meta.dirname, 'fixtures/tables.yaml'), feed: 'reports', vendor, folder });
  expect(row).toMatchObject({ records: { mapped: 2 }, notes: { 'entries whose subtype a table skips (member)': 1 } });
  const store = openStore({ path: join(folder, 'store.db'), readOnly: true });
  const objects = [...store.objects({})];
  await store.close();
  expect(objects.map(({ value }) => value)).toEqual(['a.example', 'r1', 'r2']);
  expect(objects[1]).toMatchObject({ tlp: 'amber', published_at: '2024-05-01T00:00:00.000Z', attributes: [{ value: 'Alpha' }] });
  expect(objects[2]).toMatchObject({ attributes: [] });
  expect([objects[2]?.tlp ?? null, objects[2]?.published_at ?? null]).toEqual([null, null]);
});
