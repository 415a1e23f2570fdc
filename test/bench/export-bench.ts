/** What it costs to write a store as files, beside what it cost to fill it: each a process of its own, the exports in turn. */
import { mkdtempSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { measuredProcess, median } from './measured-process.ts';
import { dump, feedwright, serve, type Scenario } from './pipeline-bench.ts';

const bin = join(fileURLToPath(new URL('../../', import.meta.url)), 'engine/cli/feedwright.mjs');
const FORMATS = ['csv', 'ndjson', 'stix'];

export interface ExportFigures {
  readonly way: string;
  readonly rows: number;
  /** ms of the whole process. */
  readonly wall: number;
  readonly rowsPerSecond: number;
  readonly megabytes: number;
  readonly peakMegabytes: number;
}

export async function exportBench({ rows, runs }: { readonly rows: number; readonly runs: number }): Promise<ExportFigures[]> {
  const kept: Scenario = { name: 'all rows kept', rows, kept: 1, repeated: 0, again: false, everyContext: false };
  const { path } = await dump(kept);
  const folder = mkdtempSync(join(tmpdir(), 'feedwright-bench-'));
  const server = await serve();
  server.show(path);
  try {
    const filled = await feedwright(folder, server.origin, kept);
    const store = join(folder, 'store.db');
    const figures = [figuresOf('filling the store', rows, [filled], statSync(store).size)];
    const samples = new Map(FORMATS.map((format) => [format, [] as { wall: number; peak: number }[]]));
    const out = join(folder, 'out');
    const bytes = new Map<string, number>();
    for (let round = 0; round < runs; round++)
      for (const format of FORMATS) {
        const args = [bin, 'export', '--format', format, '--out', out, '--store', `sqlite:${store}`];
        samples.get(format)?.push(await measuredProcess(args));
        bytes.set(format, statSync(out).size);
      }
    for (const [format, taken] of samples) figures.push(figuresOf(format, rows, taken, bytes.get(format) ?? 0));
    return figures;
  } finally {
    server.close();
    rmSync(folder, { recursive: true, force: true });
  }
}

const figuresOf = (
  way: string,
  rows: number,
  taken: readonly { readonly wall: number; readonly peak: number }[],
  bytes: number,
): ExportFigures => {
  const wall = median(taken.map((one) => one.wall));
  return {
    way,
    rows,
    wall,
    rowsPerSecond: (rows / wall) * 1000,
    megabytes: bytes / 1e6,
    peakMegabytes: Math.max(...taken.map((one) => one.peak)) / 1e6,
  };
};

export function exportTable(figures: readonly ExportFigures[]): string {
  const filling = figures[0]?.wall ?? 1;
  return [
    '| way | rows | s, whole process | rows/s | MB | peak MB | × filling |',
    '| --- | --: | --: | --: | --: | --: | --: |',
    ...figures.map(({ way, rows, wall, rowsPerSecond, megabytes, peakMegabytes }) => {
      const cells = [way, rows.toLocaleString('en'), (wall / 1000).toFixed(2), Math.round(rowsPerSecond).toLocaleString('en')];
      return `| ${[...cells, megabytes.toFixed(0), peakMegabytes.toFixed(0), (wall / filling).toFixed(2)].join(' | ')} |`;
    }),
  ].join('\n');
}
