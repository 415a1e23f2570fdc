/** A model of a few lines of what two feeds leave in a store, and random windows of theirs played in both. */
import fc from 'fast-check';
import { expect } from 'vitest';
import type { MappedObject } from '../../../engine/object/mapped-object.ts';
import type { Awaitable } from '../../../engine/store/contract/awaitable.ts';
import type { Inspectable } from '../../contracts/store.contract.ts';
import { anyObject } from '../arbitrary-object.ts';
import { runOnce } from '../processes/run-once.ts';

const FEEDS = ['one', 'two'] as const;

interface Said {
  version: number | undefined;
  withdrawn: boolean;
  title: string | undefined;
  description: string | undefined;
  status: string | undefined;
  expiresAt: number | undefined;
  publishedAt: number | undefined;
  readonly sets: Map<string, Set<string>>;
  readonly tags: Set<string>;
  last: number;
}

type Model = Map<string, Map<string, Said>>;
let clock = 0;

/** One record's words, `updates` false where its version is lower than what is known. */
const hear = (said: Said, record: MappedObject, updates: boolean): void => {
  if (updates) {
    said.version = record.version as number | undefined;
    said.withdrawn = record.withdraw;
    for (const name of ['title', 'description', 'status', 'expiresAt'] as const)
      if (record[name] !== undefined) Object.assign(said, { [name]: record[name] });
    for (const name of new Set(record.attributes.filter(({ rule }) => rule === 'update').map((one) => one.name)))
      said.sets.delete(name);
  }
  said.publishedAt = Math.min(said.publishedAt ?? Infinity, record.publishedAt ?? Infinity);
  for (const tag of record.tags) said.tags.add(tag);
  for (const { name, value, rule } of record.attributes) {
    if (rule === 'add' || updates) said.sets.set(name, new Set([...(said.sets.get(name) ?? []), value]));
  }
};

const fresh = (): Said => ({
  version: undefined,
  withdrawn: false,
  title: undefined,
  description: undefined,
  status: undefined,
  expiresAt: undefined,
  publishedAt: undefined,
  sets: new Map(),
  tags: new Set(),
  last: 0,
});

const applyWindow = (model: Model, feed: string, records: readonly MappedObject[]): void => {
  for (const key of [...new Set(records.map((record) => record.key))].sort()) {
    const ordered = records
      .filter((record) => record.key === key)
      .toSorted((a, b) => Number(a.version ?? 0) - Number(b.version ?? 0));
    const last = ordered.at(-1) as MappedObject;
    const all = model.get(key) ?? new Map<string, Said>();
    const known = all.get(feed);
    const older = known?.version !== undefined && last.version !== undefined && Number(last.version) < known.version;
    if (last.withdraw) {
      if (known === undefined || known.withdrawn || older) continue;
      Object.assign(known, { withdrawn: true, version: last.version ?? known.version, last: ++clock });
      continue;
    }
    const before = known === undefined ? undefined : JSON.stringify(view(known));
    const merged = fresh();
    for (const record of ordered) hear(merged, record, true);
    const said = known ?? fresh();
    // The window's own merge is what meets the store, as one record.
    const attributes = [...merged.sets].flatMap(([name, values]) =>
      [...values].map((value) => ({
        name,
        value,
        rule: name.startsWith('U') ? ('update' as const) : ('add' as const),
        sensitive: false,
      })),
    );
    const { title, description, status, expiresAt } = merged;
    const publishedAt = merged.publishedAt === Infinity ? undefined : merged.publishedAt;
    hear(said, { ...last, title, description, status, expiresAt, publishedAt, attributes, tags: [...merged.tags] }, !older);
    all.set(feed, said);
    model.set(key, all);
    if (JSON.stringify(view(said)) !== before) said.last = ++clock;
  }
};

const view = (said: Said): unknown => [
  said.withdrawn,
  said.title,
  said.description,
  said.status,
  said.expiresAt,
  said.publishedAt,
  [...said.sets].map(([name, values]) => [name, [...values].sort()]).sort(),
  [...said.tags].sort(),
];

const iso = (ms: number): string => new Date(ms).toISOString();

const expected = (model: Model): unknown[] =>
  [...model]
    .sort(([a], [b]) => (a < b ? -1 : 1))
    .map(([key, all]) => {
      const order = [...all.values()].sort((a, b) => Number(a.withdrawn) - Number(b.withdrawn) || b.last - a.last);
      const standing = order.filter(({ withdrawn }) => !withdrawn);
      const published = Math.min(...order.map(({ publishedAt }) => publishedAt ?? Infinity));
      const ends = standing.map(({ expiresAt }) => expiresAt).filter((end) => end !== undefined);
      const expires =
        standing.length === 0 ? 5 : ends.length === 0 || ends.length < standing.length ? undefined : Math.max(...ends);
      const title = order.find((said) => said.title !== undefined)?.title;
      const pairs = new Map<string, string[]>();
      for (const [feed, { sets }] of [...all].sort()) {
        for (const [name, values] of sets)
          for (const value of values) pairs.set(`${name}\0${value}`, [...(pairs.get(`${name}\0${value}`) ?? []), feed]);
      }
      return {
        type: 'indicator',
        subtype: 'IP Address',
        value: key,
        ...(title === undefined ? {} : { title }),
        description: order.find(({ description }) => description !== undefined)?.description ?? null,
        status: standing.length === 0 ? 'Expired' : (standing.find(({ status }) => status !== undefined)?.status ?? 'Active'),
        published_at: published === Infinity ? null : iso(published),
        ...(expires === undefined ? {} : { expires_at: iso(expires) }),
        tags: [...new Set(order.flatMap(({ tags }) => [...tags]))].sort((a, b) => Buffer.compare(Buffer.from(a), Buffer.from(b))),
        sources: [...all.keys()].sort(),
        attributes: [...pairs]
          .sort(([a], [b]) => Buffer.compare(Buffer.from(a), Buffer.from(b)))
          .map(([pair, sources]) => ({ name: pair.split('\0')[0], value: pair.split('\0')[1], sources })),
        related: [],
      };
    });

/** Throws where any windows of two feeds leave anything else than the rules say. */
export const holdRules = async (open: () => Awaitable<Inspectable>, numRuns: number): Promise<void> => {
  const windows = fc.array(fc.record({ feed: fc.constantFrom(...FEEDS), records: fc.array(anyObject(true), { maxLength: 8 }) }), {
    minLength: 1,
    maxLength: 5,
  });
  await fc.assert(
    fc.asyncProperty(windows, async (all) => {
      const store = await open();
      const model: Model = new Map();
      try {
        for (const { feed, records } of all) {
          const counts = await runOnce(store, records, { instance: { feed, source: feed } });
          applyWindow(model, feed, records);
          expect(counts.created + counts.updated + counts.unchanged + counts.withdrawn + (counts.nothing_to_withdraw ?? 0)).toBe(
            new Set(records.map(({ key }) => key)).size,
          );
          expect(await Array.fromAsync(store.objects({}))).toEqual(expected(model));
        }
      } finally {
        await store.close();
      }
    }),
    { numRuns },
  );
};
