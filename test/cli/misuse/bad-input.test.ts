/** What somebody meets who has never seen the command before: each ends with one clear message, the right exit code, nothing on stdout. */
import { createServer } from 'node:http';
import { chmodSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { commandLine } from '../../e2e/in-process.ts';
import type { Ended } from '../feedwright.ts';
import { definition, garden } from '../garden.ts';

const wrong = (from: string, to: string): Readonly<Record<string, string>> => ({
  'definitions/garden.yaml': definition.replace(from, to),
});

const clear = ({ stdout, stderr }: Ended): void => {
  expect(stdout).toBe('');
  expect(stderr).not.toMatch(/\n\s+at .*(?:\.ts|node:)|mistake of its own|undefined|\[object/);
};

const key = ['--set', 'api_key=@key'] as const;
const withKey = (files: Readonly<Record<string, string>> = {}): string => garden({ key: 'a-secret-key-in-a-file\n', ...files });

describe('wrong usage ends with 2', () => {
  test.each<[readonly string[], RegExp]>([
    [['run', 'gardn/plants'], /There is no pack `gardn` .*\n.*Did you mean `garden`/],
    [['run', 'garden/plant'], /has no feed `plant`.*\n.*Did you mean `garden\/plants`/],
    [['run', 'garden'], /names no feed/],
    [['run', 'nowhere.yaml#plants'], /nowhere\.yaml/],
    [['run', 'garden/plants', '--instance', 'mine'], /There is no instance "mine"/],
    [['run', 'garden/plants'], /option `api_key` \(API Key\) is required[^]*FEEDWRIGHT_GARDEN_API_KEY/],
    [['run', 'garden/plants', ...key, '--set', 'hight=3'], /"hight" is no option here.*\n.*Did you mean `height`/],
    [['run', 'garden/plants', ...key, '--set', 'height=101'], /`height` \(given by --set\) is above 100/],
    [['run', 'garden/plants', ...key, '--set', 'kinds=weed,tree'], /`kinds` \(given by --set\) can't be `tree`/],
    [['run', 'garden/plants', '--set', 'api_key=@nokey'], /nokey, but there is no such file/],
    [['run', 'garden/plants', ...key, '--since', 'yesterday'], /--since takes a time, not "yesterday"/],
    [['run', 'garden/plants', ...key, '--since', '2026-01-02', '--until', '2026-01-01'], /2026-01-02/],
    [['run', 'garden/plants', ...key, '--store', 'feeds.db'], /"feeds\.db" names no store.*\n.*sqlite:PATH/],
    [['run', 'garden/plants', '--config', 'nothing.yaml'], /nothing\.yaml does not exist/],
    [['plan', 'garden/plants', '--definitions', 'nowhere'], /There is no folder nowhere/],
    [['validate', 'nowhere.yaml'], /There is no file or folder nowhere\.yaml/],
    [['mock', 'gardn'], /Did you mean `garden`/],
    [['mock', 'garden', '--fault', 'GET /plants 503'], /is not a fault/],
    [['mock', 'garden', '--port', '70000'], /There is no port 70000.*\n.*hint: Ports end at 65535/],
    [['format', 'nowhere.yaml'], /There is no file or folder nowhere\.yaml.*\n.*hint: Check the path/],
    [['show', 'garden/plants'], /There is no pack `garden\/plants`.*\n.*Write the name of the pack alone: `garden`/],
    [['plan', 'garden', '--set', 'x'], /It is a pack: write `garden\/` and the name of its feed/],
    [['plan', 'garden/plants', '--set', 'x'], /--set takes name=value, not "x".*\n.*hint: Write --set name=value/],
    [['new', 'definitions'], /definitions is a folder.*\n.*hint: Give a file/],
    [['objects', '--limit', '0'], /--limit takes a whole number.*\n.*such as --limit 10/],
    [['mock', 'garden', '--port', 'http'], /--port takes a whole number from 0 on, not "http".*\n.*such as --port 8080/],
    [['store', 'prune', '--runs', '3 months'], /--runs takes a duration, not "3 months"/],
    [['store', 'backup'], /missing required argument 'file'/],
  ])('%j', async (args, message) => {
    const ended = await commandLine(args, { cwd: withKey() });
    clear(ended);
    expect(ended.stderr).toMatch(message);
    expect(ended.code).toBe(2);
  });
});

describe('a wrong definition or configuration ends with 2 and says where', () => {
  test.each<[string, Readonly<Record<string, string>>, RegExp]>([
    [
      'a typo in an expression',
      wrong('!expr note, sensitive', '!expr "note &", sensitive'),
      /definitions\/garden\.yaml:39:\d+: error: /,
    ],
    ['an unknown key', wrong('published_at:', 'publishd_at:'), /garden\.yaml:36:\d+: error: .*publishd_at.*\n.*published_at/],
    ['broken YAML', wrong('connection:', 'connection: ['), /garden\.yaml:\d+:\d+: error: /],
    ['another type than is needed', wrong('period: P1D', 'period: [1]'), /garden\.yaml:25:\d+: error: .*period/],
    [
      'an unknown option in an expression',
      wrong('in $user.kinds', 'in $user.kind'),
      /garden\.yaml:27:\d+: error: .*kind[^]*kinds/,
    ],
    ['an empty file', { 'definitions/garden.yaml': '' }, /garden/],
    [
      'a typo in feedwright.yaml',
      { 'feedwright.yaml': 'stroe: sqlite:x.db' },
      /feedwright\.yaml:1:1: error: .*`stroe`.*\n.*`store`/,
    ],
    [
      'a reference to nothing in feedwright.yaml',
      { 'feedwright.yaml': 'packs: { garden: { set: { api_key: "${env:NO_SUCH}" } } }' },
      /no variable NO_SUCH[^]*at feedwright\.yaml:1:\d+/,
    ],
    [
      'an instance of no feed',
      { 'feedwright.yaml': 'instances: { garden/plants: { feed: x/y } }' },
      /feedwright\.yaml:1:\d+: error: .*can't be a name/,
    ],
  ])('%s', async (_what, files, message) => {
    const ended = await commandLine(['run', 'garden/plants', '--mock'], { cwd: withKey(files) });
    clear(ended);
    expect(ended.stderr).toMatch(message);
    expect(ended.code).toBe(2);
  });

  test('validate gives the same as findings', async () => {
    const { code, stdout } = await commandLine(['validate', '--json'], { cwd: garden(wrong('in $user.kinds', 'in $user.kind')) });
    expect(code).toBe(2);
    expect(JSON.parse(stdout)).toEqual({
      definitions: 1,
      findings: [
        {
          code: expect.any(String),
          severity: 'error',
          message: expect.stringContaining('kind'),
          file: 'definitions/garden.yaml',
          line: 27,
          column: expect.any(Number),
          hint: expect.any(String),
        },
      ],
    });
  });
});

describe('what fails ends with 1', () => {
  test.each<[readonly string[], RegExp]>([
    [['objects'], /There is no store at .*store\.db/],
    [['runs'], /There is no store/],
    [['quarantine'], /There is no store/],
    [['store', 'info'], /There is no store/],
    [['store', 'compact'], /There is no store/],
    [['objects', '--store', 'sqlite:definitions/garden.yaml'], /no intact SQLite database/],
    [['objects', '--store', 'sqlite:definitions'], /definitions/],
    [['run', 'garden/plants', ...key, '--store', 'sqlite:definitions/garden.yaml/x.db'], /definitions\/garden\.yaml/],
    [['run', 'garden/plants', ...key, '--store', 'sqlite:definitions'], /definitions/],
    [['run', 'garden/plants', ...key, '--store', 'sqlite:/proc/feeds.db'], /\/proc\/feeds\.db/],
    [['store', 'backup', 'copy.db'], /There is no store/],
  ])('%j', async (args, message) => {
    const ended = await commandLine(args, { cwd: withKey() });
    clear(ended);
    expect(ended.stderr).toMatch(message);
    expect(ended.code).toBe(1);
  });

  test('a server that is not there, without a checkpoint moved or the key shown', async () => {
    const server = createServer().listen(0, '127.0.0.1');
    await new Promise((done) => server.once('listening', done));
    const { port } = server.address() as AddressInfo;
    await new Promise((done) => server.close(done));
    const cwd = withKey();
    const ended = await commandLine(['run', 'garden/plants', ...key, '--set', `host=http://127.0.0.1:${port}`], { cwd });
    expect(ended.code).toBe(1);
    expect(ended.stdout).toMatch(/^garden\/plants: failed/);
    expect(ended.stderr).toMatch(
      /connection was refused \(tried 5 times\).*\[http\.refused\]\n {2}at definitions\/garden\.yaml:\d+:\d+\n {2}hint: /,
    );
    expect(ended.stdout + ended.stderr).not.toContain('a-secret-key');
    const info = JSON.parse((await commandLine(['store', 'info', '--json'], { cwd })).stdout) as {
      instances: unknown[];
    };
    expect(info.instances).toEqual([]);
  });

  test('a folder in the place of the configuration', async () => {
    const cwd = garden();
    mkdirSync(join(cwd, 'feedwright.yaml'));
    const ended = await commandLine(['list'], { cwd });
    clear(ended);
    expect(ended).toMatchObject({ code: 2, stderr: expect.stringContaining('is a folder') });
  });
});

test('format leaves a file alone that is no UTF-8: what can be written back has to be what was read', async () => {
  const bytes = Buffer.concat([Buffer.from('a: !exp b\nc: '), Buffer.from([0xe9, 0x0a])]);
  const cwd = garden();
  const file = join(cwd, 'latin.yaml');
  writeFileSync(file, bytes);
  const ended = await commandLine(['format', 'latin.yaml'], { cwd });
  clear(ended);
  expect(ended.code).toBe(2);
  expect(ended.stderr).toMatch(/latin\.yaml is no UTF-8 text.*\n.*Save it as UTF-8/);
  expect(readFileSync(file)).toEqual(bytes);
  const validated = await commandLine(['validate', 'latin.yaml'], { cwd });
  expect(validated.stdout + validated.stderr).toContain('Save it as UTF-8.');
});

test('a type of objects that nobody declares is a slip; one without objects is not', async () => {
  const cwd = withKey();
  expect((await commandLine(['run', 'garden/plants', '--mock'], { cwd })).code).toBe(0);
  for (const json of [[], ['--json']]) {
    const ended = await commandLine(['objects', '--mock', '--type', 'indicater', ...json], { cwd });
    clear(ended);
    expect(ended.code).toBe(2);
    expect(ended.stderr).toMatch(/There is no object type "indicater".*\n.*Did you mean `indicator`/);
    expect((await commandLine(['objects', '--mock', '--type', 'campaign', ...json], { cwd })).code).toBe(0);
  }
});

describe('a feed that nobody knows is a slip; one without runs or quarantined records is not', () => {
  test.each<[readonly string[], RegExp]>([
    [['quarantine', 'NOPE'], /There is no feed or instance "NOPE".*\n.*Use one of `tall`, `garden\/plants`/],
    [['quarantine', 'garden/plant'], /There is no feed or instance "garden\/plant".*\n.*Did you mean `garden\/plants`/],
    [['quarantine', 'garden'], /"garden".*\n.*Use one of `garden\/plants`/],
    [['runs', '--feed', 'NOPE/x'], /There is no feed or instance "NOPE\/x"/],
    [['runs', '--feed', 'tal'], /Did you mean `tall`/],
  ])('%j', async (args, message) => {
    const cwd = withKey({ 'feedwright.yaml': 'instances: { tall: { feed: garden/plants, set: { height: 90 } } }' });
    expect((await commandLine(['run', 'garden/plants', '--mock'], { cwd })).code).toBe(0);
    for (const json of [[], ['--json']]) {
      const ended = await commandLine([...args, '--mock', ...json], { cwd });
      clear(ended);
      expect(ended.code).toBe(2);
      expect(ended.stderr).toMatch(message);
    }
    for (const name of ['garden/plants', 'tall'])
      expect(await commandLine(['quarantine', name, '--mock'], { cwd })).toMatchObject({
        code: 0,
        stderr: 'nothing in quarantine\n',
      });
    expect(await commandLine(['runs', '--feed', 'tall', '--mock'], { cwd })).toMatchObject({ code: 0, stderr: 'no runs\n' });
  });

  test('nor is a feed whose definition has mistakes, or has gone', async () => {
    const cwd = withKey();
    expect((await commandLine(['run', 'garden/plants', '--mock'], { cwd })).code).toBe(0);
    writeFileSync(join(cwd, 'definitions/garden.yaml'), `${definition}wrong: true\n`);
    expect((await commandLine(['quarantine', 'garden/others', '--mock'], { cwd })).code).toBe(0);
    writeFileSync(join(cwd, 'definitions/garden.yaml'), '');
    expect((await commandLine(['quarantine', 'garden/plants', '--mock'], { cwd })).code).toBe(0);
  });

  test('a run that nobody knows is one as well', async () => {
    const cwd = withKey();
    expect((await commandLine(['run', 'garden/plants', '--mock'], { cwd })).code).toBe(0);
    for (const args of [
      ['runs', 'nope'],
      ['quarantine', '--run', 'nope'],
    ]) {
      const ended = await commandLine([...args, '--mock'], { cwd });
      clear(ended);
      expect(ended).toMatchObject({ code: 1, stderr: expect.stringMatching(/The store has no run nope.*\n.*`feedwright runs`/) });
    }
  });
});

test('a run is shown with its instance, its times, and what its failure left to do', async () => {
  const cwd = withKey({ 'feedwright.yaml': 'instances: { tall: { feed: garden/plants, set: { height: 90 } } }' });
  const server = createServer((_request, response) => response.writeHead(401).end()).listen(0, '127.0.0.1');
  await new Promise((done) => server.once('listening', done));
  const host = `host=http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  const failed = await commandLine(['run', 'tall', ...key, '--set', host, '--json'], { cwd });
  await new Promise((done) => server.close(done));
  expect(failed.code).toBe(1);
  const { run } = JSON.parse(failed.stdout) as { run: string };
  const { stdout } = await commandLine(['runs', run], { cwd });
  expect(stdout).toMatch(/^ {2}started 2\S+, ended 2\S+, instance tall$/m);
  expect(stdout).toMatch(/^error: .*\[vendor\.refused\]\n {2}at definitions\/garden\.yaml:\d+:\d+\n {2}hint: /m);
});

test('what the system refuses comes with what to do', async () => {
  const cwd = withKey({ 'response.json': '[{"ip":"192.0.2.1"}]', taken: 'a file' });
  const ended = await commandLine(['new', 'response.json', '--out', 'taken/mine.yaml'], { cwd });
  clear(ended);
  expect(ended.code).toBe(1);
  expect(ended.stderr).toMatch(/taken.* cannot be written: a part of its path is no folder.*\n {2}hint: Give/);
});

/** Root may read everything. */
test.skipIf(process.getuid?.() === 0)('a definition that may not be read hides no other one', async () => {
  const cwd = withKey({ 'definitions/locked.yaml': definition.replace('name: garden', 'name: locked') });
  chmodSync(join(cwd, 'definitions/locked.yaml'), 0o000);
  const listed = await commandLine(['list'], { cwd });
  expect(listed.stdout).toContain('garden/plants');
  expect(listed.stderr).toContain('definitions/locked.yaml has mistakes');
  const validated = await commandLine(['validate'], { cwd });
  expect(validated.stdout + validated.stderr).toMatch(/locked\.yaml` may not be read.*\n.*Change its permissions/);
});
