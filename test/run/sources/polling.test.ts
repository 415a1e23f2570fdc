import { join } from 'node:path';
import { expect, test } from 'vitest';
import { openStore } from '../../../engine/store/sqlite/open-store.ts';
import { emptyFolder, runLive } from '../../components/live.ts';
import { ownVendor } from '../../components/own-vendor.ts';

const file = join(import.meta.dirname, '../fixtures/polling.yaml');
const vendor = await ownVendor();

test('a source that always names a next address is gone on with from there, whatever lines its header has', async () => {
  const pages: Readonly<Record<string, readonly string[]>> = { '': ['e1', 'e2'], 2: ['e3'], 3: [] };
  vendor.answer = ({ url }) => {
    const at = url.searchParams.get('after') ?? '';
    const next = at === '' ? 2 : Math.min(Number(at) + 1, 3);
    const ids = pages[at] ?? [];
    return {
      json: ids.map((id) => ({ id })),
      headers: { link: [`<${url.href}>; rel="self"`, `<${vendor.origin}/log?after=${next}>; rel="next"`] },
    };
  };
  const folder = emptyFolder();
  const first = await runLive({ file, feed: 'log', vendor, folder });
  expect(first.values).toEqual(['e1', 'e2', 'e3']);
  expect(first.state).toEqual({ kind: 'token', value: `${vendor.origin}/log?after=3` });
  vendor.asked.length = 0;
  const second = await runLive({ file, feed: 'log', vendor, folder });
  expect(vendor.asked.map(({ url }) => url.search)).toEqual(['?after=3']);
  expect(second.row).toMatchObject({ status: 'succeeded', records: { fetched: 0 } });
  expect(second.state).toEqual(first.state);
});

test('JSON in a cell is read as JSON is: nulls are missing, long integers stay text', async () => {
  const evidence = '{""Details"": [{""Rule"": ""C2""}, {""Rule"": ""Spam""}], ""Case"": 12345678901234567890, ""Seen"": null}';
  vendor.answer = () => ({ text: `Name,Evidence\n192.0.2.1,"${evidence}"\n192.0.2.2,\n192.0.2.3,{oops\n` });
  const folder = emptyFolder();
  const { row } = await runLive({ file, feed: 'list', vendor, folder });
  expect(row).toMatchObject({ status: 'succeeded', records: { mapped: 2, quarantined: 1 } });
  const store = openStore({ path: join(folder, 'store.db'), readOnly: true });
  const shown = [...store.objects({})].map(({ attributes }) => attributes.map(({ name, value }) => `${name}=${value}`));
  await store.close();
  expect(shown).toEqual([['Case=12345678901234567890', 'Rule=C2', 'Rule=Spam', 'Seen=false'], ['Seen=false']]);
});
