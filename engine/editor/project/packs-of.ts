import { sep } from 'node:path';
import type { Catalog } from '../../api/packs/catalog.ts';
import { isDefinitionText } from '../../language/find-packs.ts';
import { namedIn, type Workspace } from './workspace.ts';

/** Files that one pack consists of, as far as its texts tell. */
export interface PackFiles {
  /** The pack's own file. */
  readonly file: string;
  /** The folder of definitions that it lies in. */
  readonly root: string;
  /** All that it takes in, itself first. */
  readonly files: readonly string[];
}

/** What lies outside the folder of definitions is no part of a pack, whatever its text says. */
const filesOf = (workspace: Workspace, start: string, root: string): readonly string[] => {
  const files = [start];
  for (const file of files)
    for (const named of namedIn(file, workspace.text(file) ?? ''))
      if (named.startsWith(root + sep) && !files.includes(named) && workspace.text(named) !== undefined) files.push(named);
  return files;
};

const known = new WeakMap<Catalog, readonly PackFiles[]>();

/** Every pack of the workspace. */
export const allPacks = (workspace: Workspace): readonly PackFiles[] => {
  const catalog = workspace.catalog();
  const packs =
    known.get(catalog) ?? catalog.definitions.map(({ file, root }) => ({ file, root, files: filesOf(workspace, file, root) }));
  known.set(catalog, packs);
  return packs;
};

/** The packs that a file is a part of; a definition that lies elsewhere is one as well. */
export const packsOf = (workspace: Workspace, file: string, all = allPacks(workspace)): readonly PackFiles[] => {
  const found = all.filter(({ files }) => files.includes(file));
  if (found.length > 0 || !isDefinitionText(workspace.text(file) ?? '')) return found;
  const { root } = workspace.within(() => workspace.catalog().at(file));
  return [{ file, root, files: filesOf(workspace, file, root) }];
};

/** The same, and those that share a file with one of them: what is shared is judged by all of them. */
export const packsBeside = (workspace: Workspace, file: string): readonly PackFiles[] => {
  const all = allPacks(workspace);
  const own = packsOf(workspace, file, all);
  const shared = new Set(own.flatMap(({ files, file: itself }) => files.filter((one) => one !== itself)));
  const others = all.filter((one) => !own.some(({ file: itself }) => itself === one.file));
  return [...own, ...others.filter(({ files }) => files.some((one) => shared.has(one)))];
};
