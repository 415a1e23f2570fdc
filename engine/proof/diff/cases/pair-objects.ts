import type { ObjectView } from '../../../store/views/object-view.ts';
import { type ByRecord, objectKey, type RecordsSeen, TELLING } from './records-seen.ts';

export interface Pair {
  readonly before: ObjectView;
  readonly after: ObjectView;
}

/** Objects of two stores, each in its place. */
export interface Pairing {
  /** The same ones. */
  readonly same: readonly Pair[];
  /** Of the same record, and not the same: several may have become one, and one several. */
  readonly other: readonly Pair[];
  readonly gone: readonly ObjectView[];
  readonly fresh: readonly ObjectView[];
}

interface Side {
  readonly views: readonly ObjectView[];
  readonly records: RecordsSeen;
}

/** Pairs by identity, and what is left by the record that it was made of. */
export const pairObjects = (before: Side, after: Side): Pairing => {
  const [was, is] = [byKey(before.views), byKey(after.views)];
  const same = [...was].flatMap(([key, one]) => {
    const other = is.get(key);
    return other === undefined ? [] : [{ before: one, after: other }];
  });
  const left = { before: without(was, is), after: without(is, was) };
  const other: Pair[] = [];
  for (const telling of TELLING) {
    const found = pairedByRecord(left, before.records.by(telling), after.records.by(telling));
    other.push(...found);
    for (const one of found) {
      left.before.delete(objectKey(one.before));
      left.after.delete(objectKey(one.after));
    }
  }
  const ordered = other.toSorted((a, b) => (objectKey(a.before) < objectKey(b.before) ? -1 : 1));
  return { same, other: ordered, gone: [...left.before.values()], fresh: [...left.after.values()] };
};

type Keyed = ReadonlyMap<string, ObjectView>;

const byKey = (views: readonly ObjectView[]): Map<string, ObjectView> => new Map(views.map((view) => [objectKey(view), view]));

const without = (all: Keyed, others: Keyed): Map<string, ObjectView> => new Map([...all].filter(([key]) => !others.has(key)));

const pairedByRecord = (
  left: { readonly before: Keyed; readonly after: Keyed },
  was: ByRecord,
  is: ByRecord,
): readonly Pair[] => {
  const pairs = new Map<string, Pair>();
  for (const [record, names] of was) {
    const [olds, news] = [among(left.before, names), among(left.after, is.get(record) ?? new Set())];
    for (const pair of closest(olds, news)) pairs.set(JSON.stringify([objectKey(pair.before), objectKey(pair.after)]), pair);
  }
  return [...pairs.values()];
};

const among = (left: Keyed, names: ReadonlySet<string>): readonly ObjectView[] =>
  [...names].flatMap((name) => left.get(name) ?? []);

/** Each with the one that is most like it; of those that are alike, in their order. */
const closest = (olds: readonly ObjectView[], news: readonly ObjectView[]): readonly Pair[] => {
  const all = olds.flatMap((before) => news.map((after) => ({ before, after, likeness: likeness(before, after) })));
  const [usedBefore, usedAfter] = [new Set<ObjectView>(), new Set<ObjectView>()];
  return all
    .toSorted((a, b) => b.likeness - a.likeness)
    .filter(({ before, after }) => {
      if (usedBefore.has(before) || usedAfter.has(after)) return false;
      usedBefore.add(before);
      usedAfter.add(after);
      return true;
    });
};

/** From 0 on: type first, then how many of their attributes they share. */
const likeness = (a: ObjectView, b: ObjectView): number => {
  const [some, others] = [attributesOf(a), attributesOf(b)];
  const shared = [...some].filter((one) => others.has(one)).length;
  const share = shared / Math.max(1, some.size, others.size);
  return (a.type === b.type ? 4 : 0) + (a.value === b.value ? 2 : 0) + (a.subtype === b.subtype ? 1 : 0) + share;
};

const attributesOf = ({ attributes }: ObjectView): ReadonlySet<string> =>
  new Set(attributes.map(({ name, value }) => `${name}\0${value}`));
