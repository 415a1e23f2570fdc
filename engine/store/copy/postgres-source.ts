import type { PostgresAddress } from '../postgres/database/address.ts';
import { mustBeCurrent } from '../postgres/database/migrate.ts';
import { PostgresPool, type Session } from '../postgres/database/pool.ts';
import { WHOLE } from '../postgres/database/snapshot.ts';
import type { AttachmentArea } from '../attachments/area.ts';
import { readContent } from '../attachments/read-content.ts';
import { DatabaseArea } from '../postgres/attachments/database-area.ts';
import { refuseUnfinished } from '../postgres/queries/copy-mark.ts';
import { digestIn } from '../postgres/queries/digest.ts';
import { heldRuns } from '../postgres/queries/held-runs.ts';
import { REPLACED_FILES } from '../postgres/queries/maintenance.ts';
import { COPIED_TABLES, type CopiedTable } from './copied-tables.ts';
import type { CopiedRow, CopySource, SourceFacts } from './copy-ends.ts';
import { STAMP, stampOf } from './source-stamp.ts';

const BOOLEANS: ReadonlySet<string> = new Set(['runs.keeps', 'deliveries.gone']);
/** Rows that are fetched at once: they may be long. */
const PAGE = 500;

const readOf = ({ name, columns }: CopiedTable): string =>
  columns.map((column) => (BOOLEANS.has(`${name}.${column}`) ? `"${column}"::integer` : `"${column}"`)).join(', ');
/** Numbers of changes stand beside the objects. */
const rowsOf = ({ name }: CopiedTable): string =>
  name === 'objects' ? 'objects JOIN changes ON changes.object_id = objects.id' : name;

const LAST = `SELECT (SELECT value FROM counter WHERE name = 'changes') AS changes, last_value AS listings FROM listing_numbers`;
const STEP = `SELECT seqincrement AS step FROM pg_sequence WHERE seqrelid = 'listing_numbers'::regclass`;
const CONTENTS = `SELECT sha256 FROM (SELECT sha256 FROM attachments UNION ${REPLACED_FILES}) AS c WHERE sha256 > $1 ORDER BY sha256`;

/** A store on PostgreSQL, as it is when it is opened: others may go on writing. */
export class PostgresSource implements CopySource {
  readonly shown: string;
  readonly #pool: PostgresPool;
  readonly #session: Session;
  readonly #end: () => void;
  readonly #attachments: AttachmentArea;

  private constructor(pool: PostgresPool, session: Session, end: () => void, attachments: AttachmentArea | undefined) {
    this.shown = pool.shown;
    this.#pool = pool;
    this.#session = session;
    this.#end = end;
    this.#attachments = attachments ?? new DatabaseArea(pool, {});
  }

  /** Throws EngineError `store.…` where there is no store. */
  static async open(address: PostgresAddress, attachments?: AttachmentArea): Promise<PostgresSource> {
    const pool = new PostgresPool(address);
    try {
      await mustBeCurrent(pool);
      await refuseUnfinished(pool);
      const { session, close } = await pool.own(() => undefined);
      await session.script(`BEGIN; ${WHOLE}; SET LOCAL idle_in_transaction_session_timeout = 0`);
      return new PostgresSource(pool, session, close, attachments);
    } catch (cause) {
      await pool.close();
      throw cause;
    }
  }

  async facts(): Promise<SourceFacts> {
    const session = this.#session;
    const rows = new Map<string, number>();
    for (const { name } of COPIED_TABLES)
      rows.set(name, (await session.get<{ n: number }>(`SELECT count(*) AS n FROM ${name}`))?.n ?? 0);
    const { changes = 0, listings = 0 } = (await session.get<{ changes: number; listings: number }>(LAST)) ?? {};
    const { step = 0 } = (await session.get<{ step: number }>(STEP)) ?? {};
    const said: unknown[] = [];
    for (const sql of STAMP) said.push(await session.all(sql));
    return {
      stamp: stampOf(said, rows, changes),
      rows,
      changes,
      listings: listings + step,
      mock: (await session.get<{ value: string }>(`SELECT value FROM meta WHERE name = 'mock'`))?.value,
      names: [],
    };
  }

  async held(): Promise<readonly string[]> {
    return (await heldRuns(this.#session)).map(({ run }) => run);
  }

  async *rows(table: CopiedTable, after: CopiedRow | undefined): AsyncGenerator<CopiedRow, void> {
    const keys = table.key.map((column) => `"${column}"`).join(', ');
    const where = after === undefined ? '' : `WHERE (${keys}) > (${table.key.map((_, at) => `$${at + 1}`).join(', ')})`;
    const sql = `SELECT ${readOf(table)} FROM ${rowsOf(table)} ${where} ORDER BY ${keys}`;
    for await (const row of this.#session.iterate<Readonly<Record<string, string | number | null>>>(sql, after ?? [], PAGE))
      yield Object.values(row);
  }

  contents(after: string | undefined): AsyncGenerator<{ readonly sha256: string }, void> {
    return this.#session.iterate<{ sha256: string }>(CONTENTS, [after ?? '']);
  }

  /** Of no moment: what has a hash never changes. */
  content(sha256: string): AsyncIterable<Uint8Array> {
    return readContent(this.#attachments, sha256);
  }

  digest(): Promise<string> {
    return digestIn(this.#session);
  }

  async close(): Promise<void> {
    this.#end();
    await this.#attachments.close();
    await this.#pool.close();
  }
}
