import { PathChecks } from '../../inference/findings/path-checks.ts';
import { inferPack } from '../../inference/infer-pack.ts';
import type { Diagnostic } from '../../language/basics/place.ts';
import { applyIgnores, type Ignored } from '../../language/ignore/apply-ignores.ts';
import { fileLimits } from '../../language/files.ts';
import { readPlain } from '../../language/plain-file.ts';
import { strays } from '../../language/strays.ts';
import type { Loaded } from '../../language/load.ts';
import { unusedIn } from '../../language/usage/unused.ts';
import type { AskedPlaces } from '../asked.ts';
import { configFindings } from '../config/check-config.ts';
import { readConfig } from '../config/read-config.ts';
import { explainedCodes } from '../explain/registry.ts';
import { checkMockFiles, checkMocksOf } from '../mock/check-mocks.ts';
import type { World } from '../world.ts';
import { type Catalog, openCatalog, type Definition } from './catalog.ts';
import { checkTables } from './format-tables.ts';
import { wanted } from './wanted.ts';

export interface Validation {
  /** How many were checked. */
  readonly definitions: number;
  /** How many mocks were checked: those of the definitions' packs, and those that were named. */
  readonly mocks: number;
  /** How many tables of formats were checked. */
  readonly tables: number;
  /** Complete paths of the definitions, mocks and tables of formats. */
  readonly files: readonly string[];
  /** Errors and warnings; a definition with an error is not run. */
  readonly findings: readonly Diagnostic[];
  /** What comments `# feedwright-ignore CODE: why` silence. */
  readonly ignored: readonly Ignored[];
}

const keyOf = (one: Diagnostic): string => JSON.stringify(one);

/** What stands with the same words at the same place in two packs (a shared connection) is said once. */
const unique = (all: readonly Diagnostic[]): readonly Diagnostic[] => [...new Map(all.map((one) => [keyOf(one), one])).values()];

type Definitions = readonly (readonly [Definition, Loaded])[];

const placeOf = ({ place: { file, line, column } }: Pick<Diagnostic, 'place'>): string => `${line}:${column}:${file}`;

/**
 * With what expressions read of the vendor's data that no sample has; a pack with errors is not followed. A path that looks like a
 * name of the definition's own is one where a sample has it, else it is told once.
 */
const withPaths = async (told: readonly Diagnostic[], loaded: Definitions): Promise<readonly Diagnostic[]> => {
  const checks = new PathChecks();
  for (const [{ root }, { pack }] of loaded) if (pack !== undefined) await inferPack(pack, root, checks);
  const inSamples = new Set(checks.segments().flatMap((one) => (one.is === 'known' ? [placeOf(one)] : [])));
  const left = told.filter((one) => one.code !== 'expression.no-sign' || !inSamples.has(placeOf(one)));
  const places = new Set(left.flatMap((one) => (one.code === 'expression.no-sign' ? [placeOf(one)] : [])));
  return [...left, ...checks.findings().filter((one) => !places.has(placeOf(one)))];
};

/** What nothing uses: what the definitions share with others that are not checked now is looked for there as well. */
const unusedFindings = (loaded: Definitions, catalog: Catalog, mocks: readonly string[]): readonly Diagnostic[] => {
  const files = new Set(loaded.map(([{ file }]) => file));
  const others = () => catalog.definitions.filter(({ file }) => !files.has(file)).map((one) => catalog.load(one));
  return unusedIn(
    loaded.map(([, one]) => one),
    others,
    mocks,
  );
};

/** Checks the definitions and mocks that the paths name; without a path all of them, and the configuration with them. */
export const validateDefinitions = async (world: World, asked: AskedPlaces, paths: readonly string[]): Promise<Validation> => {
  const config = readConfig(world.cwd, asked.config);
  const catalog = openCatalog(world, asked, config);
  const { definitions, mocks, tables, others } = wanted(world, paths, asked, catalog);
  const loaded = definitions.map((definition) => [definition, catalog.load(definition)] as const);
  const all = loaded.map(([, one]) => one);
  const taken = new Set(all.flatMap(({ texts }) => [...texts.keys()]));
  const tableFiles = tables.filter((file) => !taken.has(file));
  // Other packs are loaded for the types alone that a table may name.
  const typed = paths.length === 0 || tableFiles.length === 0 ? all : catalog.definitions.map(catalog.load);
  const ofTables = checkTables(tableFiles, catalog, typed);
  const ofPacks = checkMocksOf(loaded, catalog.vocabulary);
  const named = checkMockFiles(mocks, catalog);
  const fixed = unique([
    ...loaded.flatMap(([, { diagnostics }]) => diagnostics),
    ...catalog.diagnostics.filter(({ place: { file } }) => definitions.some((one) => one.file === file)),
    ...ofPacks.findings,
    ...named.findings,
    ...ofTables.findings,
    ...strays(others, all),
    ...(paths.length === 0 && catalog.areConfigured ? configFindings(config, catalog) : []),
  ]);
  const mockFiles = [...ofPacks.mocks, ...named.mocks];
  const texts = new Map([
    ...mockFiles.map((file) => [file, textOf(file)] as const),
    ...all.flatMap(({ texts: ofPack }) => [...ofPack]),
    ...ofTables.texts,
  ]);
  // What stops a definition, a mock or the configuration can't be wished away; what samples tell may be.
  const fatal = new Set(fixed.filter(({ severity }) => severity === 'error').map(keyOf));
  const unused = unusedFindings(loaded, catalog, mockFiles.map(textOf));
  const { findings, ignored } = applyIgnores(unique(await withPaths([...fixed, ...unused], loaded)), texts, {
    codes: explainedCodes,
    mustStay: (one) => fatal.has(keyOf(one)),
  });
  return {
    definitions: definitions.length,
    mocks: mockFiles.length,
    tables: tableFiles.length,
    files: [...definitions.map(({ file }) => file), ...mockFiles, ...tableFiles],
    findings,
    ignored,
  };
};

const textOf = (file: string): string => {
  try {
    return readPlain(file, fileLimits.definition).toString('utf8');
  } catch {
    return '';
  }
};
