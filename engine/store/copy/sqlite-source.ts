import { Database } from '../../disk/database.ts';
import type { AttachmentArea } from '../attachments/area.ts';
import { FolderArea } from '../attachments/folder-area.ts';
import { readContent } from '../attachments/read-content.ts';
import { StoreFiles } from '../sqlite/database/store-files.ts';
import { digestOf } from '../sqlite/queries/digest.ts';
import { heldRuns } from '../sqlite/queries/held-runs.ts';
import { openStore } from '../sqlite/open-store.ts';
import { REPLACED_FILES } from '../sqlite/queries/maintenance.ts';
import { beforeRun, spelled, undoCells } from './copied-cells.ts';
import { COPIED_TABLES, placeOf, type CopiedTable } from './copied-tables.ts';
import type { Cell, CopiedRow, CopySource, SourceFacts } from './copy-ends.ts';
import { STAMP, stampOf } from './source-stamp.ts';

/** Columns that SQLite does not have. */
const MISSING: ReadonlySet<string> = new Set(['undo_rows.key']);

/** A store in a file, as it is when it is opened: others may go on writing. */
export class SqliteSource implements CopySource {
  readonly shown: string;
  readonly #db: Database;
  readonly #attachments: AttachmentArea;
  readonly #names: ReadonlyMap<number, string>;

  /** Throws EngineError `store.…` where there is no store. */
  constructor(path: string, attachments?: AttachmentArea) {
    // Whether it is one, and of which schema, is found out there.
    void openStore({ path, readOnly: true }).close();
    this.shown = path;
    this.#db = new Database(path, { readOnly: true });
    const files = new StoreFiles(path, true);
    this.#attachments = attachments ?? new FolderArea(() => files.attachments);
    // The first read fixes the moment.
    this.#db.exec('BEGIN');
    const names = this.#db.all<{ id: number; name: string }>('SELECT id, name FROM names');
    this.#names = new Map(names.map(({ id, name }) => [id, name]));
  }

  facts(): SourceFacts {
    const db = this.#db;
    const rows = new Map(
      COPIED_TABLES.map(({ name }) => [name, db.get<{ n: number }>(`SELECT count(*) AS n FROM ${name}`)?.n ?? 0]),
    );
    const changes = db.get<{ value: number }>(`SELECT value FROM counter WHERE name = 'changes'`)?.value ?? 0;
    const said = STAMP.map((sql) => db.all(sql));
    return {
      stamp: stampOf(said, rows, changes),
      rows,
      changes,
      listings: changes,
      mock: db.get<{ value: string }>(`SELECT value FROM meta WHERE name = 'mock'`)?.value,
      names: [...this.#names].map(([id, name]) => ({ id, name })),
    };
  }

  held(): readonly string[] {
    return heldRuns(this.#db).map(({ run }) => run);
  }

  *rows(table: CopiedTable, after: CopiedRow | undefined): Generator<CopiedRow, void> {
    const { name, key, columns } = table;
    const read = columns.map((column) => (MISSING.has(`${name}.${column}`) ? `NULL AS ${column}` : `"${column}"`));
    const keys = key.map((column) => `"${column}"`).join(', ');
    const where = after === undefined ? '' : `WHERE (${keys}) > (${key.map(() => '?').join(', ')})`;
    const values = after === undefined ? [] : after;
    const sql = `SELECT ${read.join(', ')} FROM ${name} ${where} ORDER BY ${keys}`;
    for (const row of this.#db.iterate<Readonly<Record<string, Cell>>>(sql, ...values))
      yield this.#neutral(table, Object.values(row));
  }

  *contents(after: string | undefined): Generator<{ readonly sha256: string }, void> {
    yield* this.#db.iterate<{ sha256: string }>(
      `SELECT sha256 FROM (SELECT sha256 FROM attachments UNION ${REPLACED_FILES}) WHERE sha256 > ? ORDER BY sha256`,
      after ?? '',
    );
  }

  content(sha256: string): AsyncIterable<Uint8Array> {
    return readContent(this.#attachments, sha256);
  }

  digest(): string {
    return digestOf(this.#db);
  }

  async close(): Promise<void> {
    this.#db.close();
    await this.#attachments.close();
  }

  #neutral(table: CopiedTable, row: Cell[]): CopiedRow {
    const at = (column: string): number => placeOf(table, column);
    const text = (column: string): string | null => row[at(column)] as string | null;
    const spell = (column: string): void => {
      const members = text(column);
      if (members !== null) row[at(column)] = spelled(members, (id) => this.#names.get(id) ?? '');
    };
    if (table.name === 'attribute_sets') spell('members');
    if (table.name === 'runs' && text('before') !== null) row[at('before')] = beforeRun(text('before') ?? '');
    if (table.name === 'undo_rows') {
      spell('members');
      const { key, stood } = undoCells(row[at('what')] ?? null, text('stood'));
      row[at('key')] = key;
      row[at('stood')] = stood;
    }
    return row;
  }
}
