/** Rows of an object and of what hangs on it → the object as it goes out, whatever the database. */
import { strictestTlp } from '../../language/basics/tlp.ts';
import { fieldsFrom, type FieldColumns } from '../../object/object-fields.ts';
import { defaultStatus, EXPIRED } from '../../object/object-status.ts';
import type { StoredOutbound } from '../contract/outbox.ts';
import type { ListingRow, ObjectParts, RelatedRow } from '../views/object-parts.ts';

/** An object's own row. */
export interface HeadRow {
  readonly id: number;
  readonly type: string;
  readonly subtype: string;
  readonly key: string;
  readonly value: string;
  readonly published_at: number | null;
  readonly first_seen: number;
  readonly changed_at: number;
  readonly seq: number;
}

/** The other end of a relation, with the last word on its title and time. */
export interface OtherRow {
  readonly id: number;
  readonly published_at: number | null;
  readonly first_seen: number;
  readonly seq: number;
  readonly title: string | null;
  readonly happened_at: number | null;
}

/** What it is at `now`, ms since epoch. */
export const outboundOf = (
  head: HeadRow,
  { listings, attributes, tags, related, file }: ObjectParts,
  others: ReadonlyMap<number, OtherRow>,
  now: number,
): StoredOutbound => {
  const standing = listings.filter((one) => one.withdrawn_at === null);
  const live = standing.filter((one) => one.expires_at === null || one.expires_at > now);
  // What is gone keeps what was said of it last.
  const speaking = live.length > 0 ? live : standing.length > 0 ? standing : listings;
  return {
    id: head.id,
    type: head.type,
    subtype: head.subtype,
    key: head.key,
    value: head.value,
    ...fieldsOf(head, speaking, live.length > 0),
    change: head.seq,
    firstSeen: head.first_seen,
    changedAt: head.changed_at,
    tags,
    sources: distinct(speaking.map(({ source }) => source)),
    feeds: distinct(speaking.map(({ feed }) => feed)),
    attributes: attributes.map(({ name, value, sources, sensitive }) => ({
      name,
      value,
      sources,
      sensitive: sensitive === true,
    })),
    relations: related.map((one) => relation(one, others.get(one.id))),
    content:
      file === undefined || file === 'wanted'
        ? undefined
        : { sha256: file.sha256, size: file.size, mediaType: file.media_type ?? undefined },
    gone: live.length > 0 ? undefined : standing.length > 0 ? 'expired' : 'withdrawn',
  };
};

const distinct = (texts: readonly string[]): readonly string[] => (texts.length < 2 ? texts : [...new Set(texts)].sort());

const fieldsOf = ({ type, published_at }: HeadRow, speaking: readonly ListingRow[], isLive: boolean) => {
  const ends = speaking.map((one) => one.expires_at ?? one.withdrawn_at);
  const own: Partial<Record<keyof FieldColumns, string | number | null | undefined>> = {
    published_at,
    status: isLive ? (first(speaking, 'status') ?? defaultStatus(type)) : EXPIRED,
    // The strictest mark counts: each source said of what it gave whom it may reach.
    tlp: strictestTlp(speaking.map(({ tlp }) => tlp ?? undefined)),
    // The latest end, where all of them give one.
    expires_at: ends.every((end) => end !== null) ? Math.max(...ends) : undefined,
  };
  return fieldsFrom(({ column }) => (column in own ? (own[column] ?? undefined) : first(speaking, column)));
};

const first = (listings: readonly ListingRow[], column: keyof FieldColumns): string | number | undefined =>
  listings.find((one) => one[column] !== null)?.[column] ?? undefined;

const relation = (row: RelatedRow, other: OtherRow | undefined): StoredOutbound['relations'][number] => ({
  as: row.as ?? undefined,
  direction: row.incoming === 1 ? 'from' : 'to',
  other: {
    id: row.id,
    type: row.type,
    subtype: row.subtype,
    key: row.key,
    value: row.value,
    title: other?.title ?? undefined,
    publishedAt: other?.published_at ?? undefined,
    happenedAt: other?.happened_at ?? undefined,
    firstSeen: other?.first_seen ?? 0,
    change: other?.seq ?? 0,
  },
});
