import type { AskedPlaces } from '../../api/asked.ts';
import type { World } from '../../api/world.ts';
import { packOfCase, packsTouched } from '../case/case-folders.ts';
import { findCases } from '../case/find-cases.ts';
import { type Hits, mergeHits } from '../coverage/hits.ts';
import { shareOut } from '../threads/share-out.ts';
import { WorkThread } from '../threads/work-thread.ts';
import { caseError, type Ran } from './ran.ts';
import { type CaseFile, fileRunner, type Manner } from './run-file.ts';

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
  /** What all of them took of their definitions, where that was asked for. */
  readonly hits: Hits;
}

export interface AskedTest extends Pick<AskedPlaces, 'definitions' | 'config'> {
  /** Packs, or files of cases; none: all packs. */
  readonly names: readonly string[];
  /** Of their cases only those that may come to something else now that these files were saved; none: all. */
  readonly saved?: readonly string[] | undefined;
  /** Rewrites the expectations to what came. */
  readonly update?: boolean | undefined;
  /** Counts what is taken of the definitions. */
  readonly coverage?: boolean | undefined;
}

/** Runs cases on all processors, several at once; the order of the results is that of the files. */
export const runCases = async (
  world: World,
  { names, definitions, config, saved = [], update = false, coverage = false }: AskedTest,
  onCase: (ran: Ran) => void = () => undefined,
): Promise<Testing> => {
  const places = { definitions, config };
  const packs = findCases(world, places, names);
  const touched = saved.length === 0 ? undefined : packsTouched(world, places, saved);
  const isDue = (file: string): boolean => touched === undefined || touched.has(packOfCase(file)) || saved.includes(file);
  const jobs = packs.flatMap(({ pack, files }) => files.filter(isDue).map((file) => ({ pack, file })));
  const manner = { cwd: world.cwd, definitions, config, update, coverage };
  const broken = (one: CaseFile, error: unknown): Ran => {
    const failed = { title: '', took: 0, differences: [], updated: undefined, hits: undefined };
    return { ...one, ...failed, error: caseError(error) };
  };
  const module = new URL('./case-thread.ts', import.meta.url);
  const ran = await shareOut<CaseFile, never, Ran>({
    tasks: jobs,
    atOnce: AT_ONCE,
    leastPerThread: LEAST_PER_THREAD,
    signal: world.signal,
    here: fileRunner(manner, world.signal),
    thread: () => new WorkThread<Manner, CaseFile, never, Ran>({ module, manner, signal: world.signal, broken }),
    onTold: () => undefined,
    onDone: onCase,
  });
  const all = ran.filter((one) => one !== undefined);
  const untested = packs.filter(({ files }) => files.length === 0).map(({ pack }) => pack);
  const hits = mergeHits(all.flatMap(({ hits: own }) => (own === undefined ? [] : [own])));
  return { ran: all, left: jobs.length - all.length, untested, hits };
};
