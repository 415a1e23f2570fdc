/** The whole way of a dump: `feedwright run` beside gunzip alone, csv-parse and a naive pipeline, each a process of its own, in turn. */
import { createReadStream, existsSync, mkdirSync, mkdtempSync, rmSync, statSync } from 'node:fs';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { EVERY_CONTEXT, type ContenderFigures } from './contender.ts';
import { writeDump } from './make-dump.ts';
import { measuredProcess, median } from './measured-process.ts';

const root = fileURLToPath(new URL('../../', import.meta.url));
const contender = join(root, 'test/bench/contender.ts');
const bin = join(root, 'engine/cli/feedwright.mjs');

export interface PipelineFigures {
  readonly scenario: string;
  readonly way: string;
  readonly rows: number;
  /** Medians. Milliseconds within the process, and of the whole process. */
  readonly duration: number;
  readonly wall: number;
  readonly rowsPerSecond: number;
  /** Of the decompressed dump. */
  readonly megabytesPerSecond: number;
  readonly peakMegabytes: number;
}

export interface Scenario {
  readonly name: string;
  readonly rows: number;
  readonly kept: number;
  readonly repeated: number;
  /** The second run of the dump; a number: of one in which every so many rows one has changed. */
  readonly again: boolean | number;
  /** Every context of the feed's options comes in, ten attributes an object, not the default four. */
  readonly everyContext: boolean;
}

const scenarios = (rows: number, keptRows: number): readonly Scenario[] => [
  { name: 'default filters, most rows dropped', rows, kept: 0.008, repeated: 0, again: false, everyContext: false },
  { name: 'all rows kept, every context', rows: keptRows, kept: 1, repeated: 0, again: false, everyContext: true },
  { name: 'the same again, unchanged', rows: keptRows, kept: 1, repeated: 0, again: true, everyContext: true },
  { name: 'again, one row in a hundred changed', rows: keptRows, kept: 1, repeated: 0, again: 100, everyContext: true },
];

/** The same dump each time: kept in the temp folder. */
export async function dump(
  { rows, kept, repeated }: Scenario,
  changedEvery?: number,
): Promise<{ readonly path: string; readonly bytes: number }> {
  const folder = join(tmpdir(), 'feedwright-bench');
  mkdirSync(folder, { recursive: true });
  const changed = changedEvery === undefined ? '' : `-changed-${changedEvery}`;
  const path = join(folder, `dump-${rows}-${kept}-${repeated}${changed}.csv.gz`);
  if (!existsSync(path)) await writeDump(path, { rows, kept, repeated, ...(changedEvery === undefined ? {} : { changedEvery }) });
  let bytes = 0;
  const { createGunzip } = await import('node:zlib');
  for await (const chunk of createReadStream(path).pipe(createGunzip({ chunkSize: 256 * 1024 })))
    bytes += (chunk as Buffer).length;
  return { path, bytes };
}

interface DumpServer {
  readonly origin: string;
  /** What is sent from now on: the address stays, as an option of the feed it stands for the definition. */
  show(path: string): void;
  close(): void;
}

export async function serve(): Promise<DumpServer> {
  let shown = '';
  const server = createServer((_request, response) => {
    response.writeHead(200, { 'content-length': statSync(shown).size });
    createReadStream(shown, { highWaterMark: 256 * 1024 }).pipe(response);
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const origin = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  return { origin, show: (path) => void (shown = path), close: () => server.close() };
}

type Sample = { readonly duration: number; readonly wall: number; readonly peak: number };

export async function pipelineBench(options: {
  readonly rows: number;
  readonly keptRows: number;
  readonly runs: number;
}): Promise<PipelineFigures[]> {
  const figures: PipelineFigures[] = [];
  for (const scenario of scenarios(options.rows, options.keptRows)) {
    const { path, bytes } = await dump(scenario);
    const next = typeof scenario.again === 'number' ? (await dump(scenario, scenario.again)).path : path;
    const server = await serve();
    const ends = { path, next, server };
    const samples = new Map<string, Sample[]>();
    try {
      for (let round = 0; round < options.runs; round++) {
        for (const way of ['gunzip', 'csv-parse', 'naive', 'feedwright']) {
          // csv-parse alone and gunzip alone don't depend on what is kept.
          if (scenario.again !== false && (way === 'csv-parse' || way === 'gunzip')) continue;
          const taken = await sample(way, ends, scenario);
          samples.set(way, [...(samples.get(way) ?? []), taken]);
        }
      }
    } finally {
      server.close();
    }
    for (const [way, taken] of samples) figures.push(figuresOf(scenario, way, taken, bytes));
  }
  return figures;
}

interface Ends {
  readonly path: string;
  /** Of the second run. */
  readonly next: string;
  readonly server: DumpServer;
}

async function sample(way: string, ends: Ends, scenario: Scenario): Promise<Sample> {
  const folder = mkdtempSync(join(tmpdir(), 'feedwright-bench-'));
  try {
    const once = (path: string): Promise<Sample> => {
      ends.server.show(path);
      return way === 'feedwright' ? feedwright(folder, ends.server.origin, scenario) : other(way, path, folder, scenario);
    };
    const first = await once(ends.path);
    return scenario.again === false ? first : await once(ends.next);
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

async function other(way: string, path: string, folder: string, { everyContext }: Scenario): Promise<Sample> {
  const args = [contender, way, path, join(folder, 'naive.db'), ...(everyContext ? ['every-context'] : [])];
  const { stdout, wall, peak } = await measuredProcess(args);
  return { duration: (JSON.parse(stdout) as ContenderFigures).duration, wall, peak };
}

export async function feedwright(folder: string, origin: string, { everyContext }: Scenario): Promise<Sample> {
  const args = [
    bin,
    'run',
    'seclytics/predictions',
    '--json',
    '--store',
    `sqlite:${join(folder, 'store.db')}`,
    '--set',
    `host=${origin}`,
    ...(everyContext ? ['--set', `context=${EVERY_CONTEXT.join(',')}`] : []),
  ];
  const { stdout, wall, peak } = await measuredProcess(args, { FEEDWRIGHT_SECLYTICS_ACCESS_TOKEN: 'bench-token-of-no-use' });
  return { duration: (JSON.parse(stdout) as { duration_ms: number }).duration_ms, wall, peak };
}

function figuresOf(scenario: Scenario, way: string, samples: readonly Sample[], bytes: number): PipelineFigures {
  const duration = median(samples.map((one) => one.duration));
  return {
    scenario: scenario.name,
    way,
    rows: scenario.rows,
    duration,
    wall: median(samples.map((one) => one.wall)),
    rowsPerSecond: (scenario.rows / duration) * 1000,
    megabytesPerSecond: bytes / 1e6 / (duration / 1000),
    peakMegabytes: Math.max(...samples.map((one) => one.peak)) / 1e6,
  };
}

export function pipelineTable(figures: readonly PipelineFigures[]): string {
  const rows = figures.map((one) => {
    const beside = (way: string): string => {
      const yardstick = figures.find(
        (other) => other.way === way && (other.scenario === one.scenario || way === 'gunzip') && other.rows === one.rows,
      );
      return yardstick === undefined ? '' : (one.duration / yardstick.duration).toFixed(2);
    };
    const cells = [
      one.scenario,
      one.way,
      one.rows.toLocaleString('en'),
      (one.duration / 1000).toFixed(2),
      (one.wall / 1000).toFixed(2),
      Math.round(one.rowsPerSecond).toLocaleString('en'),
    ];
    return `| ${[...cells, one.megabytesPerSecond.toFixed(0), one.peakMegabytes.toFixed(0), beside('gunzip'), beside('naive')].join(' | ')} |`;
  });
  return [
    '| scenario | way | rows | s | s, whole process | rows/s | MB/s | peak MB | × gunzip | × naive |',
    '| --- | --- | --: | --: | --: | --: | --: | --: | --: | --: |',
    ...rows,
  ].join('\n');
}
