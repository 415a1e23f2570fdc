import { existsSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { beforeAll, describe, expect, test } from 'vitest';
import { FAILURES } from '../../../engine/proof/prove/cell.ts';
import type { Ended } from '../../cli/feedwright.ts';
import { commandLine, inProcess } from '../../e2e/in-process.ts';
import { bakery, CASE, definition, firstRun, moved } from './bakery.ts';
import { isWellFormed } from './markup.ts';

const prove = (cwd: string, ...words: readonly string[]): Promise<Ended> => commandLine(['prove', ...words], { cwd });

/** A title that would steer a page or a terminal, were it taken for more than a text. */
const HOSTILE = `</td><script src="https://evil.example/x.js"></script><img src=x onerror='alert(1)'> \\e[2J&`;
const hostile = firstRun.replace('Three loaves of two bakers.', JSON.stringify(HOSTILE).replace('\\\\e', '\\u001b'));

/** One more than there are. */
const wrong = firstRun.replace('count: 3', 'count: 4');

interface WrittenProof {
  readonly feeds: readonly [{ readonly files: object; readonly cells: object }];
}

let whole: Ended;
let cwd: string;

beforeAll(async () => {
  cwd = bakery({ [CASE]: hostile });
  whole = await prove(cwd, '--cells', '8', '--kills', '3', '--seed', '3', '--out', 'proof.json', '--html', 'page.html');
});

describe('feedwright prove', () => {
  test('shows the matrix of a feed by group, its kills, what the marks mean, and a line on all', () => {
    expect(whole.code).toBe(0);
    expect(whole.stdout).toMatch(/^bakery\/loaves {2}1\.0\.0 {2}8 cells: .* same store.*, chosen of \d+/m);
    expect(whole.stdout).toMatch(/^ {4}first-run ·$/m);
    for (const group of ['case', 'network, at request', 'data', 'process']) expect(whole.stdout).toContain(`\n  ${group}`);
    expect(whole.stdout).toMatch(/^ {2}3 kills: 3 same store$/m);
    expect(whole.stdout).toMatch(/^· same store {3}m mended .*seed 3$/m);
    expect(whole.stdout.trimEnd().split('\n').at(-1)).toMatch(/^1 feed: 8 cells, 3 kills; 0 lost, doubled, hung or leaked \(/);
  });

  test('no line is wider than a window of 80 columns, and piped there is no colour', () => {
    const matrix = whole.stdout.split('\n').filter((line) => line.startsWith('    ') && !line.includes('.'));
    expect(matrix.length).toBeGreaterThanOrEqual(4);
    expect(matrix.filter((line) => line.length > 80)).toEqual([]);
    expect(whole.stdout + whole.stderr).not.toContain('\u001b');
  });

  test('the same seed chooses the same cells, fewer of them where fewer are wanted, and another seed others', async () => {
    const three = async (seed: string): Promise<readonly string[]> => {
      const { stdout } = await prove(cwd, '--cells', '3', '--kills', '0', '--seed', seed, '--json');
      const { feeds } = JSON.parse(stdout) as {
        readonly feeds: readonly [{ readonly cells: readonly { readonly id: string }[] }];
      };
      return feeds[0].cells.map(({ id }) => id);
    };
    const eight = Object.keys((JSON.parse(readFileSync(join(cwd, 'proof.json'), 'utf8')) as WrittenProof).feeds[0].cells);
    const chosen = await three('3');
    expect(chosen.map((id) => id.split('/')[0])).toEqual(['case', 'network', 'data']);
    expect(eight).toEqual(expect.arrayContaining([...chosen]));
    expect(await three('4')).not.toEqual(chosen);
  });

  test('--only plays the cell that is named and no other, or all whose ids begin so', async () => {
    const one = await prove(cwd, 'bakery/loaves', '--only', 'network/500/1', '--junit');
    expect(one.code).toBe(0);
    expect([...one.stdout.matchAll(/<testcase /g)]).toHaveLength(1);
    expect(one.stdout).toContain('name="network/500/1: 500, request 1, GET /loaves"');
    const some = await prove(cwd, 'bakery', '--only', 'process/full-disk-5', '--only', 'process/read');
    expect(some.stdout).toMatch(/3 cells, 0 kills; 0 lost/);
  });

  test('--only plays one death again, of a process that goes on from another death too', async () => {
    const { stdout } = await prove(cwd, '--only', 'kill/first-run/3', '--only', 'kill/first-run/5.2', '--json');
    const { feeds } = JSON.parse(stdout) as {
      readonly feeds: readonly [{ readonly kills: readonly object[]; readonly cells: unknown }];
    };
    expect(feeds[0].cells).toEqual([]);
    expect(feeds[0].kills).toMatchObject([
      { id: 'kill/first-run/3', verdict: 'same store' },
      { id: 'kill/first-run/5.2', verdict: 'same store' },
    ]);
  });

  test('what fails is written in full, with its reason and what plays it again', async () => {
    const place = bakery({ [CASE]: wrong });
    const { code, stdout, stderr } = await prove(
      place,
      '--cells',
      '1',
      '--kills',
      '0',
      '--definitions',
      'definitions',
      '--out',
      'proof.json',
    );
    expect(stdout).toMatch(/^ {4}first-run {2}LOST$/m);
    expect(stdout).toContain('LOST  bakery/loaves  case/first-run: without trouble, Three loaves of two bakers.');
    expect(stdout).toContain('objects.count: expected 4, and 3 came.');
    const again = /again: feedwright (prove .*)$/m.exec(stdout)?.[1] ?? '';
    expect(again).toBe('prove bakery/loaves --definitions definitions --seed 1 --only case/first-run');
    expect((await commandLine(again.split(' '), { cwd: place })).stdout).toContain('1 feed: 1 cell, 0 kills; 1 lost (');
    expect(stdout).toMatch(/1 feed: 1 cell, 0 kills; 1 lost \(/);
    expect(code).toBe(1);
    expect(stderr).toContain('The proof was not written: bakery/loaves failed.');
    expect(readdirSync(place).toSorted()).toEqual(['definitions', 'fixtures']);
  });

  test('on a terminal failures are red and a line shows how far it is', async () => {
    const place = bakery({ [CASE]: wrong });
    const { stdout, stderr } = await inProcess('prove', { only: ['case'] }, [[]] as never, { cwd: place, typed: '' });
    expect(stdout).toContain('\u001b[31mLOST');
    expect(stderr).toMatch(/0 of 1 feed · 1 cell · 0 kills · 1 failed · bakery\/loaves case\/first-run/);
    // The line is taken away again.
    expect(stderr.endsWith('\r\u001b[2K')).toBe(true);
  });

  test('a feed none of whose cases begins well is told, and the others are proved all the same', async () => {
    const other = definition.slice(definition.indexOf('  loaves:\n    title')).replace('  loaves:', '  rolls:');
    const place = bakery({
      'definitions/bakery.yaml': definition + other,
      'fixtures/bakery/cases/rolls.yaml':
        'case: 1\nfeed: bakery/rolls\nfaults: ["*: 500 always"]\nsteps: [{ step: fails, expect: { error: http.status } }]\n',
    });
    const { code, stdout } = await prove(place, '--only', 'case', '--only', 'network/403/1');
    expect(stdout).toContain('No case of bakery/rolls begins with a run that succeeds and leaves something. [prove.no-case]');
    expect(stdout).toContain('2 feeds: 3 cells, 0 kills; 0 lost, doubled, hung or leaked, 1 could not be proved (');
    expect(stdout.indexOf('bakery/loaves  1.0.0')).toBeGreaterThanOrEqual(0);
    expect(code).toBe(1);
  });

  test('an interruption ends it without a proof, and leaves nothing behind', async () => {
    const place = bakery();
    const stop = new AbortController();
    setTimeout(() => stop.abort(new Error('interrupted')), 300);
    const { code, stdout } = await inProcess('prove', { out: 'proof.json' }, [[]] as never, { cwd: place, signal: stop.signal });
    expect(code).toBe(130);
    expect(stdout).toContain('1 not proved to the end');
    expect(readdirSync(place).toSorted()).toEqual(['definitions', 'fixtures']);
  });
});

describe('reports', () => {
  test('JSON has every cell and kill, with what came of it and why', async () => {
    const { code, stdout } = await prove(cwd, '--only', 'network/empty/1', '--only', 'kill/first-run/2', '--json');
    expect(code).toBe(0);
    expect(JSON.parse(stdout)).toMatchObject({
      seed: 1,
      engine: expect.stringMatching(/^\d+\.\d+\.\d+/) as string,
      feeds: [
        {
          target: 'bakery/loaves',
          definition: { file: 'definitions/bakery.yaml', version: '1.0.0' },
          error: null,
          cells: [{ id: 'network/empty/1', group: 'network', verdict: 'mended', why: expect.any(String) as string }],
          kills: [{ id: 'kill/first-run/2', verdict: 'same store', why: null }],
        },
      ],
      feeds_left: 0,
      failed: 0,
    });
  });

  test("JUnit's XML is well formed, with a suite for the feed and a failure where one is", async () => {
    const place = bakery({ [CASE]: hostile.replace('count: 3', 'count: 4') });
    const { code, stdout } = await prove(place, '--only', 'case', '--only', 'data/edge', '--junit');
    expect(isWellFormed(stdout)).toBe(true);
    expect(stdout).toMatch(/<testsuite name="bakery\/loaves" tests="2" failures="1" errors="0" /);
    expect(stdout).toContain('<failure message="LOST: objects.count: expected 4, and 3 came." type="LOST"/>');
    expect(code).toBe(1);
  });

  test('the page asks nobody for anything, and takes no name for markup', () => {
    const page = readFileSync(join(cwd, 'page.html'), 'utf8');
    expect(isWellFormed(page.replace(/^<!doctype html>/, '').replaceAll(/<(meta|br)([^>]*)>/g, '<$1$2/>'))).toBe(true);
    expect(page).toContain('&lt;script src=&quot;https://evil.example/x.js&quot;&gt;');
    expect(page).toContain('\\u{1b}[2J&amp;');
    expect(page).not.toMatch(/<(?:script|img|link|iframe|object|embed|base|form)\b/i);
    const tags = [...page.matchAll(/<[a-z][^>]*>/gi)].map(([tag]) => tag);
    expect(tags.filter((tag) => /\s(?:src|on\w+|srcset|action|style)=|href="(?!#)/i.test(tag))).toEqual([]);
    expect(/<style>[^]*<\/style>/.exec(page)?.[0]).not.toMatch(/url\(|@import/);
    expect(page).toContain('bakery/loaves');
    for (const word of ['8 cells', 'same store', 'deaths of the process', 'seed 3', ...FAILURES]) expect(page).toContain(word);
  });
});

describe('a proof', () => {
  const verify = (place: string, ...more: readonly string[]): Promise<Ended> => prove(place, '--verify', 'proof.json', ...more);
  const proofIn = (place: string): string => join(place, 'proof.json');
  const proof = (): WrittenProof => JSON.parse(readFileSync(proofIn(cwd), 'utf8')) as WrittenProof;
  /** The same files at another place, with the proof. */
  const elsewhere = (): string => {
    const to = moved(cwd);
    writeFileSync(proofIn(to), readFileSync(proofIn(cwd)));
    return to;
  };

  test('says what was proved, with which files, and how it came out', () => {
    expect(proof()).toMatchObject({
      proof: 1,
      summary: expect.stringMatching(/^8 of \d+ cells, 3 kills, engine \d/) as string,
      seed: 3,
      deaths: 3,
      date: expect.stringMatching(/^\d{4}-\d\d-\d\dT.*Z$/) as string,
      feeds: [{ target: 'bakery/loaves', definition: { version: '1.0.0' }, kills: { 'same store': 3 } }],
    });
    const [{ files, cells }] = proof().feeds;
    expect(Object.keys(files)).toEqual([CASE, 'fixtures/bakery/loaves.json', 'fixtures/bakery/mock.yaml']);
    expect(Object.keys(cells)).toHaveLength(8);
  });

  test('holds where the same files lie, wherever that is', async () => {
    const { code, stdout } = await verify(elsewhere());
    expect(stdout).toMatch(/^holds {2}proof\.json: 8 of \d+ cells, 3 kills, engine /);
    expect(code).toBe(0);
  });

  test('does not hold once the definition, a fixture or a case is another; each is told, and how to prove it again', async () => {
    const place = elsewhere();
    rmSync(join(place, 'fixtures/bakery/loaves.json'));
    const gone = await verify(place);
    expect(gone.stdout).toContain("bakery/loaves can't be proved here: The mock's file ./loaves.json does not exist.");
    expect(gone.code).toBe(1);
    const same = elsewhere();
    writeFileSync(join(same, 'definitions/bakery.yaml'), definition.replace('1.0.0', '1.0.1'));
    writeFileSync(join(same, 'fixtures/bakery/more.csv'), '');
    writeFileSync(join(same, CASE), firstRun);
    const told = await verify(same);
    expect(told.stdout).toContain(
      '  definitions/bakery.yaml: the definition has changed since it was proved: version 1.0.0 then, 1.0.1 now\n',
    );
    expect(told.stdout).toContain(`  ${CASE}: has changed since then\n`);
    expect(told.stdout).toContain('  fixtures/bakery/more.csv: was not there then\n');
    expect(told.stdout).toContain(
      '3 differences; prove again with: feedwright prove bakery/loaves --seed 3 --kills 3 --cells 8 --out proof.json',
    );
    expect(told.code).toBe(1);
    const json = await verify(same, '--json');
    expect(JSON.parse(json.stdout)).toMatchObject({ holds: false, differences: [{ file: 'definitions/bakery.yaml' }, {}, {}] });
  });

  test('of another engine, or that says nothing of the feed that is named, does not hold', async () => {
    const place = elsewhere();
    writeFileSync(proofIn(place), readFileSync(proofIn(place), 'utf8').replace(/"engine": "[^"]*"/, '"engine": "0.0.1"'));
    const { code, stdout } = await verify(place, 'bakery/rolls');
    expect(stdout).toContain('  it was proved by version 0.0.1 of Feedwright, and this is ');
    expect(stdout).toContain('  the proof says nothing of bakery/rolls\n');
    expect(code).toBe(1);
  });

  test.each([
    ['{ "proof": 1, "feeds": [', 'it is not valid JSON'],
    ['{ "name": "feedwright" }', 'is no proof.'],
    ['{ "proof": 2 }', 'is not of format 1'],
    ['{ "proof": 1, "seed": "x" }', "The proof can't be read: "],
  ])('that is broken or something else is refused: %s', async (text, says) => {
    const place = bakery({ 'proof.json': text });
    const { code, stdout, stderr } = await verify(place);
    expect(stderr).toContain(says);
    expect(stderr).toContain('hint: ');
    expect(stdout).toBe('');
    expect(code).toBe(2);
  });

  test('in which something failed is none', async () => {
    const place = elsewhere();
    writeFileSync(
      proofIn(place),
      readFileSync(proofIn(place), 'utf8').replace('"case/first-run": "same store"', '"case/first-run": "LOST"'),
    );
    const { code, stderr } = await verify(place);
    expect(stderr).toMatch(/can't be `LOST`[^]*at proof\.json:\d+:\d+/);
    expect(code).toBe(2);
  });

  test('takes the place of another one, and of nothing else', async () => {
    const { code, stderr } = await prove(cwd, '--out', 'definitions/bakery.yaml');
    expect(stderr).toContain('bakery.yaml is there already, and is no proof.');
    expect(code).toBe(2);
  });
});

describe('what is wrong is told, and nothing is played', () => {
  test.each([
    [['bakry'], 'Did you mean `bakery`?'],
    [['bakery/loavs'], 'Did you mean `bakery/loaves`?'],
    [['--json', '--junit'], "--json and --junit can't be asked for together."],
    [['--only', 'case', '--out', 'p.json'], "--only and --out can't be asked for together."],
    [['--verify', 'proof.json', '--kills', '3'], "--verify and --kills can't be asked for together."],
    [['--kills', 'many'], '--kills takes a whole number'],
    [['--html', 'definitions'], 'cannot be written: it is a folder'],
  ])('%s', async (words, says) => {
    const { code, stdout, stderr } = await prove(cwd, ...words);
    expect(stderr).toContain(says);
    expect(stdout).toBe('');
    expect(code).toBe(2);
    expect(existsSync(join(cwd, 'p.json'))).toBe(false);
  });

  test('an id that no cell and no kill has', async () => {
    const { code, stderr } = await prove(cwd, '--only', 'netwrk/reset');
    expect(stderr).toContain('No cell and no kill is named netwrk/reset, or begins so.');
    expect(code).toBe(2);
  });

  test('a pack without a case', async () => {
    const place = bakery();
    rmSync(join(place, CASE));
    const { code, stderr } = await prove(place);
    expect(stderr).toContain('There is no case.');
    expect(code).toBe(2);
  });
});
