import { createRedactor } from '../../api/world.ts';
import { findMock, mockFileOf } from '../../api/mock/find-mock.ts';
import type { MockDefinition } from '../../mock/definition/mock-definition.ts';
import { HitLog } from '../coverage/hits.ts';
import { readCase } from '../case/read-case.ts';
import { caseError, type Ran } from './ran.ts';
import type { CaseParts } from './play-case.ts';
import { rememberPacks } from '../../api/packs/remember-packs.ts';
import { runCase } from './run-case.ts';
import { updateCase } from './update-case.ts';

/** The file of a case, and whose it is. */
export interface CaseFile {
  readonly pack: string;
  readonly file: string;
}

/** How cases are run, whichever thread does it: plain data. */
export interface Manner {
  /** Relative paths start here. */
  readonly cwd: string;
  readonly definitions: string | readonly string[] | undefined;
  readonly config: string | false | undefined;
  /** Rewrites the expectations to what came. */
  readonly update: boolean;
  /** Counts what is taken of the definitions. */
  readonly coverage: boolean;
}

/** Runs cases one by one or side by side, over definitions that are loaded once. */
export const fileRunner = (
  { cwd, definitions, config, update, coverage }: Manner,
  signal: AbortSignal,
): ((one: CaseFile) => Promise<Ran>) => {
  const mockOf = rememberedMocks();
  const parts: CaseParts = { world: silentWorld(cwd, signal), places: { definitions, config, load: rememberPacks() }, mockOf };
  return async (one) => {
    const hits = coverage ? new HitLog() : undefined;
    try {
      const { test, differences, error, took, outcomes } = await runCase(readCase(one.file), { ...parts, hits });
      const failed = error === undefined ? undefined : caseError(error);
      const updated = update && failed === undefined ? updateCase({ test, differences, error, took, outcomes }) : undefined;
      return { ...one, title: test.title, took, differences, error: failed, updated, hits: hits?.hits };
    } catch (error) {
      return { ...one, title: '', took: 0, differences: [], error: caseError(error), updated: undefined, hits: undefined };
    }
  };
};

const rememberedMocks = (): typeof findMock => {
  const known = new Map<string, MockDefinition>();
  return (world, name, root) => {
    const file = mockFileOf(name, root);
    const mock = known.get(file) ?? findMock(world, name, root);
    known.set(file, mock);
    return mock;
  };
};

/** What a case is run in has nobody to talk to: all that counts is in its result. */
export const silentWorld = (cwd: string, signal: AbortSignal): CaseParts['world'] => ({
  cwd,
  env: {},
  signal,
  now: Date.now,
  ticks: () => performance.now(),
  note: () => undefined,
  warn: () => undefined,
  redactor: createRedactor(),
  redact: (text) => text,
});
