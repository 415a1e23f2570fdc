import { readdirSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { UsageError } from '../../language/basics/errors.ts';
import type { Diagnostic } from '../../language/basics/place.ts';
import type { AskedPlaces } from '../asked.ts';
import { configFindings } from '../config/check-config.ts';
import { readConfig } from '../config/read-config.ts';
import { shownPath } from '../wording/shown-path.ts';
import type { World } from '../world.ts';
import { type Catalog, type Definition, openCatalog, statOf } from './catalog.ts';

export interface Validation {
  /** How many were checked. */
  readonly definitions: number;
  /** Errors and warnings; a definition with an error is not run. */
  readonly findings: readonly Diagnostic[];
}

/** The definitions that the paths name: files, and all packs under folders. A connection or object type is checked with the packs that include it. */
const wanted = (world: World, paths: readonly string[], asked: AskedPlaces, catalog: Catalog): readonly Definition[] => {
  if (paths.length === 0) {
    if (catalog.definitions.length > 0) return catalog.definitions;
    const [root = world.cwd] = catalog.roots;
    throw new UsageError('usage.no-definitions', `There is no definition under ${shownPath(world, root)}.`, {
      hint: hintFor(root),
    });
  }
  return paths.flatMap((path) => {
    if (!statOf(world, path).isDirectory()) return [catalog.at(path)];
    const found = openCatalog(world, { ...asked, definitions: path }).definitions;
    if (found.length === 0)
      throw new UsageError('usage.no-definitions', `There is no definition under ${path}.`, {
        hint: hintFor(resolve(world.cwd, path)),
      });
    return found;
  });
};

const hintFor = (folder: string): string =>
  readdirSync(folder, { recursive: true, encoding: 'utf8' }).some((name) => /\.ya?ml$/.test(join(folder, name)))
    ? 'A definition starts with "language: 1".'
    : 'Definitions are files that end in .yaml or .yml.';

/** What stands with the same words at the same place in two packs (a shared connection) is said once. */
const unique = (all: readonly Diagnostic[]): readonly Diagnostic[] => [
  ...new Map(all.map((one) => [JSON.stringify(one), one])).values(),
];

/** Checks the definitions that the paths name; without a path all of them, and the configuration with them. */
export const validateDefinitions = (world: World, asked: AskedPlaces, paths: readonly string[]): Validation => {
  const config = readConfig(world.cwd, asked.config);
  const catalog = openCatalog(world, asked, config);
  const definitions = wanted(world, paths, asked, catalog);
  const findings = unique([
    ...definitions.flatMap((definition) => catalog.load(definition).diagnostics),
    ...catalog.diagnostics.filter(({ place: { file } }) => definitions.some((one) => one.file === file)),
    ...(paths.length === 0 && catalog.areConfigured ? configFindings(config, catalog) : []),
  ]);
  return { definitions: definitions.length, findings };
};
