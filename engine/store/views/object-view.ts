import { iso } from '../../language/basics/instant.ts';
import type { Json } from '../../language/basics/json.ts';
import { OBJECT_FIELDS, type FieldColumns } from '../../object/object-fields.ts';
import { identityParts } from '../../object/outbound-json.ts';
import { EXPIRED } from '../../object/object-status.ts';
import type { AttributeView, ListingRow, ObjectParts, ObjectRow, RelatedRow } from './object-parts.ts';

/** A relation as one of its ends sees it. */
export interface RelatedView {
  /** What it is called. */
  readonly as?: string;
  /** `outgoing`: it begins at this object, `incoming`: it ends there. */
  readonly direction: 'outgoing' | 'incoming';
  /** The other end. */
  readonly to: {
    readonly type: string;
    readonly subtype: string;
    readonly value: string;
    readonly identity?: readonly Json[];
  };
}

/** Fields that are printed as null where nothing is said; the others are left out there. */
const ALWAYS = ['description', 'status', 'published_at'] as const satisfies readonly (keyof FieldColumns)[];
type Always = (typeof ALWAYS)[number];

/** The fields of an object, by column; times as ISO 8601 UTC. */
type FieldsView = { readonly [C in Always]: string | null } & {
  readonly [C in Exclude<keyof FieldColumns, Always>]?: string;
};

/** One object as it is printed. */
export interface ObjectView extends FieldsView {
  readonly type: string;
  readonly subtype: string;
  readonly value: string;
  /** The parts of `identity:` where its entry says that; else the value is what makes it the same one. */
  readonly identity?: readonly Json[];
  readonly tags: readonly string[];
  readonly sources: readonly string[];
  readonly attributes: readonly AttributeView[];
  readonly related: readonly RelatedView[];
  readonly content?:
    { readonly sha256: string; readonly size: number; readonly media_type: string | null } | { readonly wanted: true };
}

/** What a reader is told of what makes an object the same one. */
const identityOf = (key: string, value: string): { readonly identity?: readonly Json[] } => {
  const identity = identityParts(key, value);
  return identity === undefined ? {} : { identity };
};

const relatedView = ({ type, subtype, value, key, as, incoming }: RelatedRow): RelatedView => ({
  ...(as === null ? {} : { as }),
  direction: incoming === 1 ? 'incoming' : 'outgoing',
  to: { type, subtype, value, ...identityOf(key, value) },
});

const contentView = (file: ObjectParts['file']): ObjectView['content'] => {
  if (file === undefined) return undefined;
  return file === 'wanted' ? { wanted: true } : { sha256: file.sha256, size: file.size, media_type: file.media_type };
};

/** The time of the withdrawal once nobody lists it; else the latest end that its sources give, where all of them give one. */
const expiryOf = (status: string | null, listings: readonly ListingRow[]): number | undefined => {
  const standing = listings.filter((listing) => listing.withdrawn_at === null);
  const given =
    standing.length === 0 && status === EXPIRED ? listings.map((l) => l.withdrawn_at) : standing.map((l) => l.expires_at);
  const times = given.filter((time) => time !== null);
  return times.length === 0 || times.length < given.length ? undefined : Math.max(...times);
};

/** Of most fields the value that was said last by those who still list the object; a few are worked out for the object as a whole. */
const fieldsOf = ({ status, published_at }: ObjectRow, listings: readonly ListingRow[]): FieldsView => {
  const own: Partial<FieldColumns> = { status, published_at, expires_at: expiryOf(status, listings) ?? null };
  const view: Record<string, string | null> = {};
  for (const { column, kind } of OBJECT_FIELDS) {
    const value = column in own ? own[column] : listings.find((listing) => listing[column] !== null)?.[column];
    if (value !== null && value !== undefined) view[column] = kind === 'time' ? iso(Number(value)) : String(value);
    else if (ALWAYS.some((always) => always === column)) view[column] = null;
  }
  // Those of `ALWAYS` are in it, as all of them are columns.
  return view as FieldsView;
};

export const viewOf = (row: ObjectRow, { listings, attributes, tags, related, file }: ObjectParts): ObjectView => {
  const content = contentView(file);
  return {
    type: row.type,
    subtype: row.subtype,
    value: row.value,
    ...identityOf(row.key, row.value),
    ...fieldsOf(row, listings),
    tags,
    sources: [...new Set(listings.map(({ source }) => source))].sort(),
    attributes,
    related: related.map(relatedView),
    ...(content === undefined ? {} : { content }),
  };
};
