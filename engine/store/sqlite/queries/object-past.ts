import type { Database } from '../../../disk/database.ts';
import type { ObjectIdentity } from '../../../object/mapped-object.ts';
import { parseMembers } from '../../../object/object-codec.ts';
import { OBJECT_FIELDS, type FieldColumns } from '../../../object/object-fields.ts';
import type { AttributeSaid, ListingPast, ListingState, ListingStep, ObjectPast } from '../../views/object-past.ts';
import { fieldColumns, pastStep, type KeptRow, type StepReaders } from '../../rows/past-step.ts';
import type { Dictionaries } from '../database/dictionaries.ts';
import { timeOfChange } from '../outbox/change-times.ts';

/** So many runs are named of one instance. */
const MOST_STEPS = 50;

const OBJECT = `SELECT o.id, o.first_seen, coalesce(o.value, o.key) AS value, a.sha256, a.added_at FROM objects AS o
  JOIN kinds AS k ON k.id = o.kind_id LEFT JOIN attachments AS a ON a.object_id = o.id
  WHERE k.type = ? AND k.subtype = ? AND o.key = ?`;
const LISTINGS = `SELECT l.*, i.feed, i.instance, i.partition, s.name AS source, a.members FROM listings AS l
  JOIN instances AS i ON i.id = l.instance_id JOIN sources AS s ON s.id = i.source_id
  LEFT JOIN attribute_sets AS a ON a.object_id = l.object_id AND a.source_id = i.source_id
  WHERE l.object_id = ? ORDER BY i.feed, i.instance, i.partition`;
/** A run that was cut off may have been gone on with once the next one had begun: the one that began last is not always the one. */
const RUNS = `SELECT id, run, started_at FROM runs WHERE instance_id = ?1 AND keeps = 1 AND started_at <= ?2 AND id < ?3
  ORDER BY id DESC LIMIT 3`;
const ROWS = `SELECT what, stood, members FROM undo_rows WHERE run_id = ?1
  AND (what = 'object' AND object_id = ?2 OR what = 'made' AND object_id <= ?2 AND upto >= ?2) ORDER BY number DESC`;

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
  readonly seq: number;
  readonly members: string | null;
}

interface Run {
  readonly id: number;
  readonly run: string;
  readonly started_at: number;
}

/** One reading of what is kept of one object. */
class Past {
  readonly #db: Database;
  readonly #dictionaries: Dictionaries;
  readonly #object: ObjectRow;

  constructor(db: Database, dictionaries: Dictionaries, object: ObjectRow) {
    this.#db = db;
    this.#dictionaries = dictionaries;
    this.#object = object;
  }

  read(): ObjectPast {
    const { id, first_seen, sha256, added_at } = this.#object;
    return {
      firstSeen: first_seen,
      listings: this.#db.all<ListingRow>(LISTINGS, id).map((row) => this.#listing(row)),
      content: sha256 === null ? undefined : { sha256, at: added_at ?? first_seen },
    };
  }

  #listing(row: ListingRow): ListingPast {
    const { feed, instance, partition, source, instance_id, members } = row;
    const fields = OBJECT_FIELDS.map(({ column }) => row[column]);
    const now = this.#state(row.withdrawn_at, row.seq, fields);
    return { feed, instance, partition, source, now, attributes: this.#said(members), steps: this.#steps(instance_id, now) };
  }

  /** From the time of its latest word to the run that said it, from what stood before that to the run before, and so on. */
  #steps(instance: number, now: ListingState): readonly ListingStep[] {
    const steps: ListingStep[] = [];
    const readers: StepReaders = {
      state: (...stood) => this.#state(...stood),
      said: (members) => this.#said(members),
      value: this.#object.value,
    };
    let state: ListingState | undefined = now;
    let before = Number.MAX_SAFE_INTEGER;
    while (state?.at !== undefined && steps.length < MOST_STEPS) {
      const runs: readonly Run[] = this.#db.all<Run>(RUNS, instance, state.at, before);
      const found = runs.map((run) => ({ run, rows: this.#db.all<KeptRow>(ROWS, run.id, this.#object.id) }));
      const changing = found.find(({ rows }) => rows.length > 0);
      if (changing === undefined) break;
      for (const row of changing.rows) steps.push(pastStep(changing.run, row, readers));
      before = changing.run.id;
      state = steps.at(-1)?.stood;
    }
    return steps;
  }

  #state(withdrawnAt: number | null, change: number, values: readonly (string | number | null)[]): ListingState {
    const at = Math.floor(timeOfChange(this.#db, change) / 1000);
    // Of a change from before times were kept its number is all that is known.
    return {
      at: at < this.#object.first_seen ? undefined : at,
      withdrawnAt: withdrawnAt ?? undefined,
      fields: fieldColumns(values),
    };
  }

  #said(members: string | null): readonly AttributeSaid[] {
    return parseMembers(members ?? '[]').map(({ name, value, sensitive }) => ({
      name: this.#dictionaries.names.nameOf(name),
      value,
      sensitive,
    }));
  }
}

/** Undefined: there is no such object. */
export const pastOf = (db: Database, dictionaries: Dictionaries, identity: ObjectIdentity): ObjectPast | undefined => {
  const object = db.get<ObjectRow>(OBJECT, identity.type, identity.subtype, identity.key);
  return object && new Past(db, dictionaries, object).read();
};
