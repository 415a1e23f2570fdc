/** Makes dumps of any size in the layout of the Seclytics guide: the same options give the same bytes. */
import { createWriteStream } from 'node:fs';
import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { parseArgs } from 'node:util';
import { createGzip } from 'node:zlib';

export interface DumpOptions {
  readonly rows: number;
  /** Share of rows that the default filters keep: importance from 70, and a category of the default list. */
  readonly kept?: number;
  /** Share of rows with quoted cells. */
  readonly quoted?: number;
  /** Share of rows whose address an earlier row has already. */
  readonly repeated?: number;
  /** Every so many rows one was last seen at another time than in the dump without this. */
  readonly changedEvery?: number;
  readonly format?: 'csv' | 'ndjson' | 'json';
  readonly seed?: number;
}

export const COLUMNS = [
  'ip',
  'predicted_at',
  'predicted_netblock',
  'predicted_category',
  'cluster',
  'detected_by',
  'detected_identifiers',
  'detected_categories',
  'detected_at',
  'last_seen_at',
  'importance',
] as const;

const WANTED = ['malicious', 'phishing', 'botnet', 'backscatter'] as const;
const OTHER = ['spam', 'scanner', 'proxy', 'bruteforce', 'tor', 'suspicious'] as const;
const DETECTORS = [
  'uceptect_level2',
  'blocklist_net_ua',
  'stopforumspam_7',
  'dshield_30d',
  'cleantalk_updated',
  'greensnow',
] as const;
/** Addresses of one netblock stand together, as in a real dump. */
const BLOCK = 32;
const CHUNK = 128 * 1024;

/** Text of the dump, in pieces of about 128 KiB. */
export function* dumpText(options: DumpOptions): Generator<string> {
  const { rows, format = 'csv' } = options;
  const row = rowMaker(options);
  let text = format === 'csv' ? `${COLUMNS.join(',')}\n` : format === 'json' ? '[' : '';
  for (let index = 0; index < rows; index++) {
    const cells = row(index);
    if (format === 'csv') text += csvLine(cells);
    else text += format === 'ndjson' ? `${jsonText(cells)}\n` : (index === 0 ? '' : ',\n') + jsonText(cells);
    if (text.length < CHUNK) continue;
    yield text;
    text = '';
  }
  yield format === 'json' ? `${text}]\n` : text;
}

/** Writes the dump, gzipped where the path ends in `.gz`. */
export const writeDump = async (path: string, options: DumpOptions): Promise<void> => {
  const text = Readable.from(dumpText(options), { objectMode: false });
  const file = createWriteStream(path);
  await (path.endsWith('.gz') ? pipeline(text, createGzip({ chunkSize: 64 * 1024 }), file) : pipeline(text, file));
};

type Row = Readonly<Record<(typeof COLUMNS)[number], string>>;

const rowMaker = ({
  kept = 0.008,
  quoted = 0.05,
  repeated = 0,
  changedEvery = Infinity,
  seed = 1,
}: DumpOptions): ((index: number) => Row) => {
  const random = randomFrom(seed);
  const pick = <T>(list: readonly T[]): T => list[Math.floor(random() * list.length)] as T;
  let block = { number: -1, predictedAt: '', cluster: '', by: '' };
  return (index) => {
    const source = repeated > 0 && index > 0 && random() < repeated ? Math.floor(random() * index) : index;
    if (Math.floor(index / BLOCK) !== block.number)
      block = {
        number: Math.floor(index / BLOCK),
        predictedAt: time(random() * 1800),
        cluster: hex(random, 40),
        by: pick(DETECTORS),
      };
    const keep = random() < kept;
    const listed = random() < quoted;
    const category = keep ? pick(WANTED) : pick(OTHER);
    const { ip, netblock } = address(source);
    return {
      ip,
      predicted_at: block.predictedAt,
      predicted_netblock: netblock,
      predicted_category: category,
      cluster: block.cluster,
      detected_by: block.by,
      detected_identifiers: listed && random() < 0.5 ? `"${pick(DETECTORS)}", rule ${Math.floor(random() * 100)}` : '',
      detected_categories: listed ? `${category},${keep ? pick(WANTED) : pick(OTHER)}` : category,
      detected_at: time(1800 + Math.floor(random() * 20)),
      last_seen_at: time(2400 + Math.floor(random() * 30) + ((index + 1) % changedEvery === 0 ? 30 : 0)),
      importance: String(Math.floor(keep ? 70 + random() * 31 : random() < 0.05 ? 70 + random() * 31 : random() * 70)),
    };
  };
};

/** Different for every number below 2^27, away from private networks. */
const address = (number: number): { ip: string; netblock: string } => {
  const net = 0x2d0000 + ((Math.floor(number / BLOCK) * 40503) % 0x400000);
  const prefix = `${net >> 16}.${(net >> 8) & 255}.${net & 255}`;
  return { ip: `${prefix}.${number % BLOCK}`, netblock: `${prefix}.0/24` };
};

/** Days after the beginning of 2018. */
const time = (days: number): string =>
  new Date(Date.UTC(2018, 0, 1) + Math.floor(days * 86_400) * 1000).toISOString().slice(0, 19);

const hex = (random: () => number, length: number): string => {
  let text = '';
  while (text.length < length)
    text += Math.floor(random() * 0x100000000)
      .toString(16)
      .padStart(8, '0');
  return text.slice(0, length);
};

const csvLine = (row: Row): string => {
  let line = '';
  for (const column of COLUMNS) {
    const cell = row[column];
    const plain = column !== 'detected_identifiers' && column !== 'detected_categories';
    line += (line === '' ? '' : ',') + (plain || !/[",\n]/.test(cell) ? cell : `"${cell.replaceAll('"', '""')}"`);
  }
  return `${line}\n`;
};

const jsonText = (row: Row): string =>
  JSON.stringify({
    ...row,
    detected_identifiers: row.detected_identifiers === '' ? null : row.detected_identifiers,
    detected_categories: row.detected_categories.split(','),
    importance: Number(row.importance),
  });

/** mulberry32. */
const randomFrom = (seed: number): (() => number) => {
  let state = seed >>> 0;
  return () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 0x100000000;
  };
};

if (import.meta.main) {
  const { values } = parseArgs({
    options: {
      rows: { type: 'string', default: '1000000' },
      out: { type: 'string' },
      kept: { type: 'string', default: '0.008' },
      quoted: { type: 'string', default: '0.05' },
      repeated: { type: 'string', default: '0' },
      format: { type: 'string', default: 'csv' },
      seed: { type: 'string', default: '1' },
    },
  });
  const { out, format } = values;
  if (out === undefined || (format !== 'csv' && format !== 'ndjson' && format !== 'json')) {
    process.stderr.write(
      'make-dump --out FILE[.gz] [--rows N] [--kept 0..1] [--quoted 0..1] [--repeated 0..1] [--format csv|ndjson|json] [--seed N]\n',
    );
    process.exitCode = 2;
  } else {
    const { rows, kept, quoted, repeated, seed } = values;
    await writeDump(out, {
      rows: Number(rows),
      kept: Number(kept),
      quoted: Number(quoted),
      repeated: Number(repeated),
      format,
      seed: Number(seed),
    });
  }
}
