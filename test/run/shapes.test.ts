import { join } from 'node:path';
import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest';
import { openStore } from '../../engine/store/open-store.ts';
import { emptyFolder, runLive, startVendor } from '../components/live.ts';
import type { Vendor } from '../components/live.ts';

const file = join(import.meta.dirname, 'fixtures/shapes.yaml');
let vendor: Vendor;
beforeAll(async () => {
  vendor = await startVendor();
});
afterAll(() => vendor.close());
beforeEach(() => {
  vendor.asked.length = 0;
});

/** A run over one answer: its row, and each object's value with its attributes. */
const run = async (feed: string, text: string) => {
  vendor.answer = () => ({ text });
  const folder = emptyFolder();
  const { row } = await runLive({ file, feed, vendor, folder });
  const store = openStore({ path: join(folder, 'store.db'), readOnly: true });
  try {
    const objects = [...store.objects({})].map(
      ({ value, attributes }) => [value, Object.fromEntries(attributes.map((one) => [one.name, one.value]))] as const,
    );
    return { row, objects };
  } finally {
    store.close();
  }
};

test('a map whose ids have lists gives every element its id', async () => {
  const text = '{"1502":[{"ioc":"a.example"},{"ioc":"b.example"}],"1501":[{"ioc":"c.example"}],"1500":[]}';
  const { row, objects } = await run('keyed', text);
  expect(row).toMatchObject({ status: 'succeeded', records: { fetched: 3, mapped: 3 } });
  expect(objects).toEqual([
    ['a.example', { Number: '1502' }],
    ['b.example', { Number: '1502' }],
    ['c.example', { Number: '1501' }],
  ]);
});

test('an element of such a list that is no object is named with its place', async () => {
  const { row } = await run('keyed', '{"1502":[{"ioc":"a.example"},"b.example"]}');
  expect(row).toMatchObject({
    status: 'failed',
    error: { message: expect.stringContaining('$["1502"][1] is text, not an object') },
  });
});
