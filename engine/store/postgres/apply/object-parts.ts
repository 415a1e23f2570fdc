import type { StagedObject } from '../../../object/object-codec.ts';
import type { Words } from '../database/dictionaries.ts';
import type { Queryable } from '../database/query.ts';

/** What comes to an object beside its listing and its attributes. */
export interface NewParts {
  readonly id: number;
  readonly tags: readonly string[];
  readonly refs: readonly string[];
  readonly related: StagedObject['related'];
}

const TAGS = `INSERT INTO tags SELECT e.id, $2::bigint, e.word FROM unnest($1::bigint[], $3::bigint[]) AS e (id, word) ON CONFLICT DO NOTHING`;
const REFS = `INSERT INTO refs SELECT $2::bigint, e.ref, e.id FROM unnest($1::bigint[], $3::text[]) AS e (id, ref) ON CONFLICT DO NOTHING`;
const RELATIONS = `INSERT INTO relations SELECT e.id, $2::bigint, e.kind, e.key, e.word
  FROM unnest($1::bigint[], $3::bigint[], $4::text[], $5::bigint[]) AS e (id, kind, key, word) ON CONFLICT DO NOTHING`;

/** Adds tags, names and relations to objects; what is there already stays. */
export const addParts = async (db: Queryable, sourceId: number, all: readonly NewParts[], words: Words): Promise<void> => {
  const tags = all.flatMap(({ id, tags: of }) => of.map((tag) => ({ id, word: words.word(tag) })));
  if (tags.length > 0) await db.run(TAGS, [tags.map(({ id }) => id), sourceId, tags.map(({ word }) => word)]);
  const refs = all.flatMap(({ id, refs: of }) => of.map((ref) => ({ id, ref })));
  if (refs.length > 0) await db.run(REFS, [refs.map(({ id }) => id), sourceId, refs.map(({ ref }) => ref)]);
  const related = all.flatMap(({ id, related: of }) => of.map((one) => ({ id, ...one })));
  if (related.length === 0) return;
  const kinds = related.map(({ type, subtype }) => words.kind(type, subtype));
  await db.run(RELATIONS, [
    related.map(({ id }) => id),
    sourceId,
    kinds,
    related.map(({ key }) => key),
    related.map(({ as }) => words.word(as)),
  ]);
};
