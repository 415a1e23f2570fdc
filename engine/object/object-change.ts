/** What a staged object changes of the stored one: decided without writing, so that a dry run says the same. */
import type { MappedAttribute, MappedFile } from './mapped-object.ts';
import type { StagedObject } from './object-codec.ts';
import { mergeFields, NO_FIELDS, OBJECT_FIELDS, sameFields, type ObjectFields } from './object-fields.ts';
import { compareVersions, sameKindOfVersion, type Version } from './versions.ts';

/** What one instance has said of an object; undefined: nothing yet. Times are ms since epoch. */
export interface Listing extends ObjectFields {
  readonly version: Version;
  readonly withdrawnAt: number | undefined;
}

export interface StoredObject {
  readonly id: number;
  readonly value: string;
  readonly listing: Listing | undefined;
  /** Another instance says something of it as well. */
  readonly shared: boolean;
  /** Of the run's source only. */
  readonly attributes: readonly MappedAttribute[];
  readonly tags: ReadonlySet<string>;
  readonly refs: ReadonlySet<string>;
  /** As `relationText` says them. */
  readonly relations: ReadonlySet<string>;
  readonly content: string | undefined;
  readonly wanted: { readonly fulfillment: string; readonly args: string } | undefined;
}

export interface ObjectChange {
  /** False: only bookkeeping (fingerprint, version, arguments of a wanted file) is written and nothing counts as changed. */
  readonly visible: boolean;
  readonly value: string | undefined;
  readonly listing: Listing;
  /** A lower version than the stored one: the stored fingerprint stands. */
  readonly older: boolean;
  readonly shared: boolean;
  /** The run's source's, all of them; undefined where they stay as they are. */
  readonly attributes: readonly MappedAttribute[] | undefined;
  /** How many of them are not stored yet. */
  readonly fresh: number;
  readonly tags: readonly string[];
  readonly refs: readonly string[];
  readonly relations: StagedObject['related'];
  readonly file: MappedFile | undefined;
}

export const relationText = (relation: StagedObject['related'][number]): string =>
  [relation.type, relation.subtype, relation.key, relation.as ?? ''].join('\0');

export const isOlder = (version: Version, listing: Listing | undefined): boolean =>
  version !== undefined &&
  listing?.version !== undefined &&
  sameKindOfVersion(version, listing.version) &&
  compareVersions(version, listing.version) < 0;

/** A blank never removes. */
const nextListing = (object: StagedObject, before: Listing | undefined): Listing => ({
  version: object.version,
  withdrawnAt: undefined,
  ...mergeFields(before ?? NO_FIELDS, object),
});

/** Of a lower version than the stored one only what gathers counts. */
const withOlder = (before: Listing, object: StagedObject): Listing => {
  const merged = mergeFields(before, object);
  const gathered = OBJECT_FIELDS.filter(({ keeps }) => keeps === 'earliest').map(({ name }) => [name, merged[name]]);
  return { ...before, ...Object.fromEntries(gathered) };
};

const looksDifferent = (a: Listing | undefined, b: Listing): boolean =>
  a === undefined || a.withdrawnAt !== b.withdrawnAt || !sameFields(a, b);

const SAME = { attributes: undefined, fresh: 0 };

const isSameList = (stored: readonly MappedAttribute[], staged: readonly MappedAttribute[]): boolean =>
  stored.length === staged.length &&
  stored.every(({ name, value, sensitive }, at) => {
    const other = staged[at];
    return other?.name === name && other.value === value && other.sensitive === sensitive;
  });

/** What is stored with what is staged, and how much of it is new; no list where it is the same. */
const nextAttributes = (
  stored: readonly MappedAttribute[],
  staged: readonly MappedAttribute[],
): Pick<ObjectChange, 'attributes' | 'fresh'> => {
  if (isSameList(stored, staged)) return SAME;
  const wanted = indexed(staged);
  const updated = new Set<string>();
  for (const { name, rule } of staged) if (rule === 'update') updated.add(name);
  const kept: MappedAttribute[] = [];
  for (const attribute of stored) {
    const same = wanted.find(attribute);
    if (same === undefined ? updated.has(attribute.name) : same.sensitive && !attribute.sensitive) continue;
    kept.push(attribute);
    if (same !== undefined) wanted.found.add(same);
  }
  const fresh = staged.filter((attribute) => !wanted.found.has(attribute));
  if (fresh.length === 0 && kept.length === stored.length) return SAME;
  return { attributes: [...kept, ...fresh], fresh: fresh.length };
};

/** Lists up to here are searched; a longer one is worth an index. */
const SHORT = 32;

const indexed = (attributes: readonly MappedAttribute[]) => {
  const text = ({ name, value }: MappedAttribute): string => `${name}\0${value}`;
  const index = attributes.length > SHORT ? new Map(attributes.map((attribute) => [text(attribute), attribute])) : undefined;
  return {
    found: new Set<MappedAttribute>(),
    find: (wanted: MappedAttribute): MappedAttribute | undefined =>
      index === undefined
        ? attributes.find(({ name, value }) => value === wanted.value && name === wanted.name)
        : index.get(text(wanted)),
  };
};

const fileChange = (
  stored: StoredObject,
  file: MappedFile | undefined,
): { readonly file: MappedFile | undefined; readonly visible: boolean } => {
  if (file?.kind === 'content')
    return stored.content === file.sha256 ? { file: undefined, visible: false } : { file, visible: true };
  if (file === undefined || stored.content !== undefined) return { file: undefined, visible: false };
  const same = stored.wanted?.fulfillment === file.fulfillment && stored.wanted.args === JSON.stringify(file.args);
  return { file: same ? undefined : file, visible: stored.wanted === undefined };
};

/** Of an object that is not withdrawn by this record and is stored already. */
export const changeOf = (stored: StoredObject, object: StagedObject): ObjectChange => {
  const older = isOlder(object.version, stored.listing);
  const before = stored.listing;
  const listing = older && before !== undefined ? withOlder(before, object) : nextListing(object, before);
  const { attributes, fresh } = nextAttributes(
    stored.attributes,
    older ? object.attributes.filter(({ rule }) => rule === 'add') : object.attributes,
  );
  const value = older || object.value === stored.value ? undefined : object.value;
  const tags = object.tags.filter((tag) => !stored.tags.has(tag));
  const refs = object.refs.filter((ref) => !stored.refs.has(ref));
  const relations = object.related.filter((relation) => !stored.relations.has(relationText(relation)));
  const file = fileChange(stored, object.file);
  const more = attributes !== undefined || tags.length + refs.length + relations.length > 0;
  const visible = value !== undefined || more || file.visible || looksDifferent(before, listing);
  return { visible, value, listing, older, shared: stored.shared, attributes, fresh, tags, refs, relations, file: file.file };
};
