/** The rules by which records of one identity become one object, within a window. */
import type { MappedAttribute, MappedFile } from './mapped-object.ts';
import { distinctAttributes, type StagedObject } from './object-codec.ts';
import { mergeFields, OBJECT_FIELDS } from './object-fields.ts';
import { compareVersions } from './versions.ts';

/** Of an attachment's two the content wins, and of two of a kind the later. */
export const mergeFiles = (first: MappedFile | undefined, second: MappedFile | undefined): MappedFile | undefined => {
  if (first === undefined || second === undefined) return second ?? first;
  return second.kind === 'content' || first.kind === 'wanted' ? second : first;
};

/** A later set of an `update` name takes the place of the one before; other values gather. */
export const mergeAttributes = (
  first: readonly MappedAttribute[],
  second: readonly MappedAttribute[],
): readonly MappedAttribute[] => {
  if (first.length === 0 || second.length === 0) return first.length === 0 ? second : first;
  const replaced = new Set<string>();
  for (const { name, rule } of second) if (rule === 'update') replaced.add(name);
  const kept = replaced.size === 0 ? first : first.filter(({ name }) => !replaced.has(name));
  return distinctAttributes([...kept, ...second]);
};

const mergeRelated = (first: StagedObject['related'], second: StagedObject['related']): StagedObject['related'] => {
  const all = new Map<string, StagedObject['related'][number]>();
  for (const one of [...first, ...second]) all.set([one.type, one.subtype, one.key, one.as ?? ''].join('\0'), one);
  return [...all.values()];
};

const union = (first: readonly string[], second: readonly string[]): readonly string[] =>
  second.length === 0 ? first : [...new Set([...first, ...second])];

/** `second` comes after `first`. Associative: it doesn't matter which of three are put together first. */
export const mergeObjects = (first: StagedObject, second: StagedObject): StagedObject => ({
  type: second.type,
  subtype: second.subtype,
  key: second.key,
  value: second.value,
  ...mergeFields(first, second),
  tags: union(first.tags, second.tags),
  attributes: mergeAttributes(first.attributes, second.attributes),
  related: mergeRelated(first.related, second.related),
  withdraw: second.withdraw,
  refs: union(first.refs, second.refs),
  version: second.version,
  file: mergeFiles(first.file, second.file),
});

const byVersion = (objects: readonly StagedObject[]): readonly StagedObject[] =>
  objects.toSorted((a, b) => compareVersions(a.version, b.version));

/** All records of one identity, in record order, as one: the higher version, else the later record, wins. */
export const mergeAll = (objects: readonly StagedObject[]): StagedObject => byVersion(objects).reduce(mergeObjects);

const putEqualVersionsTogether = (objects: readonly StagedObject[]): readonly StagedObject[] => {
  const merged: StagedObject[] = [];
  for (const object of byVersion(objects)) {
    const last = merged.at(-1);
    if (last !== undefined && compareVersions(last.version, object.version) === 0)
      merged[merged.length - 1] = mergeObjects(last, object);
    else merged.push(object);
  }
  return merged;
};

/** Fields of which one value stands, and those that gather over all versions. */
const LATEST = OBJECT_FIELDS.filter(({ keeps }) => keeps === 'latest').map(({ name }) => name);
const GATHERED = OBJECT_FIELDS.filter(({ keeps }) => keeps === 'earliest').map(({ name }) => name);

/** Notes what `object` says, so that nothing of a lower version is kept for it. */
const markSaid = (object: StagedObject, said: Set<string>): void => {
  for (const field of LATEST) if (object[field] !== undefined) said.add(field);
  for (const { name, rule } of object.attributes) if (rule === 'update') said.add(`.${name}`);
  if (object.file !== undefined) said.add('wanted');
  if (object.file?.kind === 'content') said.add('content');
};

/** What of `object` no later one takes the place of, without what gathers; undefined where nothing is left. */
const withoutSaid = (object: StagedObject, said: Set<string>): StagedObject | undefined => {
  const attributes = object.attributes.filter(({ name, rule }) => rule === 'update' && !said.has(`.${name}`));
  const file =
    said.has(object.file?.kind ?? '') || (object.file?.kind === 'wanted' && said.has('content')) ? undefined : object.file;
  const left = Object.fromEntries([...LATEST.filter((field) => said.has(field)), ...GATHERED].map((field) => [field, undefined]));
  const rest: StagedObject = { ...object, ...left, file, attributes, tags: [], refs: [], related: [] };
  return attributes.length > 0 || file !== undefined || LATEST.some((field) => rest[field] !== undefined) ? rest : undefined;
};

const coalesceFew = (objects: readonly StagedObject[]): readonly StagedObject[] => {
  const merged = putEqualVersionsTogether(objects);
  const last = merged.at(-1);
  if (merged.length < 2 || last === undefined) return merged;
  const all = merged.reduce(mergeObjects);
  const { tags, refs, related, attributes } = all;
  const own = last.attributes.filter(({ rule }) => rule === 'update');
  const kept: StagedObject[] = [
    {
      ...last,
      ...Object.fromEntries(GATHERED.map((field) => [field, all[field]])),
      attributes: [...own, ...attributes.filter(({ rule }) => rule === 'add')],
      tags,
      refs,
      related,
    },
  ];
  const said = new Set<string>();
  markSaid(last, said);
  for (const object of merged.slice(0, -1).toReversed()) {
    const rest = withoutSaid(object, said);
    if (rest === undefined) continue;
    kept.unshift(rest);
    markSaid(rest, said);
  }
  return kept;
};

/** Merged one after the other, each would be merged with all that has been gathered before it. */
const FEW_OBJECTS = 16;

/**
 * Fewer objects that still merge to the same one, whatever record comes after them. A record of a version between two of them
 * may come, so a lower version keeps what no higher one has said; there are never more than there are fields and names.
 */
export const coalesce = (objects: readonly StagedObject[]): readonly StagedObject[] => {
  if (objects.length <= FEW_OBJECTS) return coalesceFew(objects);
  const fewer = Array.from({ length: Math.ceil(objects.length / FEW_OBJECTS) }, (_, part) =>
    coalesceFew(objects.slice(part * FEW_OBJECTS, (part + 1) * FEW_OBJECTS)),
  ).flat();
  return fewer.length > objects.length / 2 ? coalesceFew(fewer) : coalesce(fewer);
};
