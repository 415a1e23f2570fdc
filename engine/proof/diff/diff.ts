import type { World } from '../../api/world.ts';
import { createVocabulary } from '../../components/vocabulary.ts';
import { EngineError } from '../../language/basics/errors.ts';
import type { LoadPack } from '../../language/resolve.ts';
import { mapOrdered } from '../../run/context/semaphore.ts';
import { rememberPacks } from '../../api/packs/remember-packs.ts';
import { compareCase } from './cases/compare-case.ts';
import { type Found, grouped } from './changes/change.ts';
import type { AskedDiff, Diff } from './diff-model.ts';
import { pairPacks } from './pair-packs.ts';
import { type Job, type Prepared, preparePack } from './prepare-pack.ts';
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
  const prepared: (Prepared & { readonly pack: string })[] = [];
  for (const pair of pairs) prepared.push({ pack: pair.name, ...(await preparePack(pair, world, asked, versions)) });
  const played = await play(
    world,
    load,
    prepared.flatMap(({ jobs }) => jobs),
  );
  const found = [
    ...prepared.map(({ pack, changes }): Found => ({ pack, file: undefined, changes })),
    ...played.flatMap((one) => (one instanceof EngineError ? [] : [one])),
  ];
  const failures = [...prepared.flatMap((one) => one.failures), ...played.filter((one) => one instanceof EngineError)];
  const known = (file: string): string => after.known(before.known(file));
  return {
    before: before.label,
    after: after.label,
    packs: prepared.map(({ pack, by, fixtures }) => ({
      pack,
      by,
      cases: found.filter((one) => one.pack === pack && one.file !== undefined).length,
      fixtures: fixtures && known(fixtures),
    })),
    changes: grouped(found).map((group) => ({ ...group, cases: group.cases.map(known) })),
    failures: failures.map((error) => withKnownPaths(error, known)),
  };
};

/** What each case has shown, or why it could not be told; of one that only one version could play there is nothing. */
const play = async (world: World, load: LoadPack, jobs: readonly Job[]): Promise<readonly (Found | EngineError)[]> => {
  const played = await mapOrdered(jobs, AT_ONCE, async ({ pack, test, ...both }): Promise<Found | EngineError | undefined> => {
    if (world.signal.aborted) return undefined;
    try {
      const changes = await compareCase(test, { world, load, ...both });
      return changes && { pack, file: test.file, changes };
    } catch (error) {
      if (error instanceof EngineError) return error;
      throw error;
    }
  });
  return played.filter((one) => one !== undefined);
};
