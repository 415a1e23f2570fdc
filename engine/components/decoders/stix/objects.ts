import type { Json, JsonRecord } from '../../../language/basics/json.ts';
import type { Batch, DecodeContext } from '../decoder.ts';
import { recordOf } from '../json/record-of.ts';
import { tlpMarkings } from './tlp-markings.ts';

/** Objects that wait for a marking definition, at most. */
const MOST_WAITING = 2000;
/** Marking definitions of one answer that are remembered. */
const MOST_MARKINGS = 10_000;

interface Placed {
  readonly record: JsonRecord;
  readonly ordinal: number;
  readonly place: () => string;
}

/**
 * The objects of an answer, a bundle's own in its place, each with the marking definitions that it refers to. A definition may
 * come after what is marked by it: an object waits for the ones that are missing, until the answer ends or too many wait.
 */
export async function* stixObjects(batches: AsyncIterable<Batch>, context: DecodeContext): AsyncGenerator<Batch> {
  const markings = new Map<string, JsonRecord>(tlpMarkings);
  let waiting: Placed[] = [];
  for await (const batch of batches) {
    const objects = batch.records.flatMap((record, index) => unpack(record, batch, index, context));
    for (const { record } of objects) remember(record, markings);
    // Those that come after one that waits wait as well: the order is the answer's.
    waiting.push(...objects);
    const ready = waiting.length > MOST_WAITING ? waiting.length : waiting.findIndex(({ record }) => isMissing(record, markings));
    const out = ready < 0 ? waiting : waiting.slice(0, ready);
    waiting = ready < 0 ? [] : waiting.slice(ready);
    if (out.length > 0) yield asBatch(out, markings);
  }
  if (waiting.length > 0) yield asBatch(waiting, markings);
}

/** The objects of a bundle stand in its place; one within a bundle is an object like another. */
function unpack(record: JsonRecord, batch: Batch, index: number, context: DecodeContext): Placed[] {
  const ordinal = batch.ordinals[index] ?? 0;
  if (record['type'] !== 'bundle' || !Array.isArray(record['objects']))
    return [{ record, ordinal, place: () => batch.place(index) }];
  return (record['objects'] as readonly Json[]).flatMap((inner, at) => {
    const place = (): string => `${batch.place(index)}.objects[${at}]`;
    const one = recordOf(inner, place, context);
    return one === undefined ? [] : [{ record: one, ordinal, place }];
  });
}

function remember(record: JsonRecord, markings: Map<string, JsonRecord>): void {
  const { id } = record;
  if (record['type'] === 'marking-definition' && typeof id === 'string' && markings.size < MOST_MARKINGS)
    markings.set(id, record);
}

const refsOf = ({ object_marking_refs: refs }: JsonRecord): readonly Json[] =>
  Array.isArray(refs) ? (refs as readonly Json[]) : [];

const isMissing = (record: JsonRecord, markings: ReadonlyMap<string, JsonRecord>): boolean =>
  refsOf(record).some((ref) => typeof ref === 'string' && !markings.has(ref));

function asBatch(objects: readonly Placed[], markings: ReadonlyMap<string, JsonRecord>): Batch {
  return {
    records: objects.map(({ record }) => {
      const found = refsOf(record).flatMap((ref) => markings.get(String(ref)) ?? []);
      return found.length === 0 ? record : { ...record, object_markings: found };
    }),
    ordinals: objects.map(({ ordinal }) => ordinal),
    place: (index) => objects[index]?.place() ?? '',
  };
}
