import type { Database } from '../../../disk/database.ts';
import { OBJECT_FIELDS } from '../../../object/object-fields.ts';
import type { ObjectChange } from '../../../object/object-change.ts';
import type { Decision } from '../../contract/backend.ts';
import type { Added, FileBefore, UndoWhat } from '../../rows/undo-row.ts';
import type { SourceScope } from '../apply/object-reader.ts';

/** What an object's row says that was changed beside its listing: 1 attributes are in it. */
const ATTRIBUTES = 1;

const FIELDS = OBJECT_FIELDS.map(({ column }) => `l.${column}`).join(', ');
const STOOD = `INSERT INTO undo_rows SELECT ?1, ?2 + e.key, 'object', o.id, NULL, json_array(
    json(iif(l.instance_id IS NULL, 'null', json_array(l.fingerprint, l.withdrawn_at, l.seq, l.version, ${FIELDS}))),
    e.value ->> 1, o.value, json(coalesce(e.value -> 2, 'null'))), iif(e.value ->> 1, a.members, NULL)
  FROM json_each(?3) AS e CROSS JOIN objects AS o ON o.id = e.value ->> 0
  LEFT JOIN listings AS l ON l.object_id = o.id AND l.instance_id = ?4
  LEFT JOIN attribute_sets AS a ON a.object_id = o.id AND a.source_id = ?5`;
const PUT = 'INSERT INTO undo_rows VALUES (?, ?, ?, ?, ?, ?, NULL)';

/** Keeps what stands before it is changed, under the run that changes it; inside a transaction, before the change. */
export class UndoRows {
  readonly #db: Database;
  readonly #scope: SourceScope;
  readonly #runRow: number;
  #next: number | undefined;

  constructor(db: Database, scope: SourceScope, runRow: number) {
    this.#db = db;
    this.#scope = scope;
    this.#runRow = runRow;
  }

  /** Those of the decisions that change what is there. */
  keepObjects(decisions: readonly Decision[]): void {
    const changed = decisions.flatMap((decision) => {
      if (decision.kind === 'withdraw') return [[decision.id, 0, null] as const];
      if (decision.kind !== 'change') return [];
      const { id, change } = decision;
      return [[id, change.attributes === undefined ? 0 : ATTRIBUTES, this.#added(id, change)] as const];
    });
    this.#keep(changed);
  }

  /** One whose file comes. */
  keepFile(id: number, became: string): void {
    this.#keep([[id, 0, { file: this.#file(id, became) }]]);
  }

  /** Objects that were made, from one number to another. */
  made(first: number, last: number): void {
    this.#put('made', first, last, null);
  }

  relation(from: string, to: string, word: number): void {
    this.#put('relation', null, null, JSON.stringify([from, to, word]));
  }

  /** What is set aside under this key; nothing, where nothing is. */
  quarantine(key: string): void {
    const row = this.#db.get('SELECT * FROM quarantine WHERE instance_id = ? AND key = ?', this.#scope.instanceId, key);
    this.#put('quarantine', null, null, JSON.stringify({ key, row: row ?? null }));
  }

  /** As the document stands, with all that it lists. */
  document(key: string): void {
    const found = this.#db.get<{ id: number; version: string | null }>(
      'SELECT id, version FROM documents WHERE instance_id = ? AND key = ?',
      this.#scope.instanceId,
      key,
    );
    const ids =
      found && this.#db.all<{ id: number }>('SELECT object_id AS id FROM document_objects WHERE document_id = ?', found.id);
    const stood = found && { version: found.version, objects: ids?.map(({ id }) => id) };
    this.#put('document', null, null, JSON.stringify({ key, stood: stood ?? null }));
  }

  #keep(changed: readonly (readonly [id: number, flags: number, added: Added | null])[]): void {
    if (changed.length === 0) return;
    const { instanceId, sourceId } = this.#scope;
    this.#db.run(STOOD, this.#runRow, this.#take(changed.length), JSON.stringify(changed), instanceId, sourceId);
  }

  #added(id: number, { tags, refs, relations, value, file }: ObjectChange): Added | null {
    if (tags.length + refs.length + relations.length === 0 && value === undefined && file === undefined) return null;
    return {
      ...(tags.length > 0 && { tags }),
      ...(refs.length > 0 && { refs }),
      ...(relations.length > 0 && { relations }),
      ...(value !== undefined && { value }),
      ...(file !== undefined && { file: this.#file(id, file.kind === 'content' ? file.sha256 : null) }),
    };
  }

  #file(id: number, became: string | null): FileBefore {
    const content = this.#db.get<{ sha256: string; size: number; media_type: string | null; added_at: number }>(
      'SELECT sha256, size, media_type, added_at FROM attachments WHERE object_id = ?',
      id,
    );
    const wanted = this.#db.all<{ instance_id: number; fulfillment: string; args: string; error: string | null; since: number }>(
      'SELECT instance_id, fulfillment, args, error, since FROM wanted_files WHERE object_id = ?',
      id,
    );
    return {
      content: content === undefined ? null : [content.sha256, content.size, content.media_type, content.added_at],
      wanted: wanted.map((one) => [one.instance_id, one.fulfillment, one.args, one.error, one.since]),
      became,
    };
  }

  #put(what: UndoWhat, id: number | null, upto: number | null, stood: string | null): void {
    this.#db.run(PUT, this.#runRow, this.#take(1), what, id, upto, stood);
  }

  /** The first of so many numbers that follow each other. */
  #take(count: number): number {
    const sql = 'SELECT max(number) AS last FROM undo_rows WHERE run_id = ?';
    const first = this.#next ?? (this.#db.get<{ last: number | null }>(sql, this.#runRow)?.last ?? 0) + 1;
    this.#next = first + count;
    return first;
  }
}
