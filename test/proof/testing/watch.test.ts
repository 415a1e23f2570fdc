import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { definition, mock } from '../../cli/garden.ts';
import { feedwright, inTurn, workingDirectory } from '../../cli/feedwright.ts';

const caseOf = (pack: string, title: string): string =>
  `case: 1\ntitle: ${title}\nfeed: ${pack}/plants\nsteps: [{ expect: { objects: { count: 2 } } }]\n`;

const twoPacks = (): string =>
  workingDirectory({
    'definitions/garden.yaml': definition,
    'fixtures/garden/mock.yaml': mock,
    'fixtures/garden/cases/first.yaml': caseOf('garden', 'Of the garden.'),
    'definitions/meadow.yaml': definition.replace('name: garden', 'name: meadow'),
    'fixtures/meadow/mock.yaml': mock,
    'fixtures/meadow/cases/first.yaml': caseOf('meadow', 'Of the meadow.'),
  });

test('--watch runs again what a save may change: case, definition, fixture, a new folder of cases; until it is interrupted', async () => {
  const cwd = twoPacks();
  const at = (name: string): string => join(cwd, name);
  const meadow = definition.replace('name: garden', 'name: meadow');
  // Each save once what came of the one before has been seen; one may be told in two parts.
  const { follow, left } = inTurn([
    [
      /^(?=[^]*Of the garden\.)(?=[^]*Of the meadow\.)[^]*waiting for the next save/,
      () => writeFileSync(at('fixtures/garden/cases/first.yaml'), caseOf('garden', 'Another title.')),
    ],
    [/passed.*Another title\.[^]*waiting for/, () => writeFileSync(at('definitions/meadow.yaml'), `${meadow}x: [\n`)],
    [/definitions\/meadow\.yaml:\d+[^]*1 failed[^]*waiting for/, () => writeFileSync(at('definitions/meadow.yaml'), meadow)],
    [
      /passed.*Of the meadow\.[^]*waiting for/,
      () => writeFileSync(at('fixtures/garden/mock.yaml'), mock.replace('height: 2', 'height: 0')),
    ],
    [/FAILED.*Another title\.[^]*objects[^]*waiting for/, () => mkdirSync(at('fixtures/orchard/cases'), { recursive: true })],
    [/waiting for/, () => writeFileSync(at('fixtures/orchard/cases/first.yaml'), caseOf('meadow', 'Of another folder.'))],
    [/waiting for/, () => writeFileSync(at('definitions/orchard.yaml'), meadow.replace('name: meadow', 'name: orchard'))],
    [/Of another folder\.[^]*waiting for/, (child) => void child.kill('SIGINT')],
  ]);
  const { code, stdout } = await feedwright(['test', '--watch'], { cwd, whileRunning: follow });
  expect(left()).toEqual([]);
  expect(code).toBe(0);
  const [, ...later] = stdout.slice(0, stdout.indexOf('FAILED  fixtures/garden')).split(/^\d+ cases?: .*$/m);
  expect(later.filter((round) => round.includes('garden/cases') && round.includes('meadow/cases'))).toEqual([]);
});

test('--watch has stdout for itself', async () => {
  const { code, stderr } = await feedwright(['test', '--watch', '--json'], { cwd: twoPacks() });
  expect(stderr).toContain("--json and --watch can't be asked for together.");
  expect(code).toBe(2);
});
