/** Many cases are shared out over threads; what one of them meets fails its own cases and no others. */
import { mkdtempSync, readdirSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { WorkThread } from '../../../engine/proof/threads/work-thread.ts';
import { feedwright, inTurn } from '../../cli/feedwright.ts';
import { garden } from '../../cli/garden.ts';
import { commandLine } from '../../e2e/in-process.ts';

const HOLDS = 'case: 1\nfeed: garden/plants\nsteps: [{ expect: { objects: { count: 2 } } }]\n';
const SILENT = `case: 1\nfeed: garden/plants\nfaults: ["GET /plants: hang always"]\nsteps: [{ expect: { error: http.timeout, objects: none } }]\n`;

const named = (number: number): string => `fixtures/garden/cases/case-${String(number).padStart(3, '0')}.yaml`;

const bed = (count: number, text: (number: number) => string): string =>
  garden(Object.fromEntries(Array.from({ length: count }, (_, number) => [named(number), text(number)])));

test('the results are in the order of the files, whichever thread they come from', async () => {
  const count = 40;
  const cwd = bed(count, (number) => (number % 10 === 7 ? HOLDS.replace('count: 2', 'count: 3') : HOLDS));
  const { code, stdout } = await commandLine(['test', '--json'], { cwd });
  const { cases } = JSON.parse(stdout) as { cases: { file: string; passed: boolean }[] };
  expect(cases.map(({ file }) => file)).toEqual(Array.from({ length: count }, (_, number) => named(number)));
  expect(cases.filter(({ passed }) => !passed).map(({ file }) => file)).toEqual([7, 17, 27, 37].map(named));
  expect(code).toBe(1);
});

test('--update writes from every thread', async () => {
  const cwd = bed(30, () => HOLDS.replace('count: 2', 'count: 9'));
  const { code, stdout } = await commandLine(['test', '--update'], { cwd });
  expect(stdout.match(/^updated /gm)).toHaveLength(30);
  expect(code).toBe(0);
  expect((await commandLine(['test'], { cwd })).code).toBe(0);
});

test('what nobody expected fails each case that meets it, and the others go on', async () => {
  const cwd = bed(30, () => HOLDS);
  const { code, stdout, stderr } = await feedwright(['test'], { cwd, env: { TMPDIR: join(cwd, 'nowhere') } });
  expect(stdout).toContain('30 cases: 0 passed, 30 failed');
  expect(stdout).toMatch(
    /error: The case could not be run: ENOENT: no such file or directory, mkdtemp .* \[test\.system\]\n {2}hint: /,
  );
  expect(stdout + stderr).not.toContain('    at ');
  expect(code).toBe(1);
});

test('the cases of a thread that breaks down fail, and it takes no more', async () => {
  const cwd = bed(1, () => SILENT);
  const thread = new WorkThread({
    module: new URL('../../../engine/proof/testing/case-thread.ts', import.meta.url),
    manner: { cwd, definitions: undefined, config: undefined, update: false, coverage: false },
    signal: new AbortController().signal,
    broken: (one, error) => ({ one, says: (error as Error).message }),
  });
  const one = { pack: 'garden', file: join(cwd, named(0)) };
  const running = thread.run(one, () => undefined);
  await thread.close();
  expect(await running).toMatchObject({ one, says: 'The thread that worked on it has ended.' });
  expect(thread.hasEnded).toBe(true);
});

test('an interruption ends every thread soon, and nothing stays in the folder for temporary files', async () => {
  const cwd = bed(60, (number) => (number === 0 ? HOLDS : SILENT));
  const temporary = mkdtempSync(join(tmpdir(), 'feedwright-interrupted-'));
  const { follow, left } = inTurn([[/passed/, (child) => void child.kill('SIGINT')]]);
  const { code, stdout } = await feedwright(['test'], { cwd, env: { TMPDIR: temporary }, whileRunning: follow });
  expect(left()).toEqual([]);
  expect(stdout).toMatch(/^60 cases: \d+ passed, 0 failed, \d+ not run/m);
  expect(stdout).not.toContain('FAILED');
  expect(readdirSync(temporary)).toEqual([]);
  expect(code).toBe(130);
});
