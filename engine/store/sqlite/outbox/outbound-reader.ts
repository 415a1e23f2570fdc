import type { ObjectParts } from '../../views/object-parts.ts';
import { outboundOf, type HeadRow, type OtherRow } from '../../rows/outbound-view.ts';
import type { Database } from '../../../disk/database.ts';
import type { StoredOutbound } from '../../contract/outbox.ts';
import { inGroups } from '../queries/in-groups.ts';
import type { Dictionaries } from '../database/dictionaries.ts';
import { READ_TOGETHER, ObjectPartsReader, type RelatedWish } from '../queries/read-objects.ts';

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
    return heads.map((head, index) => outboundOf(head, parts[index] as ObjectParts, others, now));
  }

  #others(ids: readonly number[]): ReadonlyMap<number, OtherRow> {
    if (ids.length === 0) return new Map();
    return new Map(this.#db.all<OtherRow>(OTHERS, JSON.stringify([...new Set(ids)])).map((row) => [row.id, row]));
  }
}
