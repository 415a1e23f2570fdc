/** What a run of a store in memory has replaced: whole copies of what stood, put back in the opposite order. */
import { identityText } from '../../engine/object/mapped-object.ts';
import type { UndoCounts, UndoWish } from '../../engine/store/contract/undo.ts';
import { objectOf, refresh, type KeptInstance, type KeptObject, type KeptRun, type MemoryData } from './memory-data.ts';

export type Replaced =
  | { readonly what: 'made'; readonly id: number }
  | { readonly what: 'object'; readonly id: number; readonly stood: KeptObject; became?: KeptObject }
  | { readonly what: 'relation'; readonly from: string; readonly to: string; readonly as: string | undefined }
  | { readonly what: 'quarantine'; readonly key: string; readonly stood: KeptEntry | undefined }
  | { readonly what: 'document'; readonly key: string; readonly stood: KeptDocument | undefined };

type KeptEntry = KeptInstance['quarantine'] extends Map<string, infer E> ? E : never;
type KeptDocument = KeptInstance['documents'] extends Map<string, infer D> ? D : never;

/** One side of a map, as it was. */
const putBack = <V>(now: Map<number, V>, before: Map<number, V>, key: number): void => {
  const value = before.get(key);
  if (value === undefined) now.delete(key);
  else now.set(key, value);
};

const isListedBesides = ({ listings }: KeptObject, own: KeptInstance): boolean =>
  [...listings.keys()].some((id) => id !== own.id);

const takeBack = (data: MemoryData, object: KeptObject): void => {
  data.objects.delete(identityText(object));
  for (const { documents } of data.instances) for (const { objects } of documents.values()) objects.delete(object.id);
};

const BY_SOURCE = ['attributes', 'tags', 'refs', 'relations'] as const;

const unmake = (data: MemoryData, own: KeptInstance, id: number): void => {
  const object = objectOf(data, id);
  if (!isListedBesides(object, own)) return takeBack(data, object);
  object.listings.delete(own.id);
  object.wanted.delete(own.id);
  for (const part of BY_SOURCE) object[part].delete(own.source);
  refresh(object);
};

const restore = (data: MemoryData, own: KeptInstance, { id, stood, became }: Extract<Replaced, { what: 'object' }>): void => {
  const object = objectOf(data, id);
  for (const part of BY_SOURCE) putBack(object[part] as Map<number, unknown>, stood[part] as Map<number, unknown>, own.source);
  if (object.value === became?.value) object.value = stood.value;
  if (object.content?.sha256 === became?.content?.sha256) {
    object.content = stood.content;
    object.wanted.clear();
    for (const [instance, wanted] of stood.wanted) object.wanted.set(instance, wanted);
  }
  if (!stood.listings.has(own.id) && !isListedBesides(object, own)) return takeBack(data, object);
  putBack(object.listings, stood.listings, own.id);
  refresh(object);
};

const putRow = <V>(rows: Map<string, V>, key: string, stood: V | undefined): void => {
  if (stood === undefined) rows.delete(key);
  else rows.set(key, stood);
};

const giveOne = (data: MemoryData, own: KeptInstance, run: KeptRun, one: Replaced, wish: UndoWish): void => {
  if (one.what === 'made') return unmake(data, own, one.id);
  if (one.what === 'object') return restore(data, own, one);
  if (one.what === 'document') {
    const now = own.documents.get(one.key);
    const skips = wish.next === 'skip' && now !== undefined;
    return putRow(own.documents, one.key, skips ? { version: now.version, objects: one.stood?.objects ?? new Set() } : one.stood);
  }
  if (one.what === 'quarantine') {
    const later = own.runs.slice(own.runs.indexOf(run) + 1);
    if (later.some(({ replaced }) => replaced.some((other) => other.what === 'quarantine' && other.key === one.key))) return;
    return putRow(own.quarantine, one.key, one.stood);
  }
  const all = data.refRelations.get(own.source) ?? [];
  const left = all.filter(({ from, to, as }) => from !== one.from || to !== one.to || as !== one.as);
  if (left.length === 0) data.refRelations.delete(own.source);
  else data.refRelations.set(own.source, left);
};

/** Some of what the run has replaced, its last first; is anything left? */
export const giveBack = (data: MemoryData, own: KeptInstance, run: KeptRun, limit: number, wish: UndoWish): boolean => {
  for (const one of run.replaced.splice(-limit).toReversed()) {
    data.changes++;
    giveOne(data, own, run, one, wish);
  }
  return run.replaced.length > 0;
};

const idsOf = ({ replaced }: KeptRun, ...kinds: readonly Replaced['what'][]): ReadonlySet<number> =>
  new Set(replaced.flatMap((one) => ('id' in one && kinds.includes(one.what) ? [one.id] : [])));

export const undoCounts = (data: MemoryData, own: KeptInstance, run: KeptRun): UndoCounts => {
  const made = idsOf(run, 'made');
  const others = [...made].filter((id) => isListedBesides(objectOf(data, id), own)).length;
  const keys = (what: Replaced['what']): number =>
    new Set(run.replaced.filter((one) => one.what === what).map((one) => ('key' in one ? one.key : one))).size;
  return {
    given_back: [...idsOf(run, 'object')].filter((id) => !made.has(id)).length,
    taken_back: made.size - others,
    left_to_others: others,
    relations: keys('relation'),
    quarantine: keys('quarantine'),
    documents: keys('document'),
  };
};

export const laterRun = ({ runs }: KeptInstance, run: KeptRun): string | undefined => {
  const touched = idsOf(run, 'made', 'object');
  const documents = new Set(run.replaced.flatMap((one) => (one.what === 'document' ? [one.key] : [])));
  const meets = (one: Replaced): boolean =>
    ('id' in one && touched.has(one.id)) || (one.what === 'document' && documents.has(one.key));
  return runs.slice(runs.indexOf(run) + 1).find(({ replaced }) => replaced.some(meets))?.id;
};
