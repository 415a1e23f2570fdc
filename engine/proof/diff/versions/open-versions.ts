import { statSync } from 'node:fs';
import { basename, dirname, posix, resolve } from 'node:path';
import type { AskedPlaces } from '../../../api/asked.ts';
import { readConfig } from '../../../api/config/read-config.ts';
import { openCatalog } from '../../../api/packs/catalog.ts';
import type { World } from '../../../api/world.ts';
import { UsageError } from '../../../language/basics/errors.ts';
import { Git } from './git.ts';
import { inRevision } from './in-revision.ts';
import { definitionsAround, onDisk } from './on-disk.ts';
import type { Version } from './version.ts';

export interface Versions {
  readonly before: Version;
  readonly after: Version;
}

interface OnDisk {
  readonly kind: 'path';
  /** As it was given; undefined: all definitions that there are. */
  readonly path: string | undefined;
  readonly isFolder: boolean;
}

interface Revision {
  readonly kind: 'revision';
  readonly text: string;
  readonly revision: string;
  /** Behind a colon. */
  readonly path: string | undefined;
}

type Meant = OnDisk | Revision;

/** Opens what a command line means by OLD and NEW: paths, or revisions of git. The caller closes both. Throws UsageError. */
export const openVersions = async (
  world: World,
  places: AskedPlaces,
  old: string,
  latest: string | undefined,
): Promise<Versions> => {
  const [first, second] = [meantBy(world, old), meantBy(world, latest)];
  const before = await open(world, places, first, second);
  try {
    return { before, after: await open(world, places, second, first) };
  } catch (error) {
    before.close();
    throw error;
  }
};

/** What is there is a path, all else a revision. */
const meantBy = (world: World, text: string | undefined): Meant => {
  const stat = text === undefined ? undefined : statSync(resolve(world.cwd, text), { throwIfNoEntry: false });
  if (text === undefined || stat !== undefined) return { kind: 'path', path: text, isFolder: stat?.isDirectory() ?? true };
  const colon = text.indexOf(':');
  if (colon < 0) return { kind: 'revision', text, revision: text, path: undefined };
  return { kind: 'revision', text, revision: text.slice(0, colon), path: text.slice(colon + 1) };
};

const open = (world: World, places: AskedPlaces, meant: Meant, other: Meant): Promise<Version> =>
  meant.kind === 'path'
    ? Promise.resolve(onDisk(world, places, meant.path, meant.isFolder))
    : openRevision(world, meant, pathOf(world, places, other));

interface Location {
  /** Complete. */
  readonly path: string;
  readonly root: string;
}

/** What a revision is asked for: what the other side names, else the usual folder of definitions. */
const pathOf = (world: World, places: AskedPlaces, other: Meant): Location => {
  if (other.kind === 'path' && other.path !== undefined) {
    const path = resolve(world.cwd, other.path);
    return { path, root: definitionsAround(path, other.isFolder, openCatalog(world, places).roots) };
  }
  const given = places.definitions ?? readConfig(world.cwd, places.config).definitions ?? 'definitions';
  const [first = 'definitions'] = [given].flat();
  const path = resolve(world.cwd, first);
  return { path, root: path };
};

const openRevision = async (world: World, { text, revision, path }: Revision, elsewhere: Location): Promise<Version> => {
  const near = nearestFolder(path === undefined ? elsewhere.root : world.cwd);
  const git = new Git(world, near);
  if (revision.startsWith('-')) throw unknown(text);
  const prefix = await git.prefix();
  if (prefix === undefined) throw noRepository(text, near);
  const commit = await git.commit(revision);
  if (commit === undefined) throw unknown(text);
  const within = (complete: string): string => [prefix, ...below(near, complete)].filter((part) => part !== '').join('/');
  if (path === undefined)
    return inRevision({ git, label: text, revision, commit, path: within(elsewhere.path), root: within(elsewhere.root) });
  // As git itself reads it: from the root of the repository, or with a dot from here.
  const normal = posix.normalize(/^\.\.?(\/|$)/.test(path) ? posix.join(prefix, path) : path);
  const own = normal === '.' ? '' : normal.replaceAll(/^\/+|\/+$/g, '');
  const folder = (await git.kind(commit, own)) === 'folder';
  return inRevision({ git, label: text, revision, commit, path: own, root: rootWithin(own, folder) });
};

const noRepository = (text: string, folder: string): UsageError =>
  new UsageError(
    'diff.no-repository',
    `"${text}" is no file or folder here, and no revision either: ${folder} lies in no git repository that can be read.`,
    { hint: 'Name two files or folders that are there, or go to the repository that has the revision.' },
  );

const unknown = (text: string): UsageError =>
  new UsageError('diff.unknown-version', `"${text}" is neither a file or folder here nor a revision of git.`, {
    hint: 'Write a path that is there, or a branch, a tag, HEAD~1 or a commit, as `git rev-parse` takes it.',
  });

/** The names that lead from a folder down to a path. */
const below = (folder: string, path: string): readonly string[] =>
  path === folder || dirname(path) === path ? [] : [...below(folder, dirname(path)), basename(path)];

const nearestFolder = (path: string): string =>
  statSync(path, { throwIfNoEntry: false })?.isDirectory() === true || dirname(path) === path
    ? path
    : nearestFolder(dirname(path));

/** The nearest folder named `definitions`, else the path's own. */
const rootWithin = (path: string, isFolder: boolean): string => {
  const parts = (isFolder ? path : posix.dirname(path)).split('/').filter((part) => part !== '.' && part !== '');
  const at = parts.lastIndexOf('definitions');
  return (at < 0 ? parts : parts.slice(0, at + 1)).join('/');
};
