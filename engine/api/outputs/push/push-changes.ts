import { readdirSync, rmSync } from 'node:fs';
import { basename, dirname, extname, join } from 'node:path';
import type { Batches } from '../../../components/sinks/sink.ts';
import type { OutboxOutcome, OutboxPosition } from '../../../store/contract/outbox.ts';
import { deliveriesOf } from './deliveries.ts';
import type { FileWay } from '../destination/destination.ts';
import type { Pushing } from './pushing.ts';
import { ReplacedFile } from '../files/replaced-file.ts';

/** Objects that are read together. */
const BATCH = 256;

/**
 * Writes what has changed into files of their own. A file is named by the first change that it may hold, so that one which was written
 * but not noted down before a crash is written over, with the same objects and those that came since.
 */
export const pushChanges = async (pushing: Pushing, way: FileWay): Promise<void> => {
  for (let isLast = false; !isLast;) isLast = await writeOne(pushing, way);
  removeOld(way);
};

/** One file; true where nothing is left for another. */
const writeOne = async (pushing: Pushing, way: FileWay): Promise<boolean> => {
  const { world, store, destination, done } = pushing;
  const { name, options } = destination;
  const begin = (await store.outbox.standing(name)) as OutboxPosition;
  const taking = new Taking(pushing, begin);
  const first = await taking.next();
  if (first === undefined) {
    await store.outbox.confirm(name, taking.position, taking.outcomes, world.now());
    return true;
  }
  const file = new ReplacedFile(fileOf(way.path, begin.change + 1), name);
  const context = {
    now: world.now(),
    name,
    isPart: true,
    table: pushing.table,
    refuse: (_: unknown, reason: string) => done.refused.add(reason),
  };
  async function* batches(): Batches {
    for (let batch = first; batch !== undefined; batch = file.size < way.maxBytes ? await taking.next() : undefined) yield batch;
  }
  try {
    for await (const text of way.sink.write(batches(), options, context)) file.write(text);
    file.settle();
  } catch (error) {
    file.discard();
    throw error;
  }
  await store.outbox.confirm(name, taking.position, taking.outcomes, world.now());
  done.files.push(file.path);
  pushing.onProgress(done);
  return taking.isLast;
};

/** Goes along the changes without noting down how far. */
class Taking {
  readonly #pushing: Pushing;
  position: OutboxPosition;
  readonly outcomes: OutboxOutcome[] = [];
  isLast = false;

  constructor(pushing: Pushing, begin: OutboxPosition) {
    this.#pushing = pushing;
    this.position = { change: begin.change, ended: begin.ended };
  }

  /** Objects that are written, at least one; undefined where there are no more. */
  async next() {
    const { world, store, destination, done } = this.#pushing;
    while (!this.isLast) {
      world.signal.throwIfAborted();
      const batch = await store.outbox.next(destination.name, BATCH, world.now(), { from: this.position });
      this.position = batch.position;
      this.isLast = batch.isLast;
      const { deliveries, outcomes } = await deliveriesOf(batch.items, {
        outbox: store.outbox,
        name: destination.name,
        holdBack: destination.holdBack,
        done,
        now: world.now(),
      });
      this.outcomes.push(...outcomes);
      for (const { id, object } of deliveries) {
        const isGone = object.gone !== undefined;
        this.outcomes.push({ kind: isGone ? 'taken-back' : 'delivered', id });
        if (isGone) done.takenBack += 1;
        else done.sent += 1;
      }
      if (deliveries.length > 0) return deliveries.map(({ object }) => object);
    }
    return undefined;
  }
}

const DIGITS = 15;

const fileOf = (path: string, change: number): string => {
  const end = extname(path);
  return join(dirname(path), `${basename(path, end)}-${String(change).padStart(DIGITS, '0')}${end}`);
};

const removeOld = ({ path, keep }: FileWay): void => {
  if (keep === 0) return;
  const end = extname(path);
  const start = `${basename(path, end)}-`;
  const own = readdirSync(dirname(path))
    .filter(
      (name) =>
        name.startsWith(start) && name.endsWith(end) && /^\d{15}$/.test(name.slice(start.length, name.length - end.length)),
    )
    .toSorted();
  for (const name of own.slice(0, Math.max(0, own.length - keep))) rmSync(join(dirname(path), name), { force: true });
};
