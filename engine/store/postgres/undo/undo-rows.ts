import { OBJECT_FIELDS } from '../../../object/object-fields.ts';
import type { ObjectChange } from '../../../object/object-change.ts';
import type { MappedFile } from '../../../object/mapped-object.ts';
import type { Decision } from '../../contract/backend.ts';
import type { Added, FileBefore, UndoWhat } from '../../rows/undo-row.ts';
import type { Queryable } from '../database/query.ts';
import type { SourceScope } from '../instance/fenced-database.ts';
import { filesBefore } from './files-before.ts';

interface Kept {
  readonly what: UndoWhat;
  readonly id?: number;
  readonly upto?: number;
  readonly key?: string;
  readonly stood?: string;
}

const FIELDS = OBJECT_FIELDS.map(({ column }) => `l.${column}`).join(', ');
const STOOD = `INSERT INTO undo_rows SELECT $1::bigint, $2::bigint + e.n, 'object', o.id, NULL, NULL, json_build_array(
    CASE WHEN l.instance_id IS NOT NULL THEN json_build_array(l.fingerprint, l.withdrawn_at, l.seq, l.version, ${FIELDS}) END,
    e.attributes, o.value, e.added::json)::text, CASE WHEN e.attributes THEN a.members END
  FROM unnest($3::bigint[], $4::boolean[], $5::text[]) WITH ORDINALITY AS e (id, attributes, added, n)
  JOIN objects AS o ON o.id = e.id LEFT JOIN listings AS l ON l.object_id = o.id AND l.instance_id = $6
  LEFT JOIN attribute_sets AS a ON a.object_id = o.id AND a.source_id = $7`;
const PUT = `INSERT INTO undo_rows SELECT $1::bigint, $2::bigint + e.n, e.what, e.id, e.upto, e.key, e.stood, NULL
  FROM unnest($3::text[], $4::bigint[], $5::bigint[], $6::text[], $7::text[]) WITH ORDINALITY AS e (what, id, upto, key, stood, n)`;

interface ChangedObject {
  readonly id: number;
  readonly attributes: boolean;
  readonly added: Added | null;
}

/** Keeps what stands before it is changed, under the run that changes it; inside a transaction, before the change. */
export class UndoRows {
  readonly #db: Queryable;
  readonly #scope: SourceScope;
  readonly #runRow: number;
  readonly #gathered: Kept[] = [];
  #last: number | undefined;

  constructor(db: Queryable, scope: SourceScope, runRow: number) {
    this.#db = db;
    this.#scope = scope;
    this.#runRow = runRow;
  }

  /** Objects as they are before these decisions, and before their files come. */
  async keepChanges(
    changes: readonly Extract<Decision, { kind: 'change' }>[],
    withdrawals: readonly { readonly id: number }[],
    fulfilled: readonly { readonly id: number; readonly file: MappedFile }[],
  ): Promise<void> {
    const files = [...changes.flatMap(({ id, change: { file } }) => (file === undefined ? [] : [{ id, file }])), ...fulfilled];
    const before = await filesBefore(this.#db, files);
    await this.#keep([
      ...changes.map(({ id, change }) => ({
        id,
        attributes: change.attributes !== undefined,
        added: addedBy(change, change.file && before.get(id)),
      })),
      ...withdrawals.map(({ id }) => ({ id, attributes: false, added: null })),
      ...fulfilled.map(({ id }) => ({ id, attributes: false, added: { file: before.get(id) as FileBefore } })),
    ]);
  }

  /** Objects that were made: those whose numbers follow each other are one row. */
  made(ids: readonly number[]): void {
    for (let start = 0, end = 1; start < ids.length; start = end, end++) {
      while (end < ids.length && ids[end] === (ids[end - 1] as number) + 1) end++;
      this.#gathered.push({ what: 'made', id: ids[start] as number, upto: ids[end - 1] as number });
    }
  }

  relation(from: string, to: string, word: number): void {
    this.#gathered.push({ what: 'relation', stood: JSON.stringify([from, to, word]) });
  }

  /** What is set aside under these keys; of those under which nothing is, that. */
  async quarantine(keys: readonly string[]): Promise<void> {
    const sql = 'SELECT * FROM quarantine WHERE instance_id = $1 AND key = ANY ($2::text[])';
    const rows = await this.#db.all<{ key: string }>(sql, [this.#scope.instanceId, keys]);
    const byKey = new Map(rows.map((row) => [row.key, row]));
    for (const key of keys) this.#gathered.push({ what: 'quarantine', key, stood: JSON.stringify(byKey.get(key) ?? null) });
  }

  /** As the document stands, with all that it lists. */
  async document(key: string): Promise<void> {
    const sql = `SELECT d.version, ARRAY(SELECT object_id::float8 FROM document_objects WHERE document_id = d.id) AS objects
      FROM documents AS d WHERE d.instance_id = $1 AND d.key = $2`;
    const stood = await this.#db.get(sql, [this.#scope.instanceId, key]);
    this.#gathered.push({ what: 'document', key, stood: JSON.stringify(stood ?? null) });
  }

  async flush(): Promise<void> {
    const rows = this.#gathered.splice(0);
    if (rows.length === 0) return;
    await this.#db.run(PUT, [
      this.#runRow,
      await this.#take(rows.length),
      rows.map(({ what }) => what),
      rows.map(({ id }) => id ?? null),
      rows.map(({ upto }) => upto ?? null),
      rows.map(({ key }) => key ?? null),
      rows.map(({ stood }) => stood ?? null),
    ]);
  }

  async #keep(changed: readonly ChangedObject[]): Promise<void> {
    if (changed.length === 0) return;
    await this.#db.run(STOOD, [
      this.#runRow,
      await this.#take(changed.length),
      changed.map(({ id }) => id),
      changed.map(({ attributes }) => attributes),
      changed.map(({ added }) => (added === null ? null : JSON.stringify(added))),
      this.#scope.instanceId,
      this.#scope.sourceId,
    ]);
  }

  /** The number before the first of so many that follow each other. */
  async #take(count: number): Promise<number> {
    const sql = 'SELECT coalesce(max(number), 0) AS last FROM undo_rows WHERE run_id = $1';
    const before = this.#last ?? (await this.#db.get<{ last: number }>(sql, [this.#runRow]))?.last ?? 0;
    this.#last = before + count;
    return before;
  }
}

const addedBy = ({ tags, refs, relations, value }: ObjectChange, file: FileBefore | undefined): Added | null => {
  if (tags.length + refs.length + relations.length === 0 && value === undefined && file === undefined) return null;
  return {
    ...(tags.length > 0 && { tags }),
    ...(refs.length > 0 && { refs }),
    ...(relations.length > 0 && { relations }),
    ...(value !== undefined && { value }),
    ...(file !== undefined && { file }),
  };
};
