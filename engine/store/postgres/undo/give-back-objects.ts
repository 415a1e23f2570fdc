import { OBJECT_FIELDS } from '../../../object/object-fields.ts';
import { lockSql } from '../apply/object-reader.ts';
import type { Dictionaries } from '../database/dictionaries.ts';
import { kindText } from '../database/dictionaries.ts';
import type { Session } from '../database/pool.ts';
import type { Queryable, Value } from '../database/query.ts';
import type { SourceScope } from '../instance/fenced-database.ts';
import { becomeGhosts } from './ghosts.ts';
import type { Added, FileBefore, ObjectStood } from '../../rows/undo-row.ts';

/** An object as it stood. */
export interface Stood {
  readonly id: number;
  readonly stood: ObjectStood<boolean>;
  readonly members: string | null;
}

export interface GiveBackParts {
  readonly session: Session;
  readonly dictionaries: Dictionaries;
  readonly scope: SourceScope;
  readonly now: number;
  /** Numbers what is said of an object. */
  readonly next: () => number;
}

const FIELDS = ['fingerprint', 'withdrawn_at', 'seq', 'version', ...OBJECT_FIELDS.map((one) => one.column)];
const TYPES = ['text', 'bigint', 'bigint', 'text', ...OBJECT_FIELDS.map(({ kind }) => (kind === 'time' ? 'bigint' : 'text'))];
const PUT_LISTINGS = `INSERT INTO listings (object_id, instance_id, ${FIELDS.join(', ')})
  SELECT e.id, $2::bigint, ${FIELDS.map((column) => `e.${column}`).join(', ')}
  FROM unnest($1::bigint[], ${TYPES.map((type, at) => `$${at + 3}::${type}[]`).join(', ')}) AS e (id, ${FIELDS.join(', ')})
  ON CONFLICT (object_id, instance_id) DO UPDATE SET ${FIELDS.map((column) => `${column} = excluded.${column}`).join(', ')}`;
const PUT_ATTRIBUTES = `INSERT INTO attribute_sets SELECT e.id, $2::bigint, e.members FROM unnest($1::bigint[], $3::text[]) AS e (id, members)
  ON CONFLICT (object_id, source_id) DO UPDATE SET members = excluded.members`;
const OF_INSTANCE = 'object_id = ANY ($1::bigint[]) AND instance_id = $2';
const OF_SOURCE = 'object_id = ANY ($1::bigint[]) AND source_id = $2';
const BY_SOURCE = ['attribute_sets', 'tags', 'refs', 'relations'] as const;
const WITHDRAW = `UPDATE listings AS l SET withdrawn_at = $3, fingerprint = NULL, seq = e.seq
  FROM unnest($1::bigint[], $4::bigint[]) AS e (id, seq) WHERE l.object_id = e.id AND l.instance_id = $2`;
const DROP_TAGS = `DELETE FROM tags AS t USING unnest($1::bigint[], $3::bigint[]) AS e (id, word)
  WHERE t.object_id = e.id AND t.source_id = $2 AND t.word_id = e.word`;
const DROP_REFS = `DELETE FROM refs AS r USING unnest($1::bigint[], $3::text[]) AS e (id, ref)
  WHERE r.object_id = e.id AND r.source_id = $2 AND r.ref = e.ref`;
const DROP_RELATIONS = `DELETE FROM relations AS r USING unnest($1::bigint[], $3::bigint[], $4::text[], $5::bigint[]) AS e (id, kind, key, word)
  WHERE r.object_id = e.id AND r.source_id = $2 AND r.to_kind_id = e.kind AND r.to_key = e.key AND r.as_id = e.word`;
const PUT_VALUES = `UPDATE objects AS o SET value = e.before FROM unnest($1::bigint[], $2::text[], $3::text[]) AS e (id, before, became)
  WHERE o.id = e.id AND coalesce(o.value, o.key) = e.became`;

const listedBesides = async (db: Queryable, ids: readonly number[], instanceId: number): Promise<ReadonlySet<number>> => {
  const sql = 'SELECT DISTINCT object_id AS id FROM listings WHERE object_id = ANY ($1::bigint[]) AND instance_id <> $2';
  return new Set((await db.all<{ id: number }>(sql, [ids, instanceId])).map(({ id }) => id));
};

/** Nobody lists them: they are as if they had never been, but for those who were sent them. */
const takeBack = async ({ session, scope, now, next }: GiveBackParts, ids: readonly number[]): Promise<void> => {
  if (ids.length === 0) return;
  await session.run(WITHDRAW, [ids, scope.instanceId, now, ids.map(() => next())]);
  await becomeGhosts(session, ids);
};

/** Objects that the run made; gives those that look different, which are all. */
export const unmake = async (parts: GiveBackParts, ids: readonly number[]): Promise<readonly number[]> => {
  const { session, scope } = parts;
  await session.script(lockSql(ids));
  const besides = await listedBesides(session, ids, scope.instanceId);
  const others = ids.filter((id) => besides.has(id));
  // What other feeds say of them stays, and the content that all of them share.
  for (const table of ['listings', 'wanted_files'])
    await session.run(`DELETE FROM ${table} WHERE ${OF_INSTANCE}`, [others, scope.instanceId]);
  for (const table of BY_SOURCE) await session.run(`DELETE FROM ${table} WHERE ${OF_SOURCE}`, [others, scope.sourceId]);
  await takeBack(
    parts,
    ids.filter((id) => !besides.has(id)),
  );
  return ids;
};

/** Objects that the run has changed, each once; gives those that look different. */
export const giveBackObjects = async (parts: GiveBackParts, all: readonly Stood[]): Promise<readonly number[]> => {
  const { session, scope } = parts;
  const ids = all.map(({ id }) => id);
  await session.script(lockSql(ids));
  const different = await differentOf(session, scope, all);
  await giveBackAttributes(session, scope, all);
  await takeOff(parts, all);
  const listed = all.filter(({ stood: [listing] }) => listing !== null);
  if (listed.length > 0) {
    const columns = FIELDS.map((_, at) => listed.map(({ stood: [listing] }) => listing?.[at] ?? null) as Value);
    await session.run(PUT_LISTINGS, [listed.map(({ id }) => id), scope.instanceId, ...columns]);
  }
  const unlisted = all.filter(({ stood: [listing] }) => listing === null).map(({ id }) => id);
  const besides = await listedBesides(session, unlisted, scope.instanceId);
  const others = unlisted.filter((id) => besides.has(id));
  await session.run(`DELETE FROM listings WHERE ${OF_INSTANCE}`, [others, scope.instanceId]);
  await takeBack(
    parts,
    unlisted.filter((id) => !besides.has(id)),
  );
  return different;
};

/** A change that nobody could see, such as of a version alone, took no number. */
const differentOf = async (db: Queryable, { instanceId }: SourceScope, all: readonly Stood[]): Promise<readonly number[]> => {
  const sql = `SELECT object_id AS id, seq FROM listings WHERE ${OF_INSTANCE}`;
  const rows = await db.all<{ id: number; seq: number }>(sql, [all.map(({ id }) => id), instanceId]);
  const seqs = new Map(rows.map(({ id, seq }) => [id, seq]));
  const isSeen = ({ id, stood: [listing, changed, , added] }: Stood): boolean =>
    listing === null || changed || added !== null || seqs.get(id) !== listing[2];
  return all.filter(isSeen).map(({ id }) => id);
};

const giveBackAttributes = async (db: Queryable, { sourceId }: SourceScope, all: readonly Stood[]): Promise<void> => {
  const changed = all.filter(({ stood: [, attributes] }) => attributes);
  const kept = changed.filter(({ members }) => members !== null);
  if (kept.length > 0) await db.run(PUT_ATTRIBUTES, [kept.map(({ id }) => id), sourceId, kept.map(({ members }) => members)]);
  const gone = changed.filter(({ members }) => members === null).map(({ id }) => id);
  if (gone.length > 0) await db.run(`DELETE FROM attribute_sets WHERE ${OF_SOURCE}`, [gone, sourceId]);
};

/** Takes off what came to the objects, where it is still what the run made it. */
const takeOff = async ({ session, dictionaries, scope: { sourceId } }: GiveBackParts, all: readonly Stood[]): Promise<void> => {
  const added = all.flatMap(({ id, stood: [, , before, what] }) => (what === null ? [] : [{ id, before, what }]));
  const each = <T>(of: (what: Added) => readonly T[] | undefined): (T & { id: number })[] =>
    added.flatMap(({ id, what }) => (of(what) ?? []).map((one) => ({ ...one, id })));
  const tags = each(({ tags: of }) => of?.map((tag) => ({ tag })));
  const refs = each(({ refs: of }) => of?.map((ref) => ({ ref })));
  const relations = each(({ relations: of }) => of);
  const words = await dictionaries.resolve({
    kinds: relations.map(({ type, subtype }) => kindText(type, subtype)),
    words: [...tags.map(({ tag }) => tag), ...relations.flatMap(({ as }) => as ?? [])],
  });
  if (tags.length > 0) await session.run(DROP_TAGS, [tags.map(({ id }) => id), sourceId, tags.map(({ tag }) => words.word(tag))]);
  if (refs.length > 0) await session.run(DROP_REFS, [refs.map(({ id }) => id), sourceId, refs.map(({ ref }) => ref)]);
  if (relations.length > 0)
    await session.run(DROP_RELATIONS, [
      relations.map(({ id }) => id),
      sourceId,
      relations.map(({ type, subtype }) => words.kind(type, subtype)),
      relations.map(({ key }) => key),
      relations.map(({ as }) => words.word(as)),
    ]);
  const values = added.flatMap(({ id, before, what: { value } }) => (value === undefined ? [] : [{ id, before, value }]));
  if (values.length > 0)
    await session.run(PUT_VALUES, [
      values.map(({ id }) => id),
      values.map(({ before }) => before),
      values.map(({ value }) => value),
    ]);
  for (const { id, what } of added) if (what.file !== undefined) await giveBackFile(session, id, what.file);
};

const giveBackFile = async (db: Queryable, id: number, { content, wanted, became }: FileBefore): Promise<void> => {
  const now = await db.get<{ sha256: string }>('SELECT sha256 FROM attachments WHERE object_id = $1', [id]);
  // Another feed has given it since.
  if ((now?.sha256 ?? null) !== became) return;
  await db.run('DELETE FROM attachments WHERE object_id = $1', [id]);
  if (content !== null) await db.run('INSERT INTO attachments VALUES ($1, $2, $3, $4, $5)', [id, ...content]);
  await db.run('DELETE FROM wanted_files WHERE object_id = $1', [id]);
  for (const [instance, fulfillment, args, error, since] of wanted)
    await db.run('INSERT INTO wanted_files VALUES ($1, $2, $3, $4, $5, $6)', [instance, id, fulfillment, args, error, since]);
};
