import { createHash } from 'node:crypto';
import { setImmediate as turn } from 'node:timers/promises';
import type { StixMapper } from '../../components/sinks/stix/mapper.ts';
import type { StixObject } from '../../components/sinks/stix/objects/stix-object.ts';
import type { Outbox, StoredOutbound } from '../../store/contract/outbox.ts';
import { heldBack, released, type HoldBack } from '../outputs/destination/hold-back.ts';
import { OtherEnds } from '../outputs/destination/other-ends.ts';

/** What one collection serves. */
export interface Collection {
  /** A UUID that follows from its name. */
  readonly id: string;
  readonly title: string;
  readonly description: string | undefined;
  readonly holdBack: HoldBack;
  readonly map: StixMapper;
  /** What many objects refer to, whatever they are: it comes first. */
  readonly shared: readonly StixObject[];
}

/** Of a name: version 4 by its form, which the standard asks for, and always the same. */
export const collectionId = (name: string): string => {
  const hex = createHash('sha256').update(`taxii collection ${name}`).digest('hex');
  return `${hex.slice(0, 8)}-${hex.slice(8, 12)}-4${hex.slice(13, 16)}-8${hex.slice(17, 20)}-${hex.slice(20, 32)}`;
};

/** Behind which an answer goes on: a change of the store, and the object among those that it makes known. */
export interface Position {
  readonly change: number;
  readonly sub: number;
}

export const BEGINNING: Position = { change: 0, sub: -1 };

export interface Entry extends Position {
  readonly object: StixObject;
  /** Microseconds since epoch: rises from entry to entry, but for those that are one change's beyond so many. */
  readonly added: number;
}

/** Moments that one change has for what it makes known. */
const MOMENTS = 64;
/** Changes that are read together: few for a client that wants few, more the longer it goes on. */
const [FIRST_BATCH, LARGEST_BATCH] = [32, 256];

/** Where a reader stands that has got everything that was added up to this moment, in microseconds since epoch. */
export const positionAt = async (outbox: Outbox, moment: number): Promise<Position> => {
  const first = (await outbox.timeOfChange(1)) - MOMENTS;
  if (moment < first) return BEGINNING;
  const change = await outbox.changeUpTo(moment);
  const sub = moment - (change === 0 ? first : await outbox.timeOfChange(change));
  return { change, sub: sub >= MOMENTS - 1 ? Number.MAX_SAFE_INTEGER : sub };
};

/**
 * What was added behind a position, the oldest first: each object with its latest change. A relation is made known by the end of it that
 * changed later, so that no answer tells of one before its ends.
 */
export async function* entriesAfter(
  outbox: Outbox,
  { holdBack, map, shared }: Collection,
  position: Position,
  now: number,
): AsyncGenerator<Entry, void> {
  if ((await outbox.newest(now)).change === 0) return;
  const isShared = new Set(shared.map(({ id }) => id));
  const first = (await outbox.timeOfChange(1)) - MOMENTS;
  if (position.change === 0) yield* dated(shared, first, 0, position.sub);
  let { change } = position;
  // What one change makes known may have been cut in two.
  let again = position.sub >= 0 && position.sub < Number.MAX_SAFE_INTEGER && change > 0;
  const others = new OtherEnds(outbox, holdBack, now);
  for (let size = FIRST_BATCH; ; size = Math.min(2 * size, LARGEST_BATCH)) {
    const batch = await outbox.changesAfter(again ? change - 1 : change, size, now);
    again = false;
    const fit = batch.filter((object) => heldBack(object, holdBack) === undefined);
    const mayKnow = await others.of(fit);
    for (const object of fit) {
      const made = objectsOf(object, holdBack, mayKnow, map).filter(({ id }) => !isShared.has(id));
      const from = object.change === position.change ? position.sub : -1;
      yield* dated(made, await outbox.timeOfChange(object.change), object.change, from);
    }
    const last = batch.at(-1);
    if (last === undefined || batch.length < size) return;
    change = last.change;
    await turn();
  }
}

const objectsOf = (
  object: StoredOutbound,
  holdBack: HoldBack,
  mayKnow: (id: number) => boolean,
  map: StixMapper,
): readonly StixObject[] => {
  const { shared, objects } = map(released(object, holdBack, mayKnow));
  return objects.length === 0 ? [] : [...shared, ...objects];
};

function* dated(objects: readonly StixObject[], time: number, change: number, behind: number): Generator<Entry, void> {
  for (const [sub, object] of objects.entries())
    if (sub > behind) yield { object, change, sub, added: time + Math.min(sub, MOMENTS - 1) };
}
