import type { ObjectIdentity } from '../../../object/mapped-object.ts';
import { parseMembers } from '../../../object/object-codec.ts';
import { OBJECT_FIELDS, type FieldColumns } from '../../../object/object-fields.ts';
import type { AttributeSaid, ListingPast, ListingState, ListingStep, ObjectPast } from '../../views/object-past.ts';
import { fieldColumns, pastStep, type KeptRow } from '../../rows/past-step.ts';
import type { Queryable } from '../database/query.ts';

/** So many runs are named of one instance. */
const MOST_STEPS = 50;

const OBJECT = `SELECT o.id, o.first_seen, coalesce(o.value, o.key) AS value, a.sha256, a.added_at FROM objects AS o
  JOIN kinds AS k ON k.id = o.kind_id LEFT JOIN attachments AS a ON a.object_id = o.id
  WHERE k.type = $1 AND k.subtype = $2 AND o.key = $3`;
const LISTINGS = `SELECT l.*, i.feed, i.instance, i.partition, s.name AS source, a.members FROM listings AS l
  JOIN instances AS i ON i.id = l.instance_id JOIN sources AS s ON s.id = i.source_id
  LEFT JOIN attribute_sets AS a ON a.object_id = l.object_id AND a.source_id = i.source_id
  WHERE l.object_id = $1 ORDER BY i.feed, i.instance, i.partition`;
const RUNS = `r.run, r.started_at, u.what, u.stood, u.members, u.run_id, u.number FROM undo_rows AS u JOIN runs AS r ON r.id = u.run_id
  WHERE r.instance_id = $1 AND r.keeps`;
/** Ranges of objects that were made don't overlap: the one that has the object is the last that begins before it. */
const STEPS = `SELECT * FROM (SELECT ${RUNS} AND u.what = 'object' AND u.object_id = $2) AS changed
  UNION ALL SELECT * FROM (SELECT ${RUNS} AND u.what = 'made' AND u.object_id <= $2 AND u.upto >= $2
    ORDER BY u.object_id DESC LIMIT 1) AS made
  ORDER BY run_id DESC, number DESC LIMIT ${MOST_STEPS}`;

interface ObjectRow {
  readonly id: number;
  readonly first_seen: number;
  readonly value: string;
  readonly sha256: string | null;
  readonly added_at: number | null;
}

interface ListingRow extends FieldColumns, Pick<ListingPast, 'feed' | 'instance' | 'partition' | 'source'> {
  readonly instance_id: number;
  readonly withdrawn_at: number | null;
  readonly members: string | null;
}

interface StepRow extends KeptRow {
  readonly run: string;
  readonly started_at: number;
}

const said = (members: string | null): readonly AttributeSaid[] =>
  parseMembers(members ?? '[]').map(({ name, value, sensitive }) => ({ name: String(name), value, sensitive }));

/** What was said stood until a run changed it: it was said by the run before. */
const stepsOf = async (db: Queryable, object: ObjectRow, instance: number): Promise<readonly ListingStep[]> => {
  const rows = await db.all<StepRow>(STEPS, [instance, object.id]);
  return rows.map((row, index) => {
    const at = rows[index + 1]?.started_at;
    const state = (withdrawnAt: number | null, _change: number, values: readonly (string | number | null)[]): ListingState => ({
      at,
      withdrawnAt: withdrawnAt ?? undefined,
      fields: fieldColumns(values),
    });
    return pastStep(row, row, { state, said, value: object.value });
  });
};

const listingOf = async (db: Queryable, object: ObjectRow, row: ListingRow): Promise<ListingPast> => {
  const { feed, instance, partition, source, instance_id, members, withdrawn_at } = row;
  const steps = await stepsOf(db, object, instance_id);
  const fields = fieldColumns(OBJECT_FIELDS.map(({ column }) => row[column]));
  const now = { at: withdrawn_at ?? steps[0]?.startedAt, withdrawnAt: withdrawn_at ?? undefined, fields };
  return { feed, instance, partition, source, now, attributes: said(members), steps };
};

/** Undefined: there is no such object. */
export const pastOf = async (db: Queryable, { type, subtype, key }: ObjectIdentity): Promise<ObjectPast | undefined> => {
  const object = await db.get<ObjectRow>(OBJECT, [type, subtype, key]);
  if (object === undefined) return undefined;
  const rows = await db.all<ListingRow>(LISTINGS, [object.id]);
  const listings: ListingPast[] = [];
  for (const row of rows) listings.push(await listingOf(db, object, row));
  const { first_seen: firstSeen, sha256, added_at: at } = object;
  return { firstSeen, listings, content: sha256 === null ? undefined : { sha256, at: at ?? firstSeen } };
};
