/** What lies on the disk at each durable step of applying what is held, and of undoing a run, is what a kill there would leave. */
import { cpSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import type { MappedObject } from '../../../engine/object/mapped-object.ts';
import { openStore, type SqliteStore } from '../../../engine/store/sqlite/open-store.ts';
import type { InstanceKey } from '../../../engine/store/contract/store.ts';
import { attribute, key, ledger, object, plan } from '../make-object.ts';

const OTHER = key({ feed: 'pack/other', source: 'Another feed' });

let folder: string;
beforeAll(() => (folder = mkdtempSync(join(tmpdir(), 'undo-crash-'))));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

const some = (from: number, to: number, more: Partial<MappedObject>): MappedObject[] =>
  Array.from({ length: to - from }, (_, at) => object(`10.0.0.${from + at}`, { ref: `r${from + at}`, ...more }));

const open = (path: string, onStep?: (name: string) => void): SqliteStore =>
  openStore({ path, mock: true, batch: 3, isFleeting: true, ...(onStep && { onStep }) });

/** A snapshot, with what stands beside objects; held, or applied. */
const play = async (store: SqliteStore, of: InstanceKey, id: string, objects: readonly MappedObject[], holds: boolean) => {
  const instance = await store.open(of, { now: 1 });
  const run = await instance.begin(plan({ snapshot: { floor: 0, maxShare: 1 } }), id);
  const window = await instance.window(run, 0);
  window.add(objects);
  window.relate([{ from: 'r1', to: `r of ${id}`, as: 'uses' }]);
  window.quarantine({ key: 'bad', place: 'row 1', code: 'c', error: `in ${id}` });
  window.seen('k', id);
  window.document('d', id, 'whole');
  for (const one of objects.slice(0, 2)) window.listed('d', one);
  const checkpoint = { until: undefined, state: { after: id } };
  const hold = holds ? { why: 'a test', goesOn: false } : undefined;
  await window.seal({ ledger: ledger({ fetched: 1, mapped: 1 }), checkpoint, keepSeenUntil: 1e15, now: 5, hold });
  if (!holds) await window.apply();
  await window.discard();
  await instance.end(run, { status: holds ? 'held' : 'succeeded', now: 9, summary: null, error: undefined });
  await instance.close();
};

const BAD = some(3, 14, {
  title: 'bad',
  attributes: [attribute('Score', '9', 'update'), attribute('Port', '80')],
  tags: ['bad'],
});

/** Two feeds that share objects, and a third run that is bad. */
const scene = async (path: string, holds: boolean): Promise<void> => {
  const store = open(path);
  await play(store, key(), 'first', some(0, 10, { title: 'good', attributes: [attribute('Score', '1', 'update')] }), false);
  await play(store, OTHER, 'other', some(5, 12, { title: 'theirs', attributes: [attribute('Port', '80')] }), false);
  await play(store, key(), 'bad', BAD, holds);
  await store.close();
};

const look = async (path: string): Promise<unknown> => {
  const store = openStore({ path, mock: true, readOnly: true });
  const [run] = store.runs({ run: 'bad' });
  const found = {
    digest: store.digest(),
    state: store.showState(key()),
    status: run?.status,
    windows: run?.windows.map(({ status, objects }) => ({ status, objects })),
    problems: (await store.check()).problems,
  };
  await store.close();
  return found;
};

const openOnly = async (path: string): Promise<void> => {
  const store = open(path);
  await (await store.open(key(), { now: 1 })).close();
  await store.close();
};

const decide = async (path: string, what: 'apply' | 'undo', onStep?: (name: string) => void): Promise<void> => {
  const store = open(path, onStep);
  const instance = await store.open(key(), { now: 1 });
  if (what === 'apply' && instance.held !== undefined) await instance.applyHeld(7);
  const [run] = store.runs({ run: 'bad' });
  if (what === 'undo' && run?.status !== 'undone') await instance.undo('bad', { next: 'hold', now: 7 });
  await instance.close();
  await store.close();
};

test.each(['apply', 'undo'] as const)('a kill at any durable step of %s changes nothing of where it ends', async (what) => {
  const clean = join(mkdtempSync(join(folder, `${what}-`)), 'store.db');
  await scene(clean, what === 'apply');
  const steps: string[] = [];
  const copies: string[] = [];
  await decide(clean, what, (name) => {
    steps.push(name);
    const copy = join(folder, `${what}-${steps.length}`);
    cpSync(dirname(clean), copy, { recursive: true });
    copies.push(join(copy, 'store.db'));
  });
  expect(new Set(steps)).toEqual(
    new Set(what === 'apply' ? ['let-go', 'batch', 'committed', 'deleted'] : ['undo-begun', 'given-back', 'forgotten', 'undone']),
  );
  expect(steps.length).toBeGreaterThan(5);
  const expected = await look(clean);
  expect(expected).toMatchObject({ status: what === 'apply' ? 'succeeded' : 'undone', problems: [] });
  for (const [index, path] of copies.entries()) {
    // Whoever opens the feed next goes on with it, whatever for; the command finds it done, or does it.
    if (index % 2 === 0) await openOnly(path);
    await decide(path, what);
    expect(await look(path), `after step ${index + 1}: ${steps[index]}`).toEqual(expected);
  }
});

test('what is undone is what was there before it', async () => {
  const [before, after] = ['before', 'after'].map((name) => join(mkdtempSync(join(folder, `${name}-`)), 'store.db'));
  await scene(after as string, true);
  cpSync(dirname(after as string), dirname(before as string), { recursive: true });
  await decide(after as string, 'apply');
  await decide(after as string, 'undo');
  const [one, other] = [await look(before as string), await look(after as string)] as { digest: string; state: unknown }[];
  expect(other).toMatchObject({ digest: one?.digest, state: one?.state });
});
