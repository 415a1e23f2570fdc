import { withoutNul } from '../../object/stored-text.ts';
import { copyRows } from '../postgres/apply/copy-rows.ts';
import type { PostgresAddress } from '../postgres/database/address.ts';
import { migrate } from '../postgres/database/migrate.ts';
import { PostgresPool, type Session } from '../postgres/database/pool.ts';
import type { AttachmentArea } from '../attachments/area.ts';
import { DatabaseArea } from '../postgres/attachments/database-area.ts';
import { readCopyMark, writeCopyMark } from '../postgres/queries/copy-mark.ts';
import { digestOf } from '../postgres/queries/digest.ts';
import { CHANGE_STEP } from '../rows/change-moments.ts';
import { COPIED_TABLES, placeOf, type CopiedTable } from './copied-tables.ts';
import type { CopiedRow, CopyPosition, CopyTarget, SourceFacts } from './copy-ends.ts';
import { movedMeanwhile, notEmpty } from './copy-failures.ts';
import { markOf, positionIn } from './position-mark.ts';

/** Tables whose numbers the database gives. */
const IDENTITIES = ['kinds', 'words', 'sources', 'instances', 'runs', 'documents', 'action_runs', 'destinations'] as const;
const EMPTIED = [...COPIED_TABLES.map(({ name }) => name), 'changes', 'contents'].join(', ');
const ANYTHING = COPIED_TABLES.map(({ name }) => `EXISTS (SELECT 1 FROM ${name})`).join(' OR ');

const COUNTER = `UPDATE counter SET value = $1::bigint, free_at = greatest(free_at, coalesce(
    (SELECT at + ($1::bigint + 1 - first) * ${CHANGE_STEP} FROM change_times ORDER BY first DESC LIMIT 1), 0)) WHERE name = 'changes'`;
const behind = (sequence: string, last: string): string => `SELECT setval('${sequence}', greatest(1, (${last})))`;
const IDENTITY = (table: string): string =>
  `SELECT setval(pg_get_serial_sequence('${table}', 'id'), last) FROM (SELECT max(id) AS last FROM ${table}) AS t WHERE last IS NOT NULL`;

/** A store on PostgreSQL that is being made of another one. */
export class PostgresTarget implements CopyTarget {
  readonly shown: string;
  readonly #pool: PostgresPool;
  readonly #attachments: AttachmentArea;
  /** As this process has read or written it last. */
  #mark: string | undefined;

  constructor(address: PostgresAddress, attachments?: AttachmentArea) {
    this.#pool = new PostgresPool(address);
    this.#attachments = attachments ?? new DatabaseArea(this.#pool, {});
    this.shown = this.#pool.shown;
  }

  async position(): Promise<CopyPosition | undefined> {
    await migrate(this.#pool);
    this.#mark = await readCopyMark(this.#pool);
    if (this.#mark !== undefined) return positionIn(this.#mark);
    const { is = false } = (await this.#pool.get<{ is: boolean }>(`SELECT ${ANYTHING} AS is`)) ?? {};
    if (is) throw notEmpty(this.shown);
    return undefined;
  }

  async begin(position: CopyPosition): Promise<void> {
    await this.#pool.transaction(async (session) => {
      await this.#move(session, position);
      await session.run(`TRUNCATE ${EMPTIED}`);
    });
  }

  async write(table: CopiedTable, rows: readonly CopiedRow[], position: CopyPosition): Promise<void> {
    const clean = rows.map((row) => row.map((cell) => (typeof cell === 'string' ? withoutNul(cell) : cell)));
    await this.#pool.transaction(async (session) => {
      await this.#move(session, position);
      if (table.name !== 'objects') return copyRows(session, table.name, table.columns, clean);
      const [id, seq] = [placeOf(table, 'id'), placeOf(table, 'seq')];
      const columns = table.columns.toSpliced(seq, 1);
      await copyRows(
        session,
        'objects',
        columns,
        clean.map((row) => row.toSpliced(seq, 1)),
      );
      await copyRows(
        session,
        'changes',
        ['object_id', 'seq'],
        clean.map((row) => [row[id] ?? null, row[seq] ?? null]),
      );
    });
  }

  async putContent(bytes: AsyncIterable<Uint8Array>, position: CopyPosition): Promise<void> {
    await this.#attachments.put(bytes, Number.MAX_SAFE_INTEGER);
    await this.#pool.transaction((session) => this.#move(session, position));
  }

  async settle({ changes, listings, mock }: SourceFacts): Promise<void> {
    await this.#pool.transaction(async (session) => {
      await session.run(COUNTER, [changes]);
      await session.script(
        [
          ...IDENTITIES.map(IDENTITY),
          behind('object_numbers', 'SELECT max(id) FROM objects'),
          behind('listing_numbers', `SELECT ${listings}::bigint`),
        ].join('; '),
      );
      if (mock !== undefined) await session.run(`INSERT INTO meta VALUES ('mock', $1) ON CONFLICT (name) DO NOTHING`, [mock]);
    });
    // What is asked next should not be planned as if nothing were there.
    for (const { name } of COPIED_TABLES) await this.#pool.run(`ANALYZE ${name}`);
    await this.#pool.run('ANALYZE changes');
  }

  async counts(): Promise<ReadonlyMap<string, number>> {
    const counts = new Map<string, number>();
    for (const { name } of COPIED_TABLES)
      counts.set(name, (await this.#pool.get<{ n: number }>(`SELECT count(*) AS n FROM ${name}`))?.n ?? 0);
    return counts;
  }

  digest(): Promise<string> {
    return digestOf(this.#pool);
  }

  open(): Promise<void> {
    return writeCopyMark(this.#pool, undefined);
  }

  async close(): Promise<void> {
    await this.#attachments.close();
    await this.#pool.close();
  }

  /** Whoever copies beside waits here for the end of this batch, and finds it moved. */
  async #move(session: Session, position: CopyPosition): Promise<void> {
    await session.run('LOCK TABLE meta IN SHARE ROW EXCLUSIVE MODE');
    if ((await readCopyMark(session)) !== this.#mark) throw movedMeanwhile(this.shown);
    this.#mark = markOf(position);
    await writeCopyMark(session, this.#mark);
  }
}
