import { execFile } from 'node:child_process';
import type { World } from '../../../api/world.ts';
import { UsageError } from '../../../language/basics/errors.ts';

/** Bytes of all that one call of git may give. */
const MOST = 512 * 2 ** 20;

/** What git sets for its hooks, of which this may be a part: the repository is that of the folder. */
const OF_A_HOOK = { GIT_DIR: undefined, GIT_WORK_TREE: undefined, GIT_INDEX_FILE: undefined, GIT_PREFIX: undefined };

/** A file of a commit. */
export interface GitFile {
  /** From the folder that was listed, with `/`. */
  readonly path: string;
  readonly id: string;
  readonly size: number;
}

/** Reads a repository through the `git` of the PATH, called without a shell. Nothing is written, neither files nor index. */
export class Git {
  readonly #world: World;
  readonly #folder: string;

  /** `folder`: there, and within the repository. */
  constructor(world: World, folder: string) {
    this.#world = world;
    this.#folder = folder;
  }

  /** Where the folder lies within the repository, with `/` and without one at its end; undefined where it lies in none. */
  async prefix(): Promise<string | undefined> {
    return (await this.#text(['rev-parse', '--show-prefix']))?.replace(/\/$/, '');
  }

  /** The whole name of a commit; undefined where the revision is none. */
  async commit(revision: string): Promise<string | undefined> {
    // A word that git would take for one of its own options is no revision.
    if (revision === '' || revision.startsWith('-')) return undefined;
    return this.#text(['rev-parse', '--verify', '--quiet', `${revision}^{commit}`]);
  }

  /** What a path is in a commit. */
  async kind(commit: string, path: string): Promise<'file' | 'folder' | undefined> {
    const type = path === '' ? 'tree' : await this.#text(['cat-file', '-t', `${commit}:${path}`]);
    return type === 'tree' ? 'folder' : type === 'blob' ? 'file' : undefined;
  }

  /** The plain files under a folder of a commit; links and submodules are left out. */
  async files(commit: string, folder: string): Promise<readonly GitFile[]> {
    const listing = await this.#output(['ls-tree', '--full-tree', '-r', '-z', '-l', `${commit}:${folder}`]);
    return (listing?.toString('utf8') ?? '').split('\0').flatMap((line): GitFile[] => {
      const [, id = '', size = '', path = ''] = /^100\d+ blob (\w+) +(\d+)\t([^]*)$/.exec(line) ?? [];
      return id === '' ? [] : [{ path, id, size: Number(size) }];
    });
  }

  /** The contents of files, in their order. */
  async contents(files: readonly GitFile[]): Promise<readonly Buffer[]> {
    const output = await this.#output(['cat-file', '--batch'], files.map(({ id }) => `${id}\n`).join(''));
    let at = 0;
    return files.map(({ id, size }) => {
      const from = (output?.indexOf('\n', at) ?? -1) + 1;
      if (output === undefined || output.toString('latin1', at, from) !== `${id} blob ${size}\n`)
        throw new UsageError('diff.git', 'git gave something else than the files that it had listed.', {
          hint: 'Check the repository with `git fsck`.',
        });
      at = from + size + 1;
      return output.subarray(from, from + size);
    });
  }

  async #text(words: readonly string[]): Promise<string | undefined> {
    return (await this.#output(words))?.toString('utf8').replace(/\n$/, '');
  }

  /** Undefined where git ends with a failure. */
  #output(words: readonly string[], input = ''): Promise<Buffer | undefined> {
    const { env, signal } = this.#world;
    const own = { LC_ALL: 'C', GIT_OPTIONAL_LOCKS: '0', GIT_TERMINAL_PROMPT: '0' };
    const options = { cwd: this.#folder, env: { ...env, ...OF_A_HOOK, ...own }, signal };
    return new Promise((resolve, reject) => {
      const child = execFile('git', words, { ...options, encoding: 'buffer', maxBuffer: MOST }, (error, output) => {
        if (error === null) resolve(output);
        else if (typeof error.code === 'number') resolve(undefined);
        else reject(signal.aborted ? (signal.reason as Error) : noGit(error));
      });
      // git may have ended before it has read everything.
      child.stdin?.on('error', () => undefined);
      child.stdin?.end(input);
    });
  }
}

const noGit = ({ code }: { readonly code?: string | number | undefined | null }): UsageError =>
  new UsageError(
    'diff.no-git',
    `git can't be called${code === 'ENOENT' ? ': it is not in the PATH' : ` (${code ?? 'ended'})`}.`,
    {
      hint: 'Install git, or name two files or folders.',
    },
  );
