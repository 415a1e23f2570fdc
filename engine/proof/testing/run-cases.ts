import { createVocabulary } from '../../components/vocabulary.ts';
import { EngineError } from '../../language/basics/errors.ts';
import { openLibrary, rememberingLibrary } from '../../language/library.ts';
import { findCases } from '../case/find-cases.ts';
import { readCase } from '../case/read-case.ts';
import { type CaseParts, type CaseResult, runCase } from './run-case.ts';

/** Cases under way at once: while one waits for its vendor, the others work. */
const AT_ONCE = 8;

/** A case that has been run, or could not even be read. */
export type Ran =
  | (CaseResult & { readonly file: string; readonly pack: string })
  | {
      readonly file: string;
      readonly pack: string;
      readonly error: EngineError;
      readonly test: undefined;
      readonly took: number;
    };

export interface Testing {
  readonly ran: readonly Ran[];
  /** Packs that have no case. */
  readonly untested: readonly string[];
}

export const hasFailed = (one: Ran): boolean => one.error !== undefined || one.test === undefined || one.differences.length > 0;

/** Runs the cases of the packs that are named, or of all, several at once; the order of the results is that of the files. */
export const runCases = async (
  given: CaseParts,
  names: readonly string[],
  onCase: (ran: Ran) => void = () => undefined,
): Promise<Testing> => {
  const library = rememberingLibrary(openLibrary(createVocabulary()));
  const parts = { ...given, places: { ...given.places, library } };
  const packs = findCases(parts.world, parts.places, names);
  const jobs = packs.flatMap(({ pack, files }) => files.map((file) => ({ pack, file })));
  const ran: Ran[] = [];
  let next = 0;
  const work = async (): Promise<void> => {
    for (let index = next++; index < jobs.length && !parts.world.signal.aborted; index = next++) {
      const job = jobs[index] as (typeof jobs)[number];
      const one = { ...job, ...(await runFile(job.file, parts)) } as Ran;
      ran[index] = one;
      onCase(one);
    }
  };
  await Promise.all(Array.from({ length: AT_ONCE }, work));
  return {
    ran: ran.filter((one) => one !== undefined),
    untested: packs.filter(({ files }) => files.length === 0).map(({ pack }) => pack),
  };
};

const runFile = async (file: string, parts: CaseParts): Promise<object> => {
  try {
    return await runCase(readCase(file), parts);
  } catch (error) {
    if (error instanceof EngineError) return { error, test: undefined, took: 0 };
    throw error;
  }
};
