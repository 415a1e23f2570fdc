/** Paths that lead to no plain file: nothing waits for them, nothing is read through them, and a sentence says so. */
import { execFileSync, spawn } from 'node:child_process';
import { mkdirSync, mkdtempSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { commandLine } from '../../e2e/in-process.ts';
import { definition, garden } from '../garden.ts';

const onLinux = process.platform === 'linux';
const pipe = (path: string): void => void execFileSync('mkfifo', [path]);
const NOT_PLAIN = /is a pipe, a socket or a device, not a plain file/;

describe.runIf(onLinux)('a pipe is never waited for', () => {
  test.each<[string, (cwd: string) => readonly string[]]>([
    ['a value file', () => ['run', 'garden/plants', '--set', 'api_key=@pipe']],
    ['a configuration', () => ['list', '--config', 'pipe']],
    ['a sample for a new definition', () => ['new', 'pipe']],
    ['a file to be formatted', () => ['format', 'pipe']],
    [
      'the place of a new definition',
      () => ['new', 'sample.json', '--name', 'sample', '--out', 'pipe', '--force', '--no-fixtures'],
    ],
  ])('as %s', async (_, args) => {
    const cwd = garden({ 'sample.json': '[{ "id": 1, "domain": "a.example" }]' });
    pipe(join(cwd, 'pipe'));
    const ended = await commandLine(args(cwd), { cwd });
    expect(ended.stderr).toMatch(NOT_PLAIN);
    expect(ended.code).not.toBe(0);
  });

  test('as a file that a definition names', async () => {
    const text = definition.replace('path: /plants', 'path: /plants\n      method: POST\n      text: { file: pipe }');
    expect(text).not.toBe(definition);
    const cwd = garden({ 'definitions/garden.yaml': text });
    pipe(join(cwd, 'definitions/pipe'));
    const ended = await commandLine(['validate'], { cwd });
    expect(ended.stdout).toMatch(/garden\.yaml:\d+:\d+: error: The file `.*pipe` is a pipe/);
    expect(ended.code).toBe(2);
  });

  test('as a value of the configuration', async () => {
    const cwd = garden({
      'feedwright.yaml': 'packs:\n  garden:\n    set:\n      api_key: "${file:pipe}"\n',
    });
    pipe(join(cwd, 'pipe'));
    const ended = await commandLine(['run', 'garden/plants'], { cwd });
    expect(ended.stderr).toMatch(NOT_PLAIN);
  });

  test('nor is a device, whatever stands behind it', async () => {
    const ended = await commandLine(['new', '/dev/zero'], { cwd: garden({}) });
    expect(ended.stderr).toMatch(NOT_PLAIN);
  });
});

describe('feedwright.yaml', () => {
  const listed = async (prepare: (cwd: string) => void): Promise<string> => {
    const cwd = garden({});
    prepare(cwd);
    const { stderr, code } = await commandLine(['list'], { cwd });
    expect(stderr).not.toContain('mistake of its own');
    expect(code).toBe(stderr === '' ? 0 : 2);
    return stderr;
  };

  test.each(['hello', '5', 'true', '- a'])('holding %j is told that it has to be a map', async (text) => {
    expect(await listed((cwd) => writeFileSync(join(cwd, 'feedwright.yaml'), text))).toMatch(
      /feedwright\.yaml:1:1: error: .*map/,
    );
  });

  test('may be a link to a plain file', async () => {
    const stderr = await listed((cwd) => {
      writeFileSync(join(cwd, 'real.yaml'), 'store: sqlite:./mine.db\n');
      symlinkSync('real.yaml', join(cwd, 'feedwright.yaml'));
    });
    expect(stderr).toBe('');
  });

  test.each<[string, (path: string) => void, RegExp]>([
    [
      'a link that leads nowhere',
      (path) => symlinkSync('nowhere', path),
      /feedwright\.yaml is a link to a file that does not exist/,
    ],
    ['a link to itself', (path) => symlinkSync('feedwright.yaml', path), /feedwright\.yaml is a link that leads back to itself/],
    ['a folder', (path) => mkdirSync(path), /feedwright\.yaml is a folder/],
  ])('as %s is told', async (_, prepare, says) => {
    expect(await listed((cwd) => prepare(join(cwd, 'feedwright.yaml')))).toMatch(says);
  });
});

describe.runIf(onLinux)('where nothing can be written', () => {
  const backedUp = async (to: (cwd: string) => string): Promise<{ readonly stderr: string; readonly code: number | null }> => {
    const cwd = garden({});
    await commandLine(['run', 'garden/plants', '--mock', '--set', 'api_key=x-y-z-key'], { cwd });
    return commandLine(['store', 'backup', to(cwd), '--store', 'sqlite:.feedwright/mock.db'], { cwd });
  };

  test('a backup under /proc ends with a sentence', async () => {
    const ended = await backedUp(() => '/proc/nowhere/backup.db');
    expect(ended.stderr).toMatch(/The store \/proc\/nowhere\/backup\.db can't be opened.*\n.*hint/);
    expect(ended.code).toBe(1);
  });

  test('so does a new definition', async () => {
    const cwd = garden({ 'sample.json': '[{ "id": 1, "domain": "a.example" }]' });
    const ended = await commandLine(['new', 'sample.json', '--name', 'a', '--out', '/proc/nowhere/a.yaml', '--no-fixtures'], {
      cwd,
    });
    expect(ended.stderr).toMatch(/\/proc\/nowhere\/a\.yaml cannot be written: its folder cannot be made.*\n.*hint/);
    expect(ended.code).toBe(1);
  });
});

/** The command as a shell starts it, with these for stdout and stderr. */
const shell = (script: string, cwd: string): Promise<{ readonly code: number | null; readonly stderr: string }> =>
  new Promise((resolve) => {
    const bin = join(import.meta.dirname, '../../../engine/cli/feedwright.mjs');
    const child = spawn('sh', ['-c', script.replaceAll('FW', `'${process.execPath}' '${bin}'`)], {
      cwd,
      stdio: ['ignore', 'ignore', 'pipe'],
    });
    let stderr = '';
    child.stderr.setEncoding('utf8').on('data', (part: string) => (stderr += part));
    child.on('close', (code) => resolve({ code, stderr }));
  });

describe.runIf(onLinux)('a shell', () => {
  test.each(['list', 'list --json', '--help', 'show garden', 'validate'])(
    'whose disk is full for the results of %s is told, with 1',
    async (args) => {
      const { code, stderr } = await shell(`FW ${args} > /dev/full`, garden({}));
      expect(stderr).toBe(
        'error: the results cannot be written: the disk is full\n  hint: Free some space, or send stdout elsewhere.\n',
      );
      expect(code).toBe(1);
    },
  );

  test('that reads no further is told nothing', async () => {
    const { code, stderr } = await shell('{ FW list; echo "$?" >&2; } | true', garden({}));
    expect({ code, stderr }).toEqual({ code: 0, stderr: '0\n' });
  });

  test('without a place for messages gets its results all the same', async () => {
    expect((await shell('FW list 2> /dev/full', garden({}))).code).toBe(0);
  });

  test('in a folder that was removed is told, with 1', async () => {
    const cwd = mkdtempSync(join(tmpdir(), 'gone-'));
    const { code, stderr } = await shell(`rmdir '${cwd}'; FW list`, cwd);
    expect(stderr).toBe('error: the folder that feedwright was started in is there no more\n  hint: Go to another folder.\n');
    expect(code).toBe(1);
  });
});
