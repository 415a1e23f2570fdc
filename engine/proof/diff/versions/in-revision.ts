import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join, posix, relative, resolve, sep } from 'node:path';
import { UsageError } from '../../../language/basics/errors.ts';
import { findPacks } from '../../../language/find-packs.ts';
import type { Git, GitFile } from './git.ts';
import type { Version, VersionPack } from './version.ts';

/** Files and bytes that are taken out of a revision at most. */
const MOST_FILES = 20_000;
const MOST_BYTES = 256 * 2 ** 20;

/** What a definition may take in. */
const DEFINITIONS = /\.(ya?ml|json|csv)$/i;

export interface InRevision {
  readonly git: Git;
  /** As the command line names it. */
  readonly label: string;
  readonly revision: string;
  readonly commit: string;
  /** Within the repository: a file or a folder. */
  readonly path: string;
  /** The folder of definitions that it belongs to. */
  readonly root: string;
}

/** Definitions as they were in a commit, put into a folder that is thrown away. */
export const inRevision = async ({ git, label, revision, commit, path, root }: InRevision): Promise<Version> => {
  const kind = await git.kind(commit, path);
  if (kind === undefined)
    throw new UsageError('diff.not-in-revision', `The revision ${revision} has no ${path}.`, {
      hint: 'Where it was elsewhere then, write REVISION:PATH with the path of that time.',
    });
  const folder = mkdtempSync(join(tmpdir(), 'feedwright-diff-'));
  const close = (): void => rmSync(folder, { recursive: true, force: true });
  const put = async (from: string, wanted: (file: GitFile) => boolean): Promise<string> => {
    const files = (await git.files(commit, from)).filter(wanted);
    mustFit(files, revision, from);
    const target = join(folder, 'files', from);
    const contents = await git.contents(files);
    for (const [index, file] of files.entries()) write(target, file.path, contents[index] as Buffer);
    return target;
  };
  try {
    const there = await put(root, ({ path: name }) => DEFINITIONS.test(name));
    const packs = packsIn(join(folder, 'files', path), kind, there);
    if (packs.length === 0)
      throw new UsageError('diff.no-definition', `The revision ${revision} has no definition under ${path || 'its root'}.`, {
        hint: 'Write REVISION:PATH with the path that the definitions had then.',
      });
    return {
      label,
      packs,
      fixtures: async (pack) => {
        const found: string[] = [];
        for (const folder of new Set([posix.dirname(root), root])) {
          const fixtures = posix.join(folder, 'fixtures', pack);
          if ((await git.kind(commit, fixtures)) === 'folder') found.push(await put(fixtures, () => true));
        }
        return found;
      },
      known: (file) =>
        file.startsWith(folder + sep) ? `${revision}:${relative(join(folder, 'files'), file).split(sep).join('/')}` : file,
      close,
    };
  } catch (error) {
    close();
    throw error;
  }
};

const packsIn = (path: string, kind: 'file' | 'folder', root: string): readonly VersionPack[] =>
  kind === 'file'
    ? [{ name: undefined, file: path, root }]
    : findPacks(path).packs.map(({ name, file }) => ({ name, file, root }));

const mustFit = (files: readonly GitFile[], revision: string, from: string): void => {
  const bytes = files.reduce((sum, { size }) => sum + size, 0);
  if (files.length <= MOST_FILES && bytes <= MOST_BYTES) return;
  throw new UsageError('diff.too-large', `The revision ${revision} has too much under ${from || 'its root'} to be compared.`, {
    hint: 'Put the definitions into a folder of their own, such as `definitions`.',
  });
};

const write = (folder: string, path: string, content: Buffer): void => {
  const target = resolve(folder, path);
  // No commit that git itself has made has such a path.
  if (!target.startsWith(folder + sep)) return;
  mkdirSync(dirname(target), { recursive: true });
  writeFileSync(target, content);
};
