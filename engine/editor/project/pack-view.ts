import { existsSync } from 'node:fs';
import { dirname, join, resolve, sep } from 'node:path';
import { mockFileOf } from '../../api/mock/find-mock.ts';
import { casesFolder, casesIn } from '../../proof/case/find-cases.ts';
import type { Entry, Path, Tree } from '../text/tree.ts';
import type { PackFiles } from './packs-of.ts';
import type { Workspace } from './workspace.ts';

/** A file of a pack, and the place in it that the file fills; the pack's own file fills the whole. */
export interface Part {
  readonly file: string;
  readonly within: Path;
  readonly tree: Tree;
}

/** A value of a pack, wherever it is written. */
export interface Placed {
  readonly file: string;
  readonly tree: Tree;
  readonly entry: Entry;
  /** From the pack's root on, whatever file it stands in. */
  readonly path: Path;
}

/** A pack with all that it takes in, as one tree. */
export interface PackView {
  readonly name: string;
  readonly root: string;
  readonly parts: readonly Part[];
  readonly values: readonly Placed[];
  /** Files that speak of the pack without being a part of it. */
  readonly mock: string | undefined;
  readonly cases: readonly string[];
  /** The value at a path from the pack's root. */
  at(path: Path): Placed | undefined;
  keysAt(path: Path): readonly string[];
}

/** The keys that may name a file in place of what it holds, as deep as they may. */
const isIncluding = (path: Path): boolean =>
  (path.length === 1 && ['connection', 'tables', 'fragments'].includes(String(path[0]))) ||
  (path.length === 2 && ['tables', 'fragments', 'formats', 'custom_objects'].includes(String(path[0])));

export const includedFile = (
  file: string,
  { path, value, source }: Pick<Entry, 'path' | 'value' | 'source'>,
): string | undefined =>
  typeof value === 'string' && source === undefined && isIncluding(path) && /\.(?:ya?ml|json|csv)$/i.test(value)
    ? resolve(dirname(file), value)
    : undefined;

const partsOf = (
  workspace: Workspace,
  { file: start, root }: Pick<PackFiles, 'file' | 'root'>,
  treeOf: (file: string) => Tree,
): readonly Part[] => {
  const parts: Part[] = [{ file: start, within: [], tree: treeOf(start) }];
  for (const { file, within, tree } of parts)
    for (const entry of tree.entries) {
      const path = [...within, ...entry.path];
      const target = includedFile(file, { ...entry, path });
      if (target === undefined || /\.csv$/i.test(target) || parts.some((one) => one.file === target)) continue;
      if (target.startsWith(root + sep) && workspace.text(target) !== undefined)
        parts.push({ file: target, within: path, tree: treeOf(target) });
    }
  return parts;
};

const keyOf = (path: Path): string => JSON.stringify(path.map(String));

/** `other`: trees that stand in place of what files are at the moment. */
export const viewOf = (
  workspace: Workspace,
  pack: Pick<PackFiles, 'file' | 'root'>,
  other: ReadonlyMap<string, Tree> = new Map(),
): PackView => {
  const { root } = pack;
  const parts = partsOf(workspace, pack, (one) => other.get(one) ?? workspace.tree(one));
  const values = parts.flatMap(({ file: own, within, tree }) =>
    tree.entries.map((entry) => ({ file: own, tree, entry, path: [...within, ...entry.path] })),
  );
  const byPath = new Map(values.map((one) => [keyOf(one.path), one]));
  const written = byPath.get(keyOf(['name']))?.entry.value;
  const name = typeof written === 'string' ? written : '';
  const mock = mockFileOf(name, root);
  return {
    name,
    root,
    parts,
    values,
    mock: name !== '' && existsSync(mock) ? mock : undefined,
    cases: name === '' ? [] : casesIn(casesFolder(root, name)),
    at: (path) => byPath.get(keyOf(path)),
    keysAt: (path) => {
      const holder = byPath.get(keyOf(path));
      return holder === undefined ? [] : holder.tree.keysAt(holder.entry.path);
    },
  };
};

/** The file that a sample of an endpoint is, beside the mock. */
export const sampleFile = ({ root, name }: PackView, sample: string): string => join(dirname(root), 'fixtures', name, sample);
