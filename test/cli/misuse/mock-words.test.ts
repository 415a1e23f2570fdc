/** What is said where a mock stands for the vendor: that its clock stands still, and that it was the mock that answered. */
import { expect, test } from 'vitest';
import { commandLine } from '../../e2e/in-process.ts';
import { workingDirectory } from '../feedwright.ts';

const definition = `language: 1
name: demo
title: Demo
version: 1.0.0
connection: { http: { base_url: https://api.example.com, retry: { attempts: 1 } } }
endpoints:
  list: { request: { path: /l, query: { since: !expr $window.since } }, records: data, key: !expr id }
  gone: { request: { path: /gone }, records: data, key: !expr id }
feeds:
  f: { title: F, source: list, window: { period: P7D }, report: { o: { type: note, value: !expr v } } }
  g: { title: G, source: gone, report: { o: { type: note, value: !expr v } } }
actions:
  a: { title: A, accepts: [note], request: { method: POST, path: /a } }
`;
const mock = (clock: string): string => `mock: 1
${clock}
routes:
  - route: GET /l
    json: { data: [{ id: 1, v: a }] }
  - route: POST /a
    status: 500
    json: { error: no }
`;
const world = (clock = 'clock: 2026-01-08T00:00:00Z'): string =>
  workingDirectory({
    'definitions/demo.yaml': definition,
    'fixtures/demo/mock.yaml': mock(clock),
    'note.json': '{ "type": "note", "value": "n" }',
  });

const OVER =
  'The clock of the mock stands still: a run over it starts over at 2026-01-01T00:00:00Z, not at 2026-01-08T00:00:00Z, where the last one ended.';

test('a second run over a clock that stands still says that it starts over; so do `plan` and `state show`', async () => {
  const cwd = world();
  const first = await commandLine(['run', 'demo/f', '--mock'], { cwd });
  expect(first).toMatchObject({ code: 0, stderr: '' });
  expect(await commandLine(['state', 'show', 'demo/f', '--mock'], { cwd })).toMatchObject({
    stdout: `demo/f: the next run starts at 2026-01-08T00:00:00Z\n  ${OVER}\n`,
  });
  expect((await commandLine(['plan', 'demo/f', '--mock'], { cwd })).stdout).toContain(`  ${OVER}\n`);
  const second = await commandLine(['run', 'demo/f', '--mock'], { cwd });
  expect(second).toMatchObject({ code: 0, stderr: `${OVER}\n` });
  expect(second.stdout).toContain('2026-01-01T00:00:00Z → 2026-01-08T00:00:00Z');
});

test('it is not said where the run goes on, or where it was asked to start there', async () => {
  const cwd = world();
  await commandLine(['run', 'demo/f', '--mock', '--until', '2026-01-05'], { cwd });
  for (const words of [
    ['plan', 'demo/f', '--mock'],
    ['state', 'show', 'demo/f', '--mock'],
    ['run', 'demo/f', '--mock'],
    ['run', 'demo/f', '--mock', '--since', '2026-01-02'],
  ]) {
    const { code, stdout, stderr } = await commandLine(words, { cwd });
    expect(code).toBe(0);
    expect(stdout + stderr).not.toContain('stands still');
  }
});

test('what went wrong over a mock says that the mock answered', async () => {
  const cwd = world();
  const run = await commandLine(['run', 'demo/g', '--mock'], { cwd });
  expect(run.code).toBe(1);
  expect(run.stderr).toContain('https://api.example.com/gone');
  expect(run.stderr).toContain('  the mock answered, not the vendor: fixtures/demo/mock.yaml says with what\n');
  const act = await commandLine(['act', 'demo/a', '--object-file', 'note.json', '--mock', '--yes'], { cwd });
  expect(act).toMatchObject({ code: 1, stderr: expect.stringContaining('the mock answered, not the vendor') as string });
  expect((await commandLine(['run', 'demo/f', '--mock'], { cwd })).stderr).toBe('');
});
