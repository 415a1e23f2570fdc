/** One way through a dump as a process of its own: `contender.ts gunzip|csv-parse|naive FILE STORE`. Prints its figures as JSON. */
import { createReadStream } from 'node:fs';
import { DatabaseSync } from 'node:sqlite';
import { createGunzip } from 'node:zlib';
import { parse } from 'csv-parse';
import jsonata from 'jsonata';

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

/** What a first version looks like: a parser, an expression a row, an upsert a row, a transaction a batch. */
async function naive(path: string, store: string): Promise<Omit<ContenderFigures, 'duration'>> {
  const filter = jsonata(
    `$number(importance) >= threshold and $exists($split(detected_categories, /[;|,]/)[$lowercase($trim($)) in $$.wanted])`,
  );
  const mapping = jsonata(
    `{"value": ip, "attributes": [
      $number(importance) ~> function($v) {{"name": "Importance", "value": $string($v)}},
      $split(detected_identifiers, /[;|,]/)[$ != ""].{"name": "Detected Identifiers", "value": $trim($)},
      $split(detected_categories, /[;|,]/)[$ != ""].{"name": "Detected Categories", "value": $trim($)},
      {"name": "Last Seen At", "value": last_seen_at}]}`,
  );
  const db = new DatabaseSync(store);
  db.exec(`PRAGMA journal_mode = WAL; PRAGMA synchronous = NORMAL;
    CREATE TABLE IF NOT EXISTS objects (id INTEGER PRIMARY KEY, value TEXT UNIQUE, updated_at TEXT);
    CREATE TABLE IF NOT EXISTS attributes (object_id INTEGER, name TEXT, value TEXT, updated_at TEXT, UNIQUE (object_id, name, value));`);
  const object = db.prepare(
    'INSERT INTO objects (value, updated_at) VALUES (?, ?) ON CONFLICT (value) DO UPDATE SET updated_at = excluded.updated_at RETURNING id',
  );
  const attribute = db.prepare(
    'INSERT INTO attributes VALUES (?, ?, ?, ?) ON CONFLICT DO UPDATE SET updated_at = excluded.updated_at',
  );
  const write = (batch: readonly Mapped[]): void => {
    db.exec('BEGIN');
    const now = new Date().toISOString();
    for (const { value, attributes } of batch) {
      const { id } = object.get(value, now) as { id: number };
      for (const { name, value: text } of attributes) attribute.run(id, name, text, now);
    }
    db.exec('COMMIT');
  };
  let rows = 0;
  let kept = 0;
  let batch: Mapped[] = [];
  const threshold = Number(process.env['THRESHOLD'] ?? 70);
  const wanted = ['malicious', 'phishing', 'botnet', 'backscatter'];
  for await (const row of gunzipped(path).pipe(parse({ columns: true, trim: true }))) {
    rows++;
    if ((await filter.evaluate({ ...(row as Row), threshold, wanted })) !== true) continue;
    kept++;
    batch.push((await mapping.evaluate(row)) as Mapped);
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
  readonly attributes: readonly { readonly name: string; readonly value: string }[];
}

if (import.meta.main) {
  const [way = '', path = '', store = ''] = process.argv.slice(2);
  const started = performance.now();
  const figures = way === 'gunzip' ? await gunzip(path) : way === 'csv-parse' ? await csvParse(path) : await naive(path, store);
  process.stdout.write(`${JSON.stringify({ ...figures, duration: performance.now() - started } satisfies ContenderFigures)}\n`);
}
