import type { World } from '../../api/world.ts';
import { createVocabulary } from '../../components/vocabulary.ts';
import { EngineError } from '../../language/basics/errors.ts';
import { mapOrdered } from '../../run/context/semaphore.ts';
import { rememberPacks } from '../testing/remember-packs.ts';
import { compareCase } from './cases/compare-case.ts';
import { type Found, grouped } from './changes/change.ts';
import type { AskedDiff, ComparedPack, Diff } from './diff-model.ts';
import { pairPacks } from './pair-packs.ts';
import { type Job, preparePack } from './prepare-pack.ts';
import { withKnownPaths } from './versions/known-paths.ts';
import { openVersions, type Versions } from './versions/open-versions.ts';

/** Cases under way at once: while one waits for its vendor, the others work. */
const AT_ONCE = 8;

/** Compares what two versions of definitions do over the same vendors. Throws UsageError where there is nothing to be compared. */
export const diffDefinitions = async (world: World, asked: AskedDiff, old: string, latest: string | undefined): Promise<Diff> => {
  const versions = await openVersions(world, asked, old, latest);
  try {
    return await compareVersions(world, asked, versions);
  } finally {
    versions.before.close();
    versions.after.close();
  }
};

const compareVersions = async (world: World, asked: AskedDiff, versions: Versions): Promise<Diff> => {
  const { before, after } = versions;
  const load = rememberPacks();
  const vocabulary = createVocabulary();
  const pairs = pairPacks(versions, asked.pack ?? [], ({ file, root }) => load(file, vocabulary, { root }));
  const found: Found[] = [];
  const packs: ComparedPack[] = [];
  const failures: EngineError[] = [];
  const jobs: Job[] = [];
  for (const pair of pairs) {
    const prepared = await preparePack(pair, world, asked, versions);
    found.push({ pack: pair.name, file: undefined, changes: prepared.changes });
    packs.push({ pack: pair.name, by: prepared.by, cases: prepared.jobs.length, fixtures: prepared.fixtures });
    failures.push(...prepared.failures);
    jobs.push(...prepared.jobs);
  }
  const played = await mapOrdered(jobs, AT_ONCE, async ({ pack, test, ...sides }): Promise<Found | EngineError> => {
    if (world.signal.aborted) return { pack, file: undefined, changes: [] };
    try {
      return { pack, file: test.file, changes: await compareCase(test, { world, load, ...sides }) };
    } catch (error) {
      if (error instanceof EngineError) return error;
      throw error;
    }
  });
  for (const one of played)
    if (one instanceof EngineError) failures.push(one);
    else found.push(one);
  const known = (file: string): string => after.known(before.known(file));
  return {
    before: before.label,
    after: after.label,
    packs,
    changes: grouped(found).map((group) => ({ ...group, cases: group.cases.map(known) })),
    failures: failures.map((error) => withKnownPaths(error, known)),
  };
};
