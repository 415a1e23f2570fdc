/** One way through a dump as a process of its own: `contender.ts gunzip|csv-parse|naive FILE STORE [every-context]`. Prints its figures as JSON. */
import { createReadStream } from 'node:fs';
import { DatabaseSync } from 'node:sqlite';
import { createGunzip } from 'node:zlib';
import { parse } from 'csv-parse';
import type jsonata from 'jsonata';

type Row = Readonly<Record<string, string>>;

export interface ContenderFigures {
  readonly rows: number;
  readonly kept: number;
  /** Milliseconds, without the process's start. */
  readonly duration: number;
}

const gunzipped = (path: string) =>
  createReadStream(path, { highWaterMark: 64 * 1024 }).pipe(createGunzip({ chunkSize: 256 * 1024 }));

async function gunzip(path: string): Promise<Omit<ContenderFigures, 'duration'>> {
  let bytes = 0;
  for await (const chunk of gunzipped(path)) bytes += (chunk as Buffer).length;
  return { rows: bytes === 0 ? 0 : 1, kept: 0 };
}

async function csvParse(path: string): Promise<Omit<ContenderFigures, 'duration'>> {
  let rows = 0;
  for await (const row of gunzipped(path).pipe(parse({ columns: true, trim: true }))) rows += row === undefined ? 0 : 1;
  return { rows, kept: 0 };
}

const DEFAULT_CONTEXT = ['Importance', 'Detected Identifiers', 'Detected Categories', 'Last Seen At'];
export const EVERY_CONTEXT = [
  ...DEFAULT_CONTEXT,
  'Detected By',
  'Detected At',
  'Predicted At',
  'Predicted Netblock',
  'Predicted Category',
  'Cluster',
];
const user = {
  importance_threshold: 70,
  detected_categories: ['malicious', 'phishing', 'botnet', 'backscatter'],
  filter_by_date: false,
};

/** The others do without these: their processes are not to pay for them. */
async function loadPrograms(): Promise<{
  program: (text: string) => jsonata.Expression;
  shippedReport: typeof import('./shipped-expressions.ts').shippedReport;
}> {
  const { default: parseExpression } = await import('jsonata');
  const { definitionFunctions } = await import('../../engine/expression/definition/definition-evaluator.ts');
  const { shippedReport } = await import('./shipped-expressions.ts');
  const program = (text: string): jsonata.Expression => {
    const made = parseExpression(text);
    for (const [name, definition] of Object.entries(definitionFunctions))
      made.registerFunction(name, (...args: unknown[]) => definition.call(...args));
    return made;
  };
  return { program, shippedReport };
}

/** What a first version looks like: a parser, the definition's own expressions a row, an upsert a row, a transaction a batch. */
async function naive(path: string, store: string, every: boolean): Promise<Omit<ContenderFigures, 'duration'>> {
  const { program, shippedReport } = await loadPrograms();
  const shipped = shippedReport('seclytics/predictions.yaml', 'predictions', every ? EVERY_CONTEXT : DEFAULT_CONTEXT);
  const filters = shipped.filters.map(program);
  const mapping = program(shipped.mapping);
  const db = new DatabaseSync(store);
  db.exec(`PRAGMA journal_mode = WAL; PRAGMA synchronous = NORMAL;
    CREATE TABLE IF NOT EXISTS objects (id INTEGER PRIMARY KEY, value TEXT, subtype TEXT, updated_at TEXT, UNIQUE (value, subtype));
    CREATE TABLE IF NOT EXISTS attributes (object_id INTEGER, name TEXT, value TEXT, updated_at TEXT, UNIQUE (object_id, name, value));`);
  const object = db.prepare(
    'INSERT INTO objects (value, subtype, updated_at) VALUES (?, ?, ?) ON CONFLICT DO UPDATE SET updated_at = excluded.updated_at RETURNING id',
  );
  const attribute = db.prepare(
    'INSERT INTO attributes VALUES (?, ?, ?, ?) ON CONFLICT DO UPDATE SET updated_at = excluded.updated_at',
  );
  const write = (batch: readonly Mapped[]): void => {
    db.exec('BEGIN');
    const now = new Date().toISOString();
    for (const { value, subtype, attributes } of batch) {
      const { id } = object.get(value, subtype, now) as { id: number };
      for (const [name, given] of Object.entries(attributes))
        for (const text of [given].flat()) if (text !== '') attribute.run(id, name, String(text), now);
    }
    db.exec('COMMIT');
  };
  const bindings = { user, run: { since: new Date().toISOString() } };
  let rows = 0;
  let kept = 0;
  let batch: Mapped[] = [];
  const stays = async (row: Row): Promise<boolean> => {
    for (const filter of filters) if ((await filter.evaluate(row, bindings)) !== true) return false;
    return true;
  };
  for await (const row of gunzipped(path).pipe(parse({ columns: true, trim: true }))) {
    rows++;
    if (!(await stays(row as Row))) continue;
    kept++;
    batch.push((await mapping.evaluate(row, bindings)) as Mapped);
    if (batch.length < 1000) continue;
    write(batch);
    batch = [];
  }
  write(batch);
  db.close();
  return { rows, kept };
}

interface Mapped {
  readonly value: string;
  readonly subtype: string;
  readonly attributes: Readonly<Record<string, string | number | readonly string[]>>;
}

if (import.meta.main) {
  const [way = '', path = '', store = '', contexts = ''] = process.argv.slice(2);
  const started = performance.now();
  const figures =
    way === 'gunzip'
      ? await gunzip(path)
      : way === 'csv-parse'
        ? await csvParse(path)
        : await naive(path, store, contexts === 'every-context');
  process.stdout.write(`${JSON.stringify({ ...figures, duration: performance.now() - started } satisfies ContenderFigures)}\n`);
}
