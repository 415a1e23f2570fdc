import { execFileSync } from 'node:child_process';
import { mkdirSync, readdirSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { beforeAll, describe, expect, test } from 'vitest';
import { commandLine } from '../../e2e/in-process.ts';
import { diff, twoGardens } from './two-gardens.ts';

const git = (cwd: string, ...words: readonly string[]): string =>
  execFileSync('git', ['-c', 'user.name=A', '-c', 'user.email=a@garden.example', '-c', 'commit.gpgsign=false', ...words], {
    cwd,
    encoding: 'utf8',
    env: { PATH: process.env['PATH'], HOME: tmpdir() },
  });

const commit = (cwd: string, tag: string): void => {
  git(cwd, 'add', '--all');
  git(cwd, 'commit', '--quiet', '--message', tag);
  git(cwd, 'tag', tag);
};

/** `v1.0` has the garden of the other tests, `v2.0` its kinds in capitals. */
const repository = (): string => {
  const cwd = twoGardens([['value: !expr kind,', 'value: !expr $uppercase(kind),']]);
  const path = join(cwd, 'definitions/garden.yaml');
  git(cwd, 'init', '--quiet');
  commit(cwd, 'v1.0');
  renameSync(join(cwd, 'new.yaml'), path);
  commit(cwd, 'v2.0');
  return cwd;
};

describe('versions in a git repository', () => {
  let cwd = '';
  beforeAll(() => {
    cwd = repository();
  });

  const KINDS = /^warning {2}attribute\.changed {2}plants {2}Kind +3 +1 {2}indicator \(FQDN\): mint\.example: herb → HERB$/m;

  test.each([
    ['all definitions as they were, with those that are there', ['v1.0']],
    ['the definitions of a folder', ['HEAD~1', 'definitions']],
    ['a file', ['HEAD~1', 'definitions/garden.yaml']],
    ['two revisions, and a pack in them', ['v1.0', 'v2.0', '--pack', 'garden']],
    ['a path of its own behind a colon', ['v1.0:definitions/garden.yaml', 'v2.0:definitions']],
    ['a commit by its name', ['COMMIT', 'definitions']],
  ])('%s', async (_, words) => {
    const named = words.map((word) => (word === 'COMMIT' ? git(cwd, 'rev-parse', 'v1.0').trim() : word));
    const { code, stdout, stderr } = await diff(cwd, ...named, '--fail-on', 'warning');
    expect(stderr).toBe('');
    expect(stdout).toMatch(KINDS);
    expect(code).toBe(1);
  });

  test('from within a folder of the repository', async () => {
    const folder = join(cwd, 'definitions');
    for (const words of [
      ['v1.0', 'garden.yaml'],
      ['v1.0:./garden.yaml', 'garden.yaml'],
      ['v1.0', '.'],
    ])
      expect((await diff(folder, ...words)).stdout).toMatch(KINDS);
  });

  test('leaves the repository and the folder for temporary files as they were', async () => {
    const before = readdirSync(tmpdir()).filter((name) => name.startsWith('feedwright-diff-'));
    const status = git(cwd, 'status', '--porcelain');
    await diff(cwd, 'v1.0', 'v2.0');
    await diff(cwd, 'v1.0', 'nowhere');
    expect(git(cwd, 'status', '--porcelain')).toBe(status);
    expect(readdirSync(tmpdir()).filter((name) => name.startsWith('feedwright-diff-'))).toEqual(before);
  });

  test('a definition that has moved since is found under its old path, and a mistake in it has that place', async () => {
    const moved = repository();
    mkdirSync(join(moved, 'definitions/plants'));
    renameSync(join(moved, 'definitions/garden.yaml'), join(moved, 'definitions/plants/garden.yaml'));
    const lost = await diff(moved, 'v1.0', 'definitions/plants/garden.yaml');
    expect(lost.stderr).toContain('The revision v1.0 has no definitions/plants/garden.yaml. [diff.not-in-revision]');
    expect(lost.code).toBe(2);
    expect((await diff(moved, 'v1.0:definitions/garden.yaml', 'definitions/plants/garden.yaml')).stdout).toMatch(KINDS);
    const broken = repository();
    writeFileSync(join(broken, 'definitions/garden.yaml'), 'language: 1\nname: garden\ntitel: x\n');
    commit(broken, 'v3.0');
    const { stderr, code } = await diff(broken, 'v3.0', 'v2.0');
    expect(stderr).toContain('v3.0:definitions/garden.yaml:3:1: error: ');
    expect(stderr).toContain('The definition of "garden" in v3.0 has mistakes, so that it can\'t be compared. [diff.invalid]');
    expect(code).toBe(2);
  });

  test('cases and mock come from the new revision, where the working tree has none any more', async () => {
    const bare = repository();
    rmSync(join(bare, 'fixtures'), { recursive: true });
    expect((await diff(bare, 'v1.0', 'v2.0')).stdout).toMatch(KINDS);
  });

  test.each([
    ['a word that is no revision', ['nowhere'], '"nowhere" is neither a file or folder here nor a revision of git.'],
    ['a word that git would take for an option', ['--', '--output=x'], '"--output=x" is neither'],
    ['nothing before the colon', [':definitions'], '":definitions" is neither'],
    ['a path that the revision does not have', ['v1.0:nowhere'], 'The revision v1.0 has no nowhere.'],
    ['a path beyond the repository', ['v1.0:../other'], 'The revision v1.0 has no ../other.'],
    ['a folder without definitions', ['v1.0:fixtures/garden/cases'], 'has no definition under fixtures/garden/cases'],
  ])('%s is refused', async (_, words, says) => {
    const { code, stdout, stderr } = await diff(cwd, ...words);
    expect(stderr).toContain(says);
    expect(stderr).toMatch(/\n {2}hint: /);
    expect(stdout).toBe('');
    expect(code).toBe(2);
    expect(readdirSync(cwd)).not.toContain('x');
  });

  test('outside of a repository, and without git', async () => {
    const outside = await diff(twoGardens([]), 'v1.0');
    expect(outside.stderr).toContain('lies in no git repository that can be read. [diff.no-repository]');
    expect(outside.code).toBe(2);
    const without = await commandLine(['diff', 'v1.0'], { cwd, env: { PATH: join(cwd, 'definitions') } });
    expect(without.stderr).toContain("git can't be called: it is not in the PATH. [diff.no-git]");
    expect(without.code).toBe(2);
  });
});
