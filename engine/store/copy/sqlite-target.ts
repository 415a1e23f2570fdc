import { existsSync, rmSync } from 'node:fs';
import { Database } from '../../disk/database.ts';
import { RowsWriter } from '../../disk/batched-rows.ts';
import type { AttachmentArea } from '../attachments/area.ts';
import { FolderArea } from '../attachments/folder-area.ts';
import { AttributeNames } from '../sqlite/database/attribute-names.ts';
import { readCopyMark, writeCopyMark } from '../sqlite/database/copy-mark.ts';
import { StoreFiles } from '../sqlite/database/store-files.ts';
import { digestOf } from '../sqlite/queries/digest.ts';
import { openStore } from '../sqlite/open-store.ts';
import { beforeRunOfSqlite, numbered, undoTextOfSqlite } from './copied-cells.ts';
import { COPIED_TABLES, placeOf, type CopiedTable } from './copied-tables.ts';
import type { Cell, CopiedRow, CopyPosition, CopyTarget, SourceFacts } from './copy-ends.ts';
import { movedMeanwhile, notEmpty } from './copy-failures.ts';
import { markOf, positionIn } from './position-mark.ts';

/** Indexes of many rows are made in no order: what fits in here is written once. */
const CACHE = 'PRAGMA cache_size = -65536';
const MISSING: ReadonlySet<string> = new Set(['undo_rows.key']);

/** A store in a file that is being made of another one. */
export class SqliteTarget implements CopyTarget {
  readonly shown: string;
  readonly #path: string;
  readonly #attachments: AttachmentArea;
  #opened: { readonly db: Database; readonly names: AttributeNames } | undefined;
  /** As this process has read or written it last. */
  #mark: string | undefined;

  constructor(path: string, attachments?: AttachmentArea) {
    const files = new StoreFiles(path, true);
    this.shown = path;
    this.#path = path;
    this.#attachments = attachments ?? new FolderArea(() => files.attachments);
  }

  position(): CopyPosition | undefined {
    if (!existsSync(this.#path)) return undefined;
    this.#open();
    this.#mark = readCopyMark(this.#db);
    if (this.#mark !== undefined) return positionIn(this.#mark);
    const isEmpty = COPIED_TABLES.every(({ name }) => this.#db.get(`SELECT 1 AS n FROM ${name} LIMIT 1`) === undefined);
    if (!isEmpty) throw notEmpty(this.shown);
    return undefined;
  }

  begin(position: CopyPosition, { names }: SourceFacts): void {
    this.#shut();
    for (const end of ['', '-wal', '-shm']) rmSync(`${this.#path}${end}`, { force: true });
    this.#open();
    this.#db.transaction(() => {
      for (const { id, name } of names) this.#db.run('INSERT INTO names (id, name) VALUES (?, ?)', id, name);
      this.#put(position);
    }, true);
  }

  write(table: CopiedTable, rows: readonly CopiedRow[], position: CopyPosition, { changes, listings }: SourceFacts): void {
    // In a file numbers of listings are those of changes.
    const shift = Math.min(0, changes - listings);
    // Outside of the transaction: what is remembered of names stays right whatever becomes of it.
    const own = rows.map((row) => this.#own(table, row, shift));
    const columns = table.columns.filter((column) => !MISSING.has(`${table.name}.${column}`)).map((column) => `"${column}"`);
    this.#db.transaction(() => {
      this.#move(position);
      const writer = new RowsWriter(this.#db, { columns, before: (some) => `INSERT INTO ${table.name} (${some})` });
      for (const row of own) writer.add(row);
      writer.flush();
    });
  }

  async putContent(bytes: AsyncIterable<Uint8Array>, position: CopyPosition): Promise<void> {
    await this.#attachments.put(bytes, Number.MAX_SAFE_INTEGER);
    this.#db.transaction(() => this.#move(position));
  }

  settle({ changes, mock }: SourceFacts): void {
    this.#db.transaction(() => {
      this.#db.run(`UPDATE counter SET value = ? WHERE name = 'changes'`, changes);
      if (mock !== undefined) this.#db.run(`INSERT OR REPLACE INTO meta VALUES ('mock', ?)`, mock);
    }, true);
  }

  counts(): ReadonlyMap<string, number> {
    const count = (name: string): number => this.#db.get<{ n: number }>(`SELECT count(*) AS n FROM ${name}`)?.n ?? 0;
    return new Map(COPIED_TABLES.map(({ name }) => [name, count(name)]));
  }

  digest(): string {
    return digestOf(this.#db);
  }

  open(): void {
    this.#db.transaction(() => writeCopyMark(this.#db, undefined), true);
  }

  async close(): Promise<void> {
    this.#shut();
    await this.#attachments.close();
  }

  #shut(): void {
    this.#opened?.db.close();
    this.#opened = undefined;
  }

  get #db(): Database {
    return this.#open().db;
  }

  /** Made where it is missing. */
  #open(): { readonly db: Database; readonly names: AttributeNames } {
    if (this.#opened !== undefined) return this.#opened;
    void openStore({ path: this.#path, isCopy: true }).close();
    const db = new Database(this.#path);
    db.exec(`${CACHE}; PRAGMA synchronous = NORMAL`);
    this.#opened = { db, names: new AttributeNames(db, true) };
    return this.#opened;
  }

  #move(position: CopyPosition): void {
    if (readCopyMark(this.#db) !== this.#mark) throw movedMeanwhile(this.shown);
    this.#put(position);
  }

  #put(position: CopyPosition): void {
    this.#mark = markOf(position);
    writeCopyMark(this.#db, this.#mark);
  }

  #own(table: CopiedTable, row: CopiedRow, shift: number): Cell[] {
    const own = [...row];
    const at = (column: string): number => placeOf(table, column);
    const text = (column: string): string | null => own[at(column)] as string | null;
    const set = (column: string, change: (text: string) => string): void => {
      const before = text(column);
      if (before !== null) own[at(column)] = change(before);
    };
    if (table.name === 'listings') own[at('seq')] = (own[at('seq')] as number) + shift;
    if (table.name === 'attribute_sets') set('members', (members) => this.#numbered(members));
    if (table.name === 'runs') set('before', beforeRunOfSqlite);
    if (table.name === 'undo_rows') {
      set('members', (members) => this.#numbered(members));
      const cells = { key: text('key'), stood: text('stood') };
      own[at('stood')] = undoTextOfSqlite(own[at('what')] ?? null, cells, shift);
      own.splice(at('key'), 1);
    }
    return own;
  }

  #numbered(members: string): string {
    const { names } = this.#open();
    // The form of a number is NUL and the number.
    const formOf = (name: string): string => names.stored(name);
    return numbered(members, (name) => (formOf(name) === name ? undefined : Number(formOf(name).slice(1))));
  }
}
