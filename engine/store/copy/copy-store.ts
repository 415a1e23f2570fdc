import type { Awaitable } from '../contract/awaitable.ts';
import { parsePostgresAddress } from '../postgres/database/address.ts';
import type { StoreAddress } from '../open.ts';
import { COPIED_TABLES, placeOf, type CopiedTable } from './copied-tables.ts';
import type { CopiedRow, CopyPosition, CopySource, CopyTarget, SourceFacts } from './copy-ends.ts';
import { beganElsewhere, differs, holdsWindows, interrupted } from './copy-failures.ts';
import { PostgresSource } from './postgres-source.ts';
import { PostgresTarget } from './postgres-target.ts';
import { SqliteSource } from './sqlite-source.ts';
import { SqliteTarget } from './sqlite-target.ts';

/** Rows of one transaction, and about how many characters at most. */
const BATCH_ROWS = 4000;
const BATCH_TEXT = 4 * 1024 * 1024;
const CONTENTS = 'contents';

export interface CopyProgress {
  /** The table; contents of attachments, and what is compared at the end, are parts as well. */
  readonly part: string;
  readonly rows: number;
  readonly of: number;
}

export interface CopyWatcher {
  readonly signal: AbortSignal;
  /** Contents of attachments lie where both stores find them. */
  readonly leavesContents?: boolean | undefined;
  readonly onProgress?: ((progress: CopyProgress) => void) | undefined;
  /** Of the moments at which a crash would leave something behind, before each. */
  readonly onStep?: ((name: string) => void) | undefined;
}

export interface Copied {
  readonly from: string;
  readonly to: string;
  readonly rows: number;
  readonly objects: number;
  /** Of both. */
  readonly digest: string;
  /** It went on with one that was broken off. */
  readonly resumed: boolean;
  /** One that was broken off was begun anew, since the source was written meanwhile. */
  readonly begunAnew: boolean;
}

const sourceAt = (address: StoreAddress): Awaitable<CopySource> =>
  address.kind === 'postgres'
    ? PostgresSource.open(parsePostgresAddress(address.text), address.attachments)
    : new SqliteSource(address.path, address.attachments);

const targetAt = (address: StoreAddress): CopyTarget =>
  address.kind === 'postgres'
    ? new PostgresTarget(parsePostgresAddress(address.text), address.attachments)
    : new SqliteTarget(address.path, address.attachments);

/**
 * Copies all that a store holds, as it is at one moment, to one that is not there yet; batch by batch, each with its position, so that
 * one that is broken off at any instant is gone on with by the next. Until its end, when both digests are the same, the target is closed
 * to everybody else. What is sealed and not applied is fetched again by the first run on the copy.
 */
export const copyStore = async (from: StoreAddress, to: StoreAddress, watcher: CopyWatcher): Promise<Copied> => {
  const source = await sourceAt(from);
  const target = targetAt(to);
  try {
    return await new StoreCopy(source, target, watcher).run();
  } finally {
    await target.close();
    await source.close();
  }
};

class StoreCopy {
  readonly #source: CopySource;
  readonly #target: CopyTarget;
  readonly #watcher: CopyWatcher;

  constructor(source: CopySource, target: CopyTarget, watcher: CopyWatcher) {
    this.#source = source;
    this.#target = target;
    this.#watcher = watcher;
  }

  async run(): Promise<Copied> {
    const held = await this.#source.held();
    if (held.length > 0) throw holdsWindows(this.#source.shown, held);
    const facts = await this.#source.facts();
    const found = await this.#target.position();
    if (found !== undefined && found.from !== this.#source.shown) throw beganElsewhere(this.#target.shown, found.from);
    const isSame = found?.stamp === facts.stamp;
    const part = COPIED_TABLES[0]?.name ?? CONTENTS;
    const first = { from: this.#source.shown, stamp: facts.stamp, part, after: undefined, rows: 0 };
    const start: CopyPosition = found !== undefined && isSame ? found : first;
    if (!isSame) {
      this.#step('begin');
      await this.#target.begin(start, facts);
    }
    await this.#copyFrom(start, facts);
    const digest = await this.#compare(facts);
    this.#step('open');
    await this.#target.open();
    return {
      from: this.#source.shown,
      to: this.#target.shown,
      rows: [...facts.rows.values()].reduce((sum, count) => sum + count, 0),
      objects: facts.rows.get('objects') ?? 0,
      digest,
      resumed: isSame,
      begunAnew: found !== undefined && !isSame,
    };
  }

  async #copyFrom(start: CopyPosition, facts: SourceFacts): Promise<void> {
    const parts = [...COPIED_TABLES.map(({ name }) => name), CONTENTS];
    const from = (part: string): CopyPosition => (part === start.part ? start : { ...start, part, after: undefined, rows: 0 });
    for (const table of COPIED_TABLES.slice(parts.indexOf(start.part))) await this.#copyTable(table, from(table.name), facts);
    if (this.#watcher.leavesContents !== true) await this.#copyContents(from(CONTENTS));
    this.#step('settle');
    await this.#target.settle(facts);
  }

  async #copyTable(table: CopiedTable, start: CopyPosition, facts: SourceFacts): Promise<void> {
    const of = facts.rows.get(table.name) ?? 0;
    let { rows } = start;
    for await (const batch of batchesOf(this.#source.rows(table, start.after))) {
      this.#mayGoOn();
      this.#step(table.name);
      const last = batch.at(-1) as CopiedRow;
      const after = table.key.map((column) => last[placeOf(table, column)] ?? null);
      rows += batch.length;
      await this.#target.write(table, batch, { ...start, after, rows }, facts);
      this.#watcher.onProgress?.({ part: table.name, rows, of });
      // Between two files nothing is waited for: whoever wants to end it must get a turn.
      await new Promise((done) => setImmediate(done));
    }
  }

  async #copyContents(start: CopyPosition): Promise<void> {
    const [after] = start.after ?? [];
    let { rows } = start;
    for await (const { sha256 } of this.#source.contents(typeof after === 'string' ? after : undefined)) {
      this.#mayGoOn();
      this.#step(CONTENTS);
      rows += 1;
      await this.#target.putContent(this.#source.content(sha256), { ...start, after: [sha256], rows });
      this.#watcher.onProgress?.({ part: CONTENTS, rows, of: rows });
    }
  }

  /** Gives the digest of both. */
  async #compare({ rows }: SourceFacts): Promise<string> {
    const counts = await this.#target.counts();
    for (const [name, count] of rows)
      if (counts.get(name) !== count) throw differs(this.#target.shown, `of ${name} it has ${counts.get(name)} of ${count} rows`);
    this.#watcher.onProgress?.({ part: 'digest', rows: 0, of: 2 });
    const own = await this.#source.digest();
    this.#mayGoOn();
    this.#watcher.onProgress?.({ part: 'digest', rows: 1, of: 2 });
    const copied = await this.#target.digest();
    if (own !== copied) throw differs(this.#target.shown, `its digest is ${copied}, not ${own}`);
    return own;
  }

  #mayGoOn(): void {
    if (this.#watcher.signal.aborted) throw interrupted(this.#target.shown);
  }

  #step(name: string): void {
    this.#watcher.onStep?.(name);
  }
}

async function* batchesOf(rows: AsyncIterable<CopiedRow> | Iterable<CopiedRow>): AsyncGenerator<readonly CopiedRow[], void> {
  let batch: CopiedRow[] = [];
  let text = 0;
  for await (const row of rows) {
    batch.push(row);
    for (const cell of row) text += typeof cell === 'string' ? cell.length : 8;
    if (batch.length < BATCH_ROWS && text < BATCH_TEXT) continue;
    yield batch;
    batch = [];
    text = 0;
  }
  if (batch.length > 0) yield batch;
}
