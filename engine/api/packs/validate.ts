import { PathChecks } from '../../inference/findings/path-checks.ts';
import { inferPack } from '../../inference/infer-pack.ts';
import type { Diagnostic } from '../../language/basics/place.ts';
import type { Loaded } from '../../language/load.ts';
import type { AskedPlaces } from '../asked.ts';
import { configFindings } from '../config/check-config.ts';
import { readConfig } from '../config/read-config.ts';
import { checkMockFiles, checkMocksOf } from '../mock/check-mocks.ts';
import type { World } from '../world.ts';
import { openCatalog, type Definition } from './catalog.ts';
import { wanted } from './wanted.ts';

export interface Validation {
  /** How many were checked. */
  readonly definitions: number;
  /** How many mocks were checked: those of the definitions' packs, and those that were named. */
  readonly mocks: number;
  /** Errors and warnings; a definition with an error is not run. */
  readonly findings: readonly Diagnostic[];
}

/** What stands with the same words at the same place in two packs (a shared connection) is said once. */
const unique = (all: readonly Diagnostic[]): readonly Diagnostic[] => [
  ...new Map(all.map((one) => [JSON.stringify(one), one])).values(),
];

/** What expressions read of the vendor's data that no sample has; a pack with errors is not followed. */
const pathFindings = async (loaded: readonly (readonly [Definition, Loaded])[]): Promise<readonly Diagnostic[]> => {
  const checks = new PathChecks();
  for (const [{ root }, { pack }] of loaded) if (pack !== undefined) await inferPack(pack, root, checks);
  return checks.findings();
};

/** Checks the definitions and mocks that the paths name; without a path all of them, and the configuration with them. */
export const validateDefinitions = async (world: World, asked: AskedPlaces, paths: readonly string[]): Promise<Validation> => {
  const config = readConfig(world.cwd, asked.config);
  const catalog = openCatalog(world, asked, config);
  const { definitions, mocks } = wanted(world, paths, asked, catalog);
  const loaded = definitions.map((definition) => [definition, catalog.load(definition)] as const);
  const ofPacks = checkMocksOf(loaded, catalog.vocabulary);
  const named = checkMockFiles(mocks, catalog);
  const findings = unique([
    ...loaded.flatMap(([, { diagnostics }]) => diagnostics),
    ...(await pathFindings(loaded)),
    ...catalog.diagnostics.filter(({ place: { file } }) => definitions.some((one) => one.file === file)),
    ...ofPacks.findings,
    ...named.findings,
    ...(paths.length === 0 && catalog.areConfigured ? configFindings(config, catalog) : []),
  ]);
  return { definitions: definitions.length, mocks: ofPacks.mocks + named.mocks, findings };
};
