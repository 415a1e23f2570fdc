import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { emptyFolder, runLive } from '../../components/live.ts';
import type { Given } from '../../components/live.ts';
import { ownVendor } from '../../components/own-vendor.ts';

const file = join(import.meta.dirname, '../fixtures/answers.yaml');
const vendor = await ownVendor();

/** The answers in turn, the last one for ever. */
const run = (...answers: readonly Given[]) => {
  vendor.answer = () => answers[Math.min(vendor.asked.length, answers.length) - 1] ?? { status: 404 };
  return runLive({ file, feed: 'items', vendor, folder: emptyFolder() });
};
const pending: Given = { json: { state: 'pending' } };
const ready: Given = { json: { items: [{ id: 1, name: 'a.example', changed: 1 }] } };

describe('an answer whose body means "again"', () => {
  test('is asked for again, as often as the connection says, and counted as a repetition', async () => {
    const { row, values } = await run(pending, pending, ready);
    expect(values).toEqual(['a.example']);
    expect(row).toMatchObject({ status: 'succeeded', requests: { count: 3, retried: 2 } });
  });

  test('for ever, is a failure with the reason and what may help', async () => {
    const { row } = await run(pending);
    expect(vendor.asked).toHaveLength(3);
    expect(row).toMatchObject({
      status: 'failed',
      error: {
        message: expect.stringContaining('answered 200 OK: the answer is not ready yet (tried 3 times).'),
        hint: expect.stringContaining('`job`'),
      },
    });
  });

  test('is not waited for longer than the connection allows', async () => {
    const { row } = await run({ ...pending, headers: { 'retry-after': '3600' } }, ready);
    expect(vendor.asked).toHaveLength(1);
    expect(row).toMatchObject({ status: 'failed', error: { message: expect.stringContaining('asks to wait 3600 s') } });
  });
});

test('no outcome makes a list of records that is missing an empty one', async () => {
  const { row } = await run({ json: { result: [{ id: 1 }] } });
  expect(row).toMatchObject({ status: 'failed', error: { code: 'decode.path' } });
  // A body beyond the size that is looked at beforehand.
  const long = { filler: 'x'.repeat(2 ** 21) };
  expect((await run({ json: long })).row).toMatchObject({ status: 'failed', error: { code: 'decode.path' } });
  expect((await run({ json: { ...long, state: 'pending' } }, ready)).row).toMatchObject({ status: 'succeeded' });
});

test('an answer without the list of records says why in the words of the vendor', async () => {
  const { row } = await run({ json: { error: { code: 17, message: 'no such\u0007 dataset' } } });
  expect(row).toMatchObject({
    status: 'failed',
    error: { code: 'decode.path', message: expect.stringContaining('looks for records (it says: no such dataset).') },
  });
});

test('a value that does not fit is named with the line that gives it', async () => {
  const { row } = await run({ json: { items: [{ id: 1, name: { en: 'a.example' } }] } });
  expect(row).toMatchObject({ error: { message: expect.stringContaining('fixtures/answers.yaml:23:57)') } });
});

test('no content (204) has no records, and says so', async () => {
  const { row } = await run({ status: 204 });
  expect(row).toMatchObject({
    status: 'succeeded',
    records: { fetched: 0 },
    notes: { 'the server answered 204: no content': 1 },
  });
});

test('no content (205) that has some is a contradiction, not an empty list', async () => {
  expect((await run({ status: 205 })).row).toMatchObject({ status: 'succeeded', records: { fetched: 0 } });
  expect((await run({ ...ready, status: 205 })).row).toMatchObject({
    status: 'failed',
    error: {
      code: 'http.protocol',
      message: expect.stringMatching(/answered 205, which has no content, and has \d+ bytes of it\./),
    },
  });
});

test.each<[string, Given]>([
  ['206', { status: 206, headers: { 'content-range': 'bytes 0-9/99999' } }],
  ['206 that does not say of what', { status: 206 }],
  ['200 with a range', { headers: { 'content-range': 'bytes 0-9/99999' } }],
])('a part that nobody asked for (%s) withdraws nothing of a full listing', async (_, part) => {
  const folder = emptyFolder();
  const items = Array.from({ length: 40 }, (__, id) => ({ id, name: `h${id}.example`, changed: 1 }));
  const all = async (given: Given) => {
    vendor.answer = () => given;
    return runLive({ file, feed: 'all', vendor, folder });
  };
  expect((await all({ json: { items } })).row).toMatchObject({ status: 'succeeded', objects: { created: 40 } });
  const { row, values } = await all({ ...part, json: { items: items.slice(0, 25) } });
  expect(row).toMatchObject({ status: 'failed', error: { code: 'http.partial' }, objects: { withdrawn: 0 } });
  expect(values).toHaveLength(40);
  // What is really gone is withdrawn all the same.
  expect((await all({ json: { items: items.slice(0, 25) } })).row).toMatchObject({ objects: { withdrawn: 15 } });
});

describe('an error whose body has an outcome of its own', () => {
  test('means what the outcome says', async () => {
    const { row } = await run({ status: 404, json: { error: { code: 'nothing' } } });
    expect(row).toMatchObject({ status: 'succeeded', notes: { 'nothing is known': 1 } });
  });

  test.each([[{ json: { error: { code: 'other', message: 'no such path' } } }], [{ text: 'no such path' }]] as const)(
    'is what it is by its status where the body says something else: %j',
    async (body) => {
      const { row } = await run({ status: 404, ...body });
      expect(row).toMatchObject({
        status: 'failed',
        error: { code: 'http.status', message: expect.stringContaining('answered 404') },
      });
    },
  );

  test('is tried again where its status alone would be', async () => {
    const { values } = await run({ status: 503, json: { error: { code: 'busy' } } }, ready);
    expect(values).toEqual(['a.example']);
    const { row } = await run({ status: 503, json: { error: { code: 'busy' } } });
    expect(row).toMatchObject({ status: 'failed', error: { message: expect.stringContaining('(tried 3 times)') } });
  });
});

test('parts of one record that only the key takes for the same are set aside, not lost', async () => {
  const parts = [
    { id: 1, name: 'a.example', changed: 1 },
    { id: 1, name: 'b.example', changed: 1 },
  ];
  const { row } = await run({
    json: {
      items: [
        { id: 1, parts },
        { id: 2, parts: [parts[0], parts[0]] },
      ],
    },
  });
  expect(row).toMatchObject({ records: { fetched: 2, quarantined: 1, mapped: 1, duplicate: 1 } });
});

test('records that lack the key are not one and the same, even of one version', async () => {
  const parts = [
    { name: 'a.example', changed: 1 },
    { name: 'b.example', changed: 1 },
  ];
  const { row, values } = await run({ json: { items: [{ id: 1, parts }] } });
  expect(values).toEqual(['a.example', 'b.example']);
  expect(row).toMatchObject({
    records: { fetched: 1, expanded: 1, mapped: 2, duplicate: 0 },
    notes: { 'records without a key': 2 },
  });
});
