/** A run over a mock that makes a mistake itself: it says so, at once; and what a run may ask of the mock. */
import { expect, test } from 'vitest';
import { openEngine } from '../../../engine/index.ts';
import { commandLine } from '../../e2e/in-process.ts';
import { workingDirectory } from '../feedwright.ts';

const definition = `language: 1
name: demo
title: Demo
version: 1.0.0
connection:
  user_fields: { api_key: { label: Key, type: secret } }
  http: { base_url: https://api.example.com }
endpoints:
  list: { request: { path: /l, query: { since: !expr $window.since, key: !expr $user.api_key } }, records: data, key: !expr id }
  file: { request: { path: /file }, records: data, key: !expr id }
  fails: { request: { path: /fails }, records: data, key: !expr id }
feeds:
  f: { title: F, source: list, window: { period: P7D }, report: { o: { type: note, value: !expr v } } }
  g: { title: G, source: file, report: { o: { type: note, value: !expr v } } }
  h: { title: H, source: fails, report: { o: { type: note, value: !expr v } } }
actions:
  a: { title: A, accepts: [note], request: { method: POST, path: /a } }
`;
const mock = `mock: 1
clock: 2026-01-08T00:00:00Z
user: { api_key: secret-mock-key }
variants: [usual, other]
routes:
  - route: GET /l
    when: !expr $number($substring(query.since, 0, 4)) = 2026
    json: { data: [{ id: 1, v: !expr $variant }] }
  - route: GET /file
    file: domain.json
  - route: GET /fails
    json: !expr $iso('soon')
  - route: POST /a
    json: !expr $iso('soon')
`;
const demo = (): string =>
  workingDirectory({
    'definitions/demo.yaml': definition,
    'fixtures/demo/mock.yaml': mock,
    'note.json': '{ "type": "note", "value": "n" }',
  });

test.each([
  [
    'run demo/f --mock --clock 2025-06-01',
    '7:17: The `when` of no route GET /l holds for GET /l?since=2025-05-25T00:00:00.000Z&key=***',
  ],
  ['run demo/g --mock', "9:5: The mock's file domain.json does not exist."],
  ['run demo/h --mock', '12:17: $iso needs a time'],
  ['act demo/a --object-file note.json --mock --yes', '14:17: $iso needs a time'],
])('%s: the mistake is told as the mock has it, and nothing is asked for twice', async (words, says) => {
  const { code, stderr } = await commandLine(words.split(' '), { cwd: demo() });
  expect(code).toBe(1);
  expect(stderr).toContain(`\n  the mock: fixtures/demo/mock.yaml:${says}`);
  expect(stderr).not.toMatch(/tried \d|secret-mock-key/);
});

test('an answer that a fault stands for is no mistake of the mock', async () => {
  const { code, stderr } = await commandLine(['run', 'demo/f', '--mock', '--fault', 'GET /l: 400'], { cwd: demo() });
  expect(code).toBe(1);
  expect(stderr).toContain('the mock answered, not the vendor');
  expect(stderr).not.toContain('the mock: ');
});

test('a run takes a variant, faults and a clock', async () => {
  const cwd = demo();
  const run = await commandLine(
    ['run', 'demo/f', '--mock', '--variant', 'other', '--clock', '2026-03-08', '--fault', 'GET /l: gzip-concat', '--json'],
    { cwd },
  );
  expect(run.code).toBe(0);
  expect(JSON.parse(run.stdout)).toMatchObject({
    windows: [{ since: '2026-03-01T00:00:00.000Z', until: '2026-03-08T00:00:00.000Z' }],
  });
  expect(JSON.parse((await commandLine(['objects', '--mock', '--json'], { cwd })).stdout)).toMatchObject({ value: 'other' });
  expect((await commandLine(['plan', 'demo/f', '--mock', '--clock', '2026-05-08', '--json'], { cwd })).stdout).toContain(
    '2026-05-08T00:00:00.000Z',
  );
});

test.each([
  ['run demo/f --clock 2026-01-01', 'usage.without-mock', 'Add --mock'],
  ['run demo/f --variant other', 'usage.without-mock', 'Add --mock'],
  ['run demo/f --fault *:+500', 'usage.without-mock', 'Add --mock'],
  ['act demo/a --object-file note.json --clock 2026-01-01', 'usage.without-mock', 'Add --mock'],
  ['plan demo/f --clock 2026-01-01', 'usage.without-mock', 'Add --mock'],
  ['run demo/f --mock --clock soon', 'usage.time', 'Write 2026-01-31'],
  ['run demo/f --mock --variant othr', 'mock.unknown-variant', 'Did you mean `other`'],
  ['run demo/f --mock --fault *:+boom', 'mock.bad-fault', 'gzip-truncate'],
  ['act demo/a --object-file note.json --mock --dry-run --fault *:+boom', 'mock.bad-fault', 'gzip-truncate'],
])('%s is refused, and nothing is made', async (words, code, hint) => {
  const cwd = demo();
  const ended = await commandLine(
    words.split(' ').map((word) => word.replace('+', ' ')),
    { cwd },
  );
  expect(ended).toMatchObject({ code: 2, stdout: '' });
  expect(ended.stderr).toContain(`[${code}]\n  hint: `);
  expect(ended.stderr).toContain(hint);
  expect((await commandLine(['objects', '--mock'], { cwd })).stderr).toContain('[store.missing]');
});

test('an expression that can not be read is said with its place, before anything is asked', async () => {
  const cwd = workingDirectory({
    'definitions/demo.yaml': definition,
    'fixtures/demo/mock.yaml': mock.replace('GET /file\n    file: domain.json', 'GET /file\n    json: !expr "$count((1)"'),
  });
  const ended = await commandLine(['run', 'demo/f', '--mock'], { cwd });
  expect(ended.code).toBe(2);
  expect(ended.stderr).toContain('fixtures/demo/mock.yaml:10:');
});

test('a program says the same by its request, and is told by events', async () => {
  const engine = openEngine({ cwd: demo(), mock: true });
  const run = engine.run('demo/f', { mock: { variant: 'other', clock: new Date('2026-03-08'), faults: ['GET /l: 404'] } });
  expect(await run.result).toMatchObject({ status: 'failed' });
  const again = engine.run('demo/f', { mock: { variant: 'other', clock: '2026-03-08' } });
  expect(await again.result).toMatchObject({ status: 'succeeded', objects: { created: 1 } });
  const failing = engine.run('demo/g');
  const notices = [];
  for await (const event of failing) if (event.kind === 'notice') notices.push(event);
  expect(notices).toMatchObject([
    { level: 'warning', message: expect.stringMatching(/^the mock: .*mock\.yaml:9:5: /) as string },
  ]);
  await engine.close();
  const other = openEngine({ cwd: demo() });
  await expect(other.run('demo/f', { mock: { clock: '2026-03-08' } }).result).rejects.toMatchObject({
    code: 'usage.without-mock',
  });
  await other.close();
});
