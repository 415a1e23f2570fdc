import { availableParallelism } from 'node:os';
import type { AskedPlaces } from '../../api/asked.ts';
import type { World } from '../../api/world.ts';
import { findCases } from '../case/find-cases.ts';
import { CaseThread, type CaseRunner } from './case-threads.ts';
import { type Ran } from './ran.ts';
import { fileRunner, type Manner } from './run-file.ts';

/** Cases under way at once in each thread: while one waits for its vendor, the others work. */
const AT_ONCE = 8;
/** Fewer cases are over before another thread has loaded what it needs. */
const LEAST_PER_THREAD = 12;

export interface Testing {
  readonly ran: readonly Ran[];
  /** Cases that were not run, or not to their end: it was interrupted. */
  readonly left: number;
  /** Packs that have no case. */
  readonly untested: readonly string[];
}

export interface AskedTest extends Pick<AskedPlaces, 'definitions' | 'config'> {
  /** Packs, or files of cases; none: all packs. */
  readonly names: readonly string[];
  /** Rewrites the expectations to what came. */
  readonly update?: boolean | undefined;
}

/** Runs cases on all processors, several at once; the order of the results is that of the files. */
export const runCases = async (
  world: World,
  { names, definitions, config, update = false }: AskedTest,
  onCase: (ran: Ran) => void = () => undefined,
): Promise<Testing> => {
  const packs = findCases(world, { definitions, config }, names);
  const jobs = packs.flatMap(({ pack, files }) => files.map((file) => ({ pack, file })));
  const runners = startRunners({ cwd: world.cwd, definitions, config, update }, jobs.length, world.signal);
  const ran: Ran[] = [];
  let next = 0;
  const work = async (runner: CaseRunner): Promise<void> => {
    while (next < jobs.length && !runner.hasEnded && !world.signal.aborted) {
      const index = next++;
      const one = await runner.run(jobs[index] as (typeof jobs)[number]);
      // One that was interrupted says nothing of its case.
      if (world.signal.aborted) return;
      ran[index] = one;
      onCase(one);
    }
  };
  try {
    await Promise.all(runners.flatMap((runner) => Array.from({ length: AT_ONCE }, () => work(runner))));
  } finally {
    await Promise.all(runners.map((runner) => runner.close()));
  }
  const all = ran.filter((one) => one !== undefined);
  const untested = packs.filter(({ files }) => files.length === 0).map(({ pack }) => pack);
  return { ran: all, left: jobs.length - all.length, untested };
};

/** This thread, and as many others as there are processors and work for them. */
const startRunners = (manner: Manner, cases: number, signal: AbortSignal): readonly CaseRunner[] => {
  const threads = Math.min(Number(process.env["T"] ?? availableParallelism()), Math.ceil(cases / LEAST_PER_THREAD)) - 1;
  const here = { run: fileRunner(manner, signal), hasEnded: false, close: async () => undefined };
  return [here, ...Array.from({ length: threads }, () => new CaseThread(manner, signal))];
};
