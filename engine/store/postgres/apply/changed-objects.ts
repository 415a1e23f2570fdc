import { membersText, versionText } from '../../../object/object-codec.ts';
import { OBJECT_FIELDS } from '../../../object/object-fields.ts';
import type { Decision } from '../../contract/backend.ts';
import type { Words } from '../database/dictionaries.ts';
import type { Queryable, Value } from '../database/query.ts';
import type { SourceScope } from '../instance/fenced-database.ts';
import { putFiles } from './file-rows.ts';
import { addParts } from './object-parts.ts';

export type Change = Extract<Decision, { kind: 'change' }>;

/** With the number of what is said of it now. */
export interface VisibleChange extends Change {
  readonly seq: number;
}

const FIELD_COLUMNS = OBJECT_FIELDS.map(({ column }) => column);
const CHANGED = ['fingerprint', 'seq', 'withdrawn_at', 'version', ...FIELD_COLUMNS];
const TYPES = ['text', 'bigint', 'bigint', 'text', ...OBJECT_FIELDS.map(({ kind }) => (kind === 'time' ? 'bigint' : 'text'))];
const PUT_LISTINGS = `INSERT INTO listings (object_id, instance_id, ${CHANGED.join(', ')})
  SELECT e.id, $2::bigint, ${CHANGED.map((column) => `e.${column}`).join(', ')}
  FROM unnest($1::bigint[], ${TYPES.map((type, at) => `$${at + 3}::${type}[]`).join(', ')}) AS e (id, ${CHANGED.join(', ')})
  ON CONFLICT (object_id, instance_id) DO UPDATE SET ${CHANGED.map((column) => `${column} = excluded.${column}`).join(', ')}`;
const REMEMBER = `UPDATE listings AS l SET fingerprint = e.fingerprint, version = e.version
  FROM unnest($1::bigint[], $3::text[], $4::text[]) AS e (id, fingerprint, version) WHERE l.object_id = e.id AND l.instance_id = $2`;
const PUT_VALUES = `UPDATE objects AS o SET value = nullif(e.value, o.key) FROM unnest($1::bigint[], $2::text[]) AS e (id, value)
  WHERE o.id = e.id`;
const PUT_ATTRIBUTES = `INSERT INTO attribute_sets SELECT e.id, $2::bigint, e.members FROM unnest($1::bigint[], $3::text[]) AS e (id, members)
  ON CONFLICT (object_id, source_id) DO UPDATE SET members = excluded.members`;
const DROP_ATTRIBUTES = 'DELETE FROM attribute_sets WHERE object_id = ANY ($1::bigint[]) AND source_id = $2';

const putListings = async (db: Queryable, instanceId: number, changes: readonly VisibleChange[]): Promise<void> => {
  if (changes.length === 0) return;
  const columns: Value[] = [
    changes.map(({ fingerprint }) => fingerprint),
    changes.map(({ seq }) => seq),
    changes.map(({ change }) => change.listing.withdrawnAt ?? null),
    changes.map(({ change }) => (change.listing.version === undefined ? null : versionText(change.listing.version))),
    ...OBJECT_FIELDS.map(({ name, kind }): Value => {
      const values = changes.map(({ change }) => change.listing[name] ?? null);
      return kind === 'time' ? (values as (number | null)[]) : (values as (string | null)[]);
    }),
  ];
  await db.run(PUT_LISTINGS, [changes.map(({ id }) => id), instanceId, ...columns]);
};

const putAttributes = async (db: Queryable, sourceId: number, changes: readonly Change[]): Promise<void> => {
  const sets = changes.flatMap(({ id, change: { attributes } }) => (attributes === undefined ? [] : [{ id, attributes }]));
  const kept = sets.filter(({ attributes }) => attributes.length > 0);
  const members = kept.map(({ attributes }) => membersText(attributes));
  if (kept.length > 0) await db.run(PUT_ATTRIBUTES, [kept.map(({ id }) => id), sourceId, members]);
  const dropped = sets.filter(({ attributes }) => attributes.length === 0).map(({ id }) => id);
  if (dropped.length > 0) await db.run(DROP_ATTRIBUTES, [dropped, sourceId]);
};

/** What is seen of a change of an object, but for its own row: that follows from all its listings. */
export const putVisibleChanges = async (
  db: Queryable,
  { instanceId, sourceId }: SourceScope,
  changes: readonly VisibleChange[],
  words: Words,
): Promise<void> => {
  await putListings(db, instanceId, changes);
  await putAttributes(db, sourceId, changes);
  const values = changes.flatMap(({ id, change: { value } }) => (value === undefined ? [] : [{ id, value }]));
  if (values.length > 0) await db.run(PUT_VALUES, [values.map(({ id }) => id), values.map(({ value }) => value)]);
  const parts = changes.map(({ id, change: { tags, refs, relations } }) => ({ id, tags, refs, related: relations }));
  await addParts(db, sourceId, parts, words);
};

/** Bookkeeping of changes that nobody can see. */
export const rememberChanges = async (db: Queryable, instanceId: number, changes: readonly Change[]): Promise<void> => {
  const noted = changes.filter(({ change }) => !change.older);
  if (noted.length === 0) return;
  const versions = noted.map(({ change: { listing } }) => (listing.version === undefined ? null : versionText(listing.version)));
  await db.run(REMEMBER, [noted.map(({ id }) => id), instanceId, noted.map(({ fingerprint }) => fingerprint), versions]);
};

/** Files of all changes, seen or not: of a wanted one the arguments may be others. */
export const putChangedFiles = async (
  db: Queryable,
  instanceId: number,
  changes: readonly Change[],
  now: number,
): Promise<void> => {
  const files = changes.flatMap(({ id, change: { file } }) => (file === undefined ? [] : [{ id, file }]));
  await putFiles(db, instanceId, files, now);
};
