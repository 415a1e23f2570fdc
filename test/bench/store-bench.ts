/** What the store costs: objects with eleven attributes staged, sealed and applied, new and again unchanged; seen keys; memory. */
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { performance } from 'node:perf_hooks';
import { parseArgs } from 'node:util';
import type { MappedObject } from '../../engine/store/contract/mapped-object.ts';
import { openStore } from '../../engine/store/sqlite/open-store.ts';
import type { Instance, ObjectCounts, WindowStaging } from '../../engine/store/contract/store.ts';
import { attribute, key, ledger, object, plan } from '../store/make-object.ts';

export interface StoreFigures {
  readonly name: string;
  /** In ms, without the making of the objects. */
  readonly duration: number;
  readonly objectsPerSecond: number;
  /** Resident memory at its highest, in MB. */
  readonly peak: number;
  readonly counts: ObjectCounts;
}

const BATCH = 1000;
const NAMES = [
  'Predicted At',
  'Predicted Netblock',
  'Predicted Category',
  'Cluster',
  'Detected By',
  'Detected Identifiers',
  'Detected Categories',
  'Detected At',
  'Last Seen At',
  'Importance',
  'Normalized Importance',
];

const oneObject = (index: number, changed: boolean): MappedObject => {
  const mixed = Math.imul(index, 2_654_435_761) >>> 0;
  const address = [mixed >>> 24, (mixed >>> 16) & 255, (mixed >>> 8) & 255, mixed & 255].join('.');
  const attributes = NAMES.map((name, at) =>
    attribute(name, `value ${at} of ${index}${changed && at === 3 ? ' again' : ''}`, at % 3 === 0 ? 'update' : 'add'),
  );
  return object(address, { attributes, publishedAt: 1_700_000_000_000 + index });
};

class Stopwatch {
  total = 0;
  peak = 0;

  time<T>(work: () => T): T {
    const start = performance.now();
    try {
      return work();
    } finally {
      this.total += performance.now() - start;
      this.peak = Math.max(this.peak, process.memoryUsage.rss() / 1e6);
    }
  }
}

const stage = (window: WindowStaging, objects: number, changed: (index: number) => boolean, watch: Stopwatch): void => {
  for (let start = 0; start < objects; start += BATCH) {
    const batch = Array.from({ length: Math.min(BATCH, objects - start) }, (_, at) => oneObject(start + at, changed(start + at)));
    watch.time(() => window.add(batch));
  }
};

const load = async (
  instance: Instance,
  name: string,
  objects: number,
  changed: (index: number) => boolean,
): Promise<StoreFigures> => {
  const run = instance.begin(plan(), `${name} ${performance.now()}`);
  const watch = new Stopwatch();
  const window = instance.window(run, 0);
  stage(window, objects, changed, watch);
  watch.time(() => window.seal({ ledger: ledger(), checkpoint: undefined, keepSeenUntil: undefined, now: 0 }));
  const start = performance.now();
  const counts = await window.apply(() => watch.time(() => undefined));
  const duration = watch.total + performance.now() - start;
  instance.end(run, { status: 'succeeded', now: 0, summary: null, error: undefined });
  return { name, duration, objectsPerSecond: (objects / duration) * 1000, peak: watch.peak, counts };
};

const askSeen = (instance: Instance, keys: number): StoreFigures => {
  const watch = new Stopwatch();
  const run = instance.begin(plan(), `seen ${performance.now()}`);
  const window = instance.window(run, 0);
  for (let start = 0; start < keys; start += BATCH) {
    const some = Array.from({ length: Math.min(BATCH, keys - start) }, (_, at) => `CASE-${start + at}-${(start + at) * 7919}`);
    watch.time(() => some.forEach((one) => window.seen(one, '2025-01-01T00:00:00.000Z')));
  }
  window.discard();
  const counts = { created: 0, updated: 0, unchanged: 0, withdrawn: 0, by_type: {}, attributes: 0 };
  return {
    name: 'seen keys, all new',
    duration: watch.total,
    objectsPerSecond: (keys / watch.total) * 1000,
    peak: watch.peak,
    counts,
  };
};

/** One measurement after the other in a store of its own. */
export const storeBench = async ({
  objects,
  keys,
}: {
  readonly objects: number;
  readonly keys: number;
}): Promise<StoreFigures[]> => {
  const folder = await mkdtemp(join(tmpdir(), 'store-bench-'));
  const store = openStore({ path: join(folder, 'store.db'), mock: true });
  const instance = await store.open(key(), { now: 0 });
  try {
    return [
      await load(instance, 'new', objects, () => false),
      await load(instance, 'unchanged', objects, () => false),
      await load(instance, 'unchanged again', objects, () => false),
      await load(instance, 'one in ten changed', objects, (index) => index % 10 === 0),
      askSeen(instance, keys),
    ];
  } finally {
    instance.close();
    store.close();
    await rm(folder, { recursive: true, force: true });
  }
};

if (import.meta.main) {
  const { values } = parseArgs({
    options: { objects: { type: 'string', default: '100000' }, keys: { type: 'string', default: '1000000' } },
  });
  for (const { name, duration, objectsPerSecond, peak, counts } of await storeBench({
    objects: Number(values.objects),
    keys: Number(values.keys),
  })) {
    const { created, updated, unchanged } = counts;
    const figures = `${duration.toFixed(0).padStart(7)} ms ${(objectsPerSecond / 1000).toFixed(0).padStart(6)} k/s ${peak.toFixed(0).padStart(5)} MB`;
    process.stdout.write(`${name.padEnd(20)}${figures}  created ${created}, updated ${updated}, unchanged ${unchanged}\n`);
  }
}
