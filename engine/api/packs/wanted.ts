import { readdirSync } from 'node:fs';
import { basename, join, resolve } from 'node:path';
import { UsageError } from '../../language/basics/errors.ts';
import { fileLimits } from '../../language/files.ts';
import { readPlain } from '../../language/plain-file.ts';
import { strays } from '../../language/strays.ts';
import type { AskedPlaces } from '../asked.ts';
import { shownPath } from '../wording/shown-path.ts';
import type { World } from '../world.ts';
import { isTableFile } from './format-tables.ts';
import { type Catalog, type Definition, openCatalog, statOf } from './catalog.ts';

/** What is to be checked: definitions, and mocks that are named for themselves. */
export interface Wanted {
  readonly definitions: readonly Definition[];
  /** Complete paths. */
  readonly mocks: readonly string[];
  /** The same of tables of formats. */
  readonly tables: readonly string[];
  /** Files of whole folders of definitions that are none: some definition should take them in. */
  readonly others: readonly string[];
}

const ALONE = { mocks: [], tables: [], others: [] } as const;

/**
 * What the paths name: definitions and mocks, and all packs under folders; of a folder without packs, its mocks. A connection or
 * object type is checked with the packs that include it.
 */
export const wanted = (world: World, paths: readonly string[], asked: AskedPlaces, catalog: Catalog): Wanted => {
  if (paths.length === 0) {
    const { definitions, others } = catalog;
    if (definitions.length > 0) return { definitions, mocks: [], ...parted(others) };
    const [root = world.cwd] = catalog.roots;
    throw noDefinition(shownPath(world, root), root, others);
  }
  const all = paths.map((path): Wanted => {
    const full = resolve(world.cwd, path);
    if (!statOf(world, path).isDirectory()) {
      if (isMock(full)) return { ...ALONE, definitions: [], mocks: [full] };
      if (isTableFile(full)) return { ...ALONE, definitions: [], tables: [full] };
      return { ...ALONE, definitions: [catalog.at(path)] };
    }
    const { definitions, others } = openCatalog(world, { ...asked, definitions: path });
    const mocks = definitions.length === 0 ? mocksUnder(full) : [];
    if (definitions.length + mocks.length === 0) throw noDefinition(path, full, others);
    return { definitions, mocks, ...parted(isWhole(full, catalog) ? others : []) };
  });
  return {
    definitions: all.flatMap(({ definitions }) => definitions),
    mocks: all.flatMap(({ mocks }) => mocks),
    tables: all.flatMap(({ tables }) => tables),
    others: all.flatMap(({ others }) => others),
  };
};

/** Tables of formats stand beside the definitions. */
const parted = (others: readonly string[]): Pick<Wanted, 'tables' | 'others'> => {
  const { tables = [], rest = [] } = Object.groupBy(others, (file) => (isTableFile(file) ? 'tables' : 'rest'));
  return { tables, others: rest };
};

/** What lies in a part of the definitions may be taken in from another part. */
const isWhole = (folder: string, { roots }: Catalog): boolean => roots.includes(folder) || basename(folder) === 'definitions';

const noDefinition = (shown: string, folder: string, others: readonly string[]): UsageError =>
  new UsageError('usage.no-definitions', `There is no definition under ${shown}.`, {
    hint: hintFor(folder),
    diagnostics: strays(others, []),
  });

const hintFor = (folder: string): string =>
  yamlUnder(folder).length > 0 ? 'A definition starts with "language: 1".' : 'Definitions are files that end in .yaml or .yml.';

const yamlUnder = (folder: string): readonly string[] =>
  readdirSync(folder, { recursive: true, encoding: 'utf8' }).filter((name) => /\.ya?ml$/.test(name));

const mocksUnder = (folder: string): readonly string[] =>
  yamlUnder(folder)
    .filter((name) => basename(name) === 'mock.yaml')
    .map((name) => join(folder, name))
    .toSorted();

/** By its name, or by how it starts. */
const isMock = (file: string): boolean => {
  if (/^mock\.ya?ml$/.test(basename(file))) return true;
  try {
    return /\.ya?ml$/i.test(file) && /^["']?mock["']?[ \t]*:/m.test(readPlain(file, fileLimits.definition).toString('utf8'));
  } catch {
    return false;
  }
};
