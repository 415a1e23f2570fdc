/** What it costs to fold the shape of what comes into the store: runs of one dump with and without it, in turn. */
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { EVERY_CONTEXT } from '../contender.ts';
import { measuredProcess, median } from '../measured-process.ts';
import { dump, serve, type Scenario } from '../pipeline-bench.ts';

interface DriftFigures {
  readonly scenario: string;
  readonly rows: number;
  readonly rounds: number;
  /** Medians in ms, with and without: of the run, and of the processor in the whole process. */
  readonly duration: readonly [number, number];
  readonly cpu: readonly [number, number];
  /** The median of what each pair of processes beside each other took more, as a share. */
  readonly dearer: { readonly duration: number; readonly cpu: number };
}

interface Taken {
  readonly duration: number;
  readonly cpu: number;
}

const WAYS = ['with', 'without'] as const;
const script = join(import.meta.dirname, 'run-process.ts');
/** As the command itself is started. */
const SIZES = ['--max-semi-space-size=8', '--min-semi-space-size=8', '--initial-heap-size=64'];

export const driftBench = async (options: {
  readonly rows: number;
  readonly keptRows: number;
  readonly runs: number;
}): Promise<readonly DriftFigures[]> => {
  const { rows, keptRows, runs } = options;
  const plain = { repeated: 0, again: false, everyContext: false };
  const scenarios: readonly Scenario[] = [
    { ...plain, name: 'default filters, most rows dropped', rows, kept: 0.008 },
    { ...plain, name: 'all rows kept, every context', rows: keptRows, kept: 1, everyContext: true },
    { ...plain, name: 'the same again, unchanged', rows: keptRows, kept: 1, again: true, everyContext: true },
  ];
  const figures: DriftFigures[] = [];
  for (const scenario of scenarios) figures.push(await measure(scenario, runs));
  return figures;
};

const measure = async (scenario: Scenario, rounds: number): Promise<DriftFigures> => {
  const server = await serve();
  server.show((await dump(scenario)).path);
  const pairs: (readonly [Taken, Taken])[] = [];
  try {
    for (let round = 0; round < rounds; round++) {
      const taken = new Map<string, Taken>();
      // The first of two has the colder caches: they take turns.
      for (const way of round % 2 === 0 ? WAYS : WAYS.toReversed()) taken.set(way, await once(way, server.origin, scenario));
      pairs.push([taken.get('with') as Taken, taken.get('without') as Taken]);
    }
  } finally {
    server.close();
  }
  const both = (of: keyof Taken): readonly [number, number] => [
    median(pairs.map(([one]) => one[of])),
    median(pairs.map(([, other]) => other[of])),
  ];
  const dearer = (of: keyof Taken): number => median(pairs.map(([one, other]) => one[of] / other[of] - 1));
  return {
    scenario: scenario.name,
    rows: scenario.rows,
    rounds,
    duration: both('duration'),
    cpu: both('cpu'),
    dearer: { duration: dearer('duration'), cpu: dearer('cpu') },
  };
};

const once = async (way: string, origin: string, { again, everyContext }: Scenario): Promise<Taken> => {
  const folder = mkdtempSync(join(tmpdir(), 'feedwright-drift-bench-'));
  const args = [
    ...SIZES,
    script,
    way,
    'run',
    'seclytics/predictions',
    '--json',
    '--set',
    `host=${origin}`,
    '--store',
    `sqlite:${join(folder, 'store.db')}`,
    ...(everyContext ? ['--set', `context=${EVERY_CONTEXT.join(',')}`] : []),
  ];
  const env = { FEEDWRIGHT_SECLYTICS_ACCESS_TOKEN: 'bench-token-of-no-use', NODE_NO_WARNINGS: '1' };
  try {
    if (again !== false) await measuredProcess(args, env);
    const { stdout } = await measuredProcess(args, env);
    const [row = '', own = ''] = stdout.trim().split('\n');
    return {
      duration: (JSON.parse(row) as { readonly duration_ms: number }).duration_ms,
      cpu: (JSON.parse(own) as { readonly cpu: number }).cpu,
    };
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
};

export const driftTable = (figures: readonly DriftFigures[]): string => {
  const seconds = (ms: number): string => (ms / 1000).toFixed(2);
  const share = (more: number): string => `${(more * 100).toFixed(1)} %`;
  return [
    '| scenario | rows | s, with | s, without | more, s | more, processor |',
    '| --- | --: | --: | --: | --: | --: |',
    ...figures.map(
      ({ scenario, rows, duration, dearer }) =>
        `| ${[scenario, rows.toLocaleString('en'), ...duration.map(seconds), share(dearer.duration), share(dearer.cpu)].join(' | ')} |`,
    ),
  ].join('\n');
};
