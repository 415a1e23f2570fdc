import type { ListingRow, ObjectParts, RelatedRow } from '../../views/object-parts.ts';
import type { Database } from '../../../disk/database.ts';
import { fieldsFrom, type FieldColumns } from '../../../object/object-fields.ts';
import { defaultStatus, EXPIRED } from '../../../object/object-status.ts';
import { strictestTlp } from '../../../language/basics/tlp.ts';
import type { StoredOutbound } from '../../contract/outbox.ts';
import { inGroups } from '../queries/in-groups.ts';
import type { Dictionaries } from '../database/dictionaries.ts';
import { READ_TOGETHER, ObjectPartsReader, type RelatedWish } from '../queries/read-objects.ts';

/** An object's own row. */
interface HeadRow {
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

interface OtherRow {
  readonly id: number;
  readonly published_at: number | null;
  readonly first_seen: number;
  readonly seq: number;
  readonly title: string | null;
  readonly happened_at: number | null;
}

const HEAD = 'o.id, o.key, coalesce(o.value, o.key) AS value, o.published_at, o.first_seen, o.changed_at, o.seq';
const KINDS = 'SELECT id, type, subtype FROM kinds ORDER BY type, subtype';
const OF_KIND = `SELECT ${HEAD} FROM objects AS o WHERE o.kind_id = ? ORDER BY o.key`;
/** Those as well that were taken back: the number of their kind is negative. */
const HEADS = `SELECT k.type, k.subtype, ${HEAD}
  FROM json_each(?1) AS e CROSS JOIN objects AS o ON o.id = e.value JOIN kinds AS k ON k.id = abs(o.kind_id)`;
/** The last word on title and time of those who list it. */
const word = (column: string): string =>
  `(SELECT l.${column} FROM listings AS l WHERE l.object_id = o.id AND l.${column} IS NOT NULL ORDER BY l.withdrawn_at IS NOT NULL, l.seq DESC LIMIT 1) AS ${column}`;
const OTHERS = `SELECT o.id, o.published_at, o.first_seen, o.seq, ${word('title')}, ${word('happened_at')}
  FROM json_each(?1) AS e CROSS JOIN objects AS o ON o.id = e.value`;

/** Reads objects as they go out. */
export class OutboundReader {
  readonly #db: Database;
  readonly #parts: ObjectPartsReader;

  constructor(db: Database, dictionaries: Dictionaries) {
    this.#db = db;
    this.#parts = new ObjectPartsReader(db, dictionaries);
  }

  /** In the order of the ids; what they are at `now`, ms since epoch. */
  read(ids: readonly number[], now: number, related: RelatedWish): readonly StoredOutbound[] {
    const found = new Map(this.#db.all<HeadRow>(HEADS, JSON.stringify(ids)).map((row) => [row.id, row]));
    return this.#with(
      ids.flatMap((id) => found.get(id) ?? []),
      now,
      related,
    );
  }

  /** Streams every object in the order of type, subtype and key: kind by kind along the unique index, so that nothing is sorted. */
  *all(now: number, takenBack: boolean): Generator<StoredOutbound, void> {
    for (const { id, type, subtype } of this.#db.all<{ id: number; type: string; subtype: string }>(KINDS))
      for (const kind of takenBack ? [id, -id] : [id])
        for (const rows of inGroups(this.#db.iterate<Omit<HeadRow, 'type' | 'subtype'>>(OF_KIND, kind), READ_TOGETHER))
          yield* this.#with(
            rows.map((row) => ({ ...row, type, subtype })),
            now,
            'both',
          );
  }

  #with(heads: readonly HeadRow[], now: number, related: RelatedWish): readonly StoredOutbound[] {
    const parts = this.#parts.read(
      heads.map(({ id }) => id),
      related,
    );
    const others = this.#others(parts.flatMap((one) => one.related.map(({ id }) => id)));
    return heads.map((head, index) => outbound(head, parts[index] as ObjectParts, others, now));
  }

  #others(ids: readonly number[]): ReadonlyMap<number, OtherRow> {
    if (ids.length === 0) return new Map();
    return new Map(this.#db.all<OtherRow>(OTHERS, JSON.stringify([...new Set(ids)])).map((row) => [row.id, row]));
  }
}

const outbound = (
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
