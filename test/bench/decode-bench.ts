/** Decompressing and finding rows: gunzip alone, csv-parse and the engine's decoders on the same file, in one run. */
import { createReadStream } from 'node:fs';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { performance } from 'node:perf_hooks';
import { createGunzip } from 'node:zlib';
import { parse } from 'csv-parse';
import { decodeBody } from '../../engine/components/decoders/chain/chain.ts';
import type { DecodeContext, Prefilter } from '../../engine/components/decoders/decoder.ts';
import { writeDump } from './make-dump.ts';

export interface DecodeFigures {
  readonly name: string;
  /** Median, in ms. */
  readonly duration: number;
  readonly rowsPerSecond: number;
  /** Duration as a multiple of gunzip alone. */
  readonly timesGunzip: number;
  readonly records: number;
}

/** The filters of the guide by hand; what they cost is no part of the measurement. */
const WANTED = new Set(['malicious', 'phishing', 'botnet', 'backscatter']);
const prefilter: Prefilter = {
  columns: ['importance', 'detected_categories'],
  around: (stretch) => stretch(),
  test: (record) =>
    Number(record['importance']) >= 70 &&
    String(record['detected_categories'])
      .split(',')
      .some((one) => WANTED.has(one)),
};

const context = (filter: Prefilter | undefined): DecodeContext => ({
  path: [],
  entriesAs: undefined,
  item: [],
  as: undefined,
  columns: undefined,
  orEmpty: false,
  dropNulls: true,
  maxRecord: Number.MAX_SAFE_INTEGER,
  maxBytes: Number.MAX_SAFE_INTEGER,
  prefilter: filter,
  contentType: undefined,
  signal: new AbortController().signal,
});

const compressed = (path: string): ReturnType<typeof createReadStream> => createReadStream(path, { highWaterMark: 64 * 1024 });

const gunzipAlone = async (path: string): Promise<number> => {
  let bytes = 0;
  for await (const chunk of compressed(path).pipe(createGunzip({ chunkSize: 256 * 1024 }))) bytes += (chunk as Buffer).length;
  return bytes;
};

const csvParse = async (path: string): Promise<number> => {
  let kept = 0;
  const rows = compressed(path)
    .pipe(createGunzip({ chunkSize: 256 * 1024 }))
    .pipe(parse({ columns: true }));
  for await (const row of rows) if (prefilter.test(row as Record<string, unknown>)) kept++;
  return kept;
};

const ours = async (path: string, filter: Prefilter | undefined): Promise<number> => {
  const uses = [
    { kind: 'gzip', options: {}, sniff: true },
    { kind: 'auto', options: {}, sniff: false },
  ];
  const decoded = await decodeBody(compressed(path), uses, context(filter));
  let kept = 0;
  for await (const { records } of decoded.batches) kept += records.length;
  return kept;
};

/** Each way `runs` times, taking turns, so that a busy moment of the machine does not fall on one alone. */
export const decodeBench = async (options: { rows: number; runs?: number; reference?: boolean }): Promise<DecodeFigures[]> => {
  const { rows, runs = 5, reference = true } = options;
  const folder = await mkdtemp(join(tmpdir(), 'feedwright-bench-'));
  try {
    const csv = join(folder, 'dump.csv.gz');
    const ndjson = join(folder, 'dump.ndjson.gz');
    await writeDump(csv, { rows });
    await writeDump(ndjson, { rows, format: 'ndjson' });
    const ways: readonly { name: string; run: () => Promise<number> }[] = [
      { name: 'gunzip alone', run: () => gunzipAlone(csv) },
      ...(reference ? [{ name: 'gunzip, csv-parse, filter', run: () => csvParse(csv) }] : []),
      { name: 'decoders, CSV, filter', run: () => ours(csv, prefilter) },
      { name: 'decoders, CSV, every row', run: () => ours(csv, undefined) },
      { name: 'decoders, NDJSON, every row', run: () => ours(ndjson, undefined) },
    ];
    const times = ways.map(() => [] as number[]);
    const results: number[] = [];
    for (let run = 0; run < runs; run++)
      for (const [index, way] of ways.entries()) {
        const begun = performance.now();
        results[index] = await way.run();
        times[index]?.push(performance.now() - begun);
      }
    const medians = times.map((list) => list.toSorted((a, b) => a - b)[Math.floor(list.length / 2)] ?? 0);
    return ways.map(({ name }, index) => {
      const duration = medians[index] ?? 0;
      return {
        name,
        duration,
        rowsPerSecond: (rows / duration) * 1000,
        timesGunzip: duration / (medians[0] ?? 1),
        records: index === 0 ? 0 : (results[index] ?? 0),
      };
    });
  } finally {
    await rm(folder, { recursive: true });
  }
};

export const decodeTable = (figures: readonly DecodeFigures[]): string =>
  [
    `${'way'.padEnd(30)}${'ms'.padStart(8)}${'k rows/s'.padStart(10)}${'x gunzip'.padStart(10)}${'records'.padStart(10)}`,
    ...figures.map(
      ({ name, duration, rowsPerSecond, timesGunzip, records }) =>
        `${name.padEnd(30)}${duration.toFixed(0).padStart(8)}${(rowsPerSecond / 1000).toFixed(0).padStart(10)}${timesGunzip.toFixed(2).padStart(10)}${String(records).padStart(10)}`,
    ),
  ].join('\n');

if (import.meta.main) {
  const rows = Number(process.argv[2] ?? 1_000_000);
  process.stdout.write(`${decodeTable(await decodeBench({ rows }))}\n`);
}
