import { createHash } from 'node:crypto';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { states } from '../../../engine/components/states/registry.ts';
import { stateContract } from '../../contracts/state.contract.ts';
import type { StateCase } from '../../contracts/state.contract.ts';

type Time = 'before' | 'after';

const file = join(import.meta.dirname, 'fixtures/keeping.yaml');
const item = (name: string, modified: string) => ({ name: `${name}.example`, modified });
const LIST = [item('a', '2024-05-01T10:00:00Z'), item('b', '2024-05-02T10:00:00Z'), item('c', '2024-05-02T10:00:00Z')];
/** One at the edge of what was there, two at a new one. */
const NEW = [item('d', '2024-05-02T10:00:00Z'), item('e', '2024-05-03T10:00:00Z'), item('f', '2024-05-03T10:00:00Z')];
/** Within an overlap of an hour, but before the edge. */
const LATE = item('late', '2024-05-02T09:30:00Z');

const since = (list: readonly ReturnType<typeof item>[], url: URL) =>
  list.filter(({ modified }) => modified >= (url.searchParams.get('since') ?? ''));
const at = (time: Time, ...more: readonly ReturnType<typeof item>[]) => (time === 'before' ? LIST : [...LIST, ...more, ...NEW]);

/** The whole list, with what tells whether it has changed. */
const dump = (feed: string, validator: 'etag' | 'last-modified' | undefined): StateCase => ({
  file,
  feed,
  answer:
    (time) =>
    ({ headers }) => {
      const items = time === 'before' ? LIST : [...LIST.slice(1), ...NEW];
      const etag = createHash('sha256').update(JSON.stringify(items)).digest('hex');
      const value =
        validator === 'etag'
          ? `"${etag}"`
          : time === 'before'
            ? 'Wed, 01 May 2024 00:00:00 GMT'
            : 'Fri, 03 May 2024 00:00:00 GMT';
      if (validator === undefined) return { json: { items } };
      const asked = headers[validator === 'etag' ? 'if-none-match' : 'if-modified-since'];
      return { headers: { [validator]: value }, ...(asked === value ? { status: 304 } : { json: { items } }) };
    },
});

const cases: Readonly<Record<string, readonly StateCase[]>> = {
  header: [
    {
      file,
      feed: 'objects',
      answer:
        (time) =>
        ({ url }) => {
          const after = url.searchParams.get('added_after') ?? '';
          // After the date, not from it on, as the standard has it: one that was added at the same instant is not given.
          const objects = at(time).filter(({ modified }) => modified > after);
          const last = objects.at(-1)?.modified;
          return { json: { objects }, headers: last === undefined ? {} : { 'X-TAXII-Date-Added-Last': last } };
        },
    },
  ],
  largest: [
    {
      file,
      feed: 'changes',
      answer:
        (time) =>
        ({ url }) => ({ json: { items: since(at(time), url) } }),
    },
    {
      file,
      feed: 'overlapping',
      answer:
        (time) =>
        ({ url }) => ({ json: { items: since(at(time, LATE), url) } }),
    },
    {
      // In pages of two, whose ends fall among equal values.
      file,
      feed: 'ordered',
      rests: true,
      answer:
        (time) =>
        ({ url }) => {
          const from = (Number(url.searchParams.get('page')) - 1) * 2;
          return { json: { items: since(at(time), url).slice(from, from + 2) } };
        },
    },
  ],
  token: [
    {
      file,
      feed: 'delta',
      answer:
        (time) =>
        ({ url }) => {
          const from = Number(url.searchParams.get('delta') ?? 0);
          const all = at(time);
          return { json: { value: all.slice(from), '@odata.deltaLink': `${url.origin}/delta?delta=${all.length}` } };
        },
    },
  ],
  unchanged: [dump('dump-by-etag', 'etag'), dump('dump-by-date', 'last-modified'), dump('dump-by-hash', undefined)],
};

for (const [name, kind] of Object.entries(states)) stateContract(name, kind, cases[name] ?? []);

test('every feed of the contract keeps a kind of state that there is', () => {
  expect(Object.keys(cases)).toEqual(Object.keys(states));
});
