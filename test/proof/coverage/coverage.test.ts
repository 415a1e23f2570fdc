import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { mergeHits } from '../../../engine/proof/coverage/hits.ts';
import { commandLine } from '../../e2e/in-process.ts';
import { aquarium, DEFINITION, definition, MEAL, ONE, SEVERAL } from './aquarium.ts';

const run = (cwd: string, ...words: readonly string[]) => commandLine(['test', ...words], { cwd });

interface Count {
  readonly covered: number;
  readonly total: number;
}

interface Definition {
  readonly pack: string;
  readonly state: string;
  readonly percent: number;
  readonly branches: Count;
  readonly filters: Count;
  readonly options: Count;
  readonly parts: readonly { readonly name: string; readonly branches: Count }[];
  readonly uncovered: readonly {
    readonly kind: string;
    readonly place: string;
    readonly what: string;
    readonly source: string;
  }[];
}

const coverage = async (cwd: string, ...words: readonly string[]): Promise<{ definitions: Definition[]; below: string[] }> => {
  const { stdout } = await run(cwd, '--coverage', '--json', ...words);
  return (JSON.parse(stdout) as { coverage: { definitions: Definition[]; below: string[] } }).coverage;
};

/** `file:line:column` of a text in the definition. */
const placeOf = (text: string, within = 0): string => {
  const before = definition.slice(0, definition.indexOf(text) + within).split('\n');
  return `${DEFINITION}:${before.length}:${(before.at(-1) ?? '').length + 1}`;
};

describe('feedwright test --coverage', () => {
  test('counts what the cases take of each definition, feed and action', async () => {
    const { stdout, code } = await run(aquarium({ one: ONE }), '--coverage');
    expect(stdout).toMatch(/^aquarium +13\/16 +6\/10 +10\/22 +45\.4 +1\/2 +0\/1 +0\/1 +1\/5$/m);
    expect(stdout).toMatch(/^ {2}fish +10\/11 +5\/8 +9\/18 +50\.0 +1\/2 +– +0\/1 +1\/5$/m);
    expect(stdout).toMatch(/^ {2}feed +0\/1 +0\/1 +0\/2 +0\.0 +– +– +– +0\/1$/m);
    expect(code).toBe(0);
  });

  test.each([
    [placeOf("> 10 ? 'big'", 5), "else side never taken: `length > 10 ? 'big' : 'small'`"],
    [placeOf("?? 'unknown'"), "always its default: `place ?? 'unknown'`"],
    [placeOf('and old'), 'left side never false: `rare and old`'],
    [placeOf('[shape'), "never rejects anything: `marks[shape = 'spot'].size`"],
    [placeOf('(common, latin)'), 'argument 2 never given: `$first(common, latin)`'],
    [placeOf('rare and old'), 'never false: `rare and old`'],
    [placeOf('$exists(tank)'), 'never true: `$exists(tank)`'],
    [placeOf('{ of: !expr water'), '`else` of the look-up never taken: `water`'],
    [placeOf('length > 1\n'), 'never drops a record (too small): `length > 1`'],
    [placeOf('$user.water }'), 'never has a value: `$user.water`'],
    [placeOf('colour\n'), 'never gives a value: `colour`'],
    [placeOf('{ status: 404'), 'outcome `no_records` never taken: `404`'],
    [placeOf('tank:\n        when'), 'never called: `tank`'],
    [placeOf('/tanks/'), 'never evaluated: `/tanks/{{@args.id}}`'],
    [placeOf('eaten ?'), "never evaluated: `eaten ? 'all' : 'some'`"],
    [placeOf('strict:'), 'option `strict` never true'],
    [placeOf('water: {'), 'option `water` never salt'],
  ])('%s  %s', async (place, says) => {
    expect((await run(aquarium({ one: ONE }), '--coverage')).stdout).toContain(`${place}  ${says}\n`);
  });

  test('a further case takes the other sides, and what is left stays told', async () => {
    const cwd = aquarium({ one: ONE, several: SEVERAL, meal: MEAL });
    const { definitions, below } = await coverage(cwd, '--threshold', '95');
    const [one] = definitions;
    expect(one).toMatchObject({ pack: 'aquarium', state: 'tested', percent: 95.45, branches: { covered: 21, total: 22 } });
    expect(one?.uncovered).toEqual([
      { kind: 'option', place: placeOf('host: {'), what: 'never set', source: 'host' },
      { kind: 'option', place: placeOf('water: {'), what: 'never fresh', source: 'water' },
      { kind: 'branch', place: placeOf("? 'all'"), what: 'else side never taken', source: "eaten ? 'all' : 'some'" },
    ]);
    expect(below).toEqual([]);
  });

  test('a definition that a case names by its path is there as well', async () => {
    const file = join(aquarium({}, { 'elsewhere/aquarium.yaml': definition }), 'elsewhere/aquarium.yaml');
    const cwd = aquarium({ one: ONE.replace('aquarium/fish', `${file}#fish`) });
    const { definitions } = await coverage(cwd);
    expect(definitions.map(({ state, percent }) => [state, percent])).toEqual([
      ['untested', 0],
      ['tested', 45.45],
    ]);
  });

  test('an option that has its default is not set', async () => {
    const host = ONE.replace('variant:', 'options: { host: "https://aquarium.example/" }\nvariant:');
    const lacks = async (text: string): Promise<boolean> =>
      (await coverage(aquarium({ one: text })))[`definitions`][0]?.uncovered.some(({ source }) => source === 'host') ?? false;
    expect(await lacks(host)).toBe(true);
    expect(await lacks(host.replace('example/', 'example/bay'))).toBe(false);
  });

  test('what a definition has of control characters does not reach the terminal', async () => {
    const text = definition.replace('because: too small', 'because: "too\\e[2J small"').replace("'small'\"", "'sm\\e[2Jall'\"");
    const { stdout } = await run(aquarium({ one: ONE }, { [DEFINITION]: text }), '--coverage');
    expect(stdout).toContain("length > 10 ? 'big' : 'sm");
    expect(stdout).not.toContain('\u001b[2J');
  });

  test('a condition that stands for itself has no other side, and an implied `else: quarantine` is none', async () => {
    const text = definition
      .replace('when: !expr rare and old', 'when: !expr true')
      .replace('{ s: salt, f: fresh }, else: keep }', '{ s: salt, f: fresh, x: none } }');
    const { definitions } = await coverage(aquarium({ one: ONE }, { [DEFINITION]: text }));
    expect(definitions[0]?.branches).toEqual({ covered: 8, total: 17 });
  });
});

describe('--threshold', () => {
  test('fails where less of the branches is taken, and says by how much', async () => {
    const { stdout, code } = await run(aquarium({ one: ONE }), '--coverage', '--threshold', '95');
    expect(stdout).toContain(`below  ${DEFINITION}  45.4 % of its branches, 49.6 below 95 %\n`);
    expect(code).toBe(1);
  });

  test('passes once a further case takes them', async () => {
    const { stdout, code } = await run(aquarium({ one: ONE, several: SEVERAL, meal: MEAL }), '--coverage', '--threshold', '95');
    expect(stdout).not.toContain('below');
    expect(code).toBe(0);
  });

  test('a definition without a case counts 0, be it the only one or one that has no branches', async () => {
    const none = await run(aquarium({}), '--coverage', '--threshold', '1');
    expect(none.stdout).toMatch(/^aquarium +0\/16 +0\/10 +0\/22 +0\.0 /m);
    expect(none.stdout).toContain(`${DEFINITION}  no case\n`);
    expect(none.code).toBe(1);
    const plain = definition
      .replace('name: aquarium', 'name: pond')
      .replaceAll(/!expr "(?:length|eaten).*"/g, '!expr $string(length)')
      .replace(/ {4}filters:\n(?: {6}.*\n)*/, '');
    const cwd = aquarium({ one: ONE, several: SEVERAL, meal: MEAL }, { 'definitions/pond.yaml': plain });
    expect((await coverage(cwd, '--threshold', '95')).below).toEqual(['pond']);
    expect((await coverage(cwd, 'aquarium', '--threshold', '95')).below).toEqual([]);
  });

  test('so does one that is wrong, beside the cases of others', async () => {
    const cwd = aquarium({ one: ONE }, { 'definitions/pond.yaml': 'language: 1\nname: pond\n' });
    expect((await coverage(cwd, '--threshold', '1')).below).toEqual(['pond']);
    expect((await run(cwd, '--coverage')).stdout).toContain('definitions/pond.yaml  is wrong;');
  });

  test('a case that does not hold fails whatever is covered', async () => {
    const cwd = aquarium({ one: ONE.replace('count: 1', 'count: 2') });
    expect((await run(cwd, '--coverage', '--threshold', '1')).code).toBe(1);
  });

  test.each([
    [['--threshold', '95'], 'Without --coverage'],
    [['--coverage', '--threshold', '101'], 'from 0 to 100, not "101"'],
    [['--coverage', '--threshold', 'all'], 'from 0 to 100, not "all"'],
    [['--coverage', '--junit'], "--junit and --coverage can't be asked for together."],
    [['--coverage', '--update'], "--update and --coverage can't be asked for together."],
  ])('%j is refused', async (words, says) => {
    const { stderr, stdout, code } = await run(aquarium({ one: ONE }), ...words);
    expect(stderr).toContain(says);
    expect(stdout).toBe('');
    expect(code).toBe(2);
  });
});

test('a run gives the same with and without: what was written down without holds with it', async () => {
  const bare = (text: string): string =>
    text.replaceAll(/expect: \{ (?!changes).*\} \}/g, 'step: x }').replaceAll(/ - expect: .*/g, ' - step: x');
  const cwd = aquarium({ one: bare(ONE), several: bare(SEVERAL), meal: bare(MEAL) });
  expect((await run(cwd, '--update')).stdout).toContain('3 cases say what comes');
  const written = readFileSync(join(cwd, 'fixtures/aquarium/cases/several.yaml'), 'utf8');
  for (const word of ['requests:', 'objects:', 'ledger:']) expect(written).toContain(word);
  const { stdout, code } = await run(cwd, '--coverage');
  expect(stdout).toContain('3 cases: 3 passed');
  expect(code).toBe(0);
});

test('what parts of a test run have met is added up', () => {
  expect(mergeHits([{ a: { x: 1, y: 2 } }, { a: { x: 3 }, b: {} }])).toEqual({ a: { x: 4, y: 2 }, b: {} });
  expect(mergeHits([])).toEqual({});
});
