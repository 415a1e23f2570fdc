import type { QuarantineEntry, RefRelation } from '../../../staging/staged-rows.ts';
import type { WindowPlace } from '../../contract/sealed-window.ts';
import type { Dictionaries } from '../database/dictionaries.ts';
import type { Queryable } from '../database/query.ts';
import type { SourceScope } from '../instance/fenced-database.ts';
import type { UndoRows } from '../undo/undo-rows.ts';

const RELATE = `INSERT INTO ref_relations SELECT $1::bigint, e.* FROM unnest($2::text[], $3::text[], $4::bigint[]) AS e
  ON CONFLICT DO NOTHING RETURNING from_ref AS "from", to_ref AS "to", as_id AS word`;
const CALLED = 'SELECT DISTINCT object_id AS id FROM refs WHERE source_id = $1 AND ref = ANY ($2::text[]) ORDER BY object_id';
const SET_ASIDE = `INSERT INTO quarantine SELECT $1::bigint, e.*, $6, $7::bigint, $8::bigint, $9::bigint
  FROM unnest($2::text[], $3::text[], $4::text[], $5::text[]) AS e
  ON CONFLICT (instance_id, key) DO UPDATE SET place = excluded.place, code = excluded.code, error = excluded.error, run = excluded.run,
    since = excluded.since, until = excluded.until, at = excluded.at`;
const OF_KEYS = 'instance_id = $1 AND key = ANY ($2::text[])';

/** Keeps relations by reference; gives the objects at which those that are new begin: they have changed by it. */
export const putRelations = async (
  db: Queryable,
  { dictionaries, scope, undo }: { readonly dictionaries: Dictionaries; readonly scope: SourceScope; readonly undo: UndoRows },
  relations: readonly RefRelation[],
): Promise<readonly number[]> => {
  const words = await dictionaries.resolve({ words: relations.flatMap(({ as }) => as ?? []) });
  const columns = [relations.map(({ from }) => from), relations.map(({ to }) => to), relations.map(({ as }) => words.word(as))];
  const fresh = await db.all<{ from: string; to: string; word: number }>(RELATE, [scope.sourceId, ...columns]);
  if (fresh.length === 0) return [];
  for (const { from, to, word } of fresh) undo.relation(from, to, word);
  const refs = [...new Set(fresh.map(({ from }) => from))];
  return (await db.all<{ id: number }>(CALLED, [scope.sourceId, refs])).map(({ id }) => id);
};

/** Records of these keys came through: what was set aside under them goes. */
export const putThrough = async (db: Queryable, instanceId: number, undo: UndoRows, keys: readonly string[]): Promise<void> => {
  const found = await db.all<{ key: string }>(`SELECT key FROM quarantine WHERE ${OF_KEYS}`, [instanceId, keys]);
  if (found.length === 0) return;
  const aside = found.map(({ key }) => key);
  await undo.quarantine(aside);
  await db.run(`DELETE FROM quarantine WHERE ${OF_KEYS}`, [instanceId, aside]);
};

/** Of several with one key the last counts. */
export const setAside = async (
  db: Queryable,
  instanceId: number,
  { undo, place, now }: { readonly undo: UndoRows; readonly place: WindowPlace; readonly now: number },
  entries: readonly QuarantineEntry[],
): Promise<void> => {
  const last = [...new Map(entries.map((entry) => [entry.key, entry])).values()];
  await undo.quarantine(last.map(({ key }) => key));
  await db.run(SET_ASIDE, [
    instanceId,
    last.map(({ key }) => key),
    last.map((entry) => entry.place),
    last.map(({ code }) => code),
    last.map(({ error }) => error),
    place.run,
    place.range.since,
    place.range.until,
    now,
  ]);
};
