import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { flowerBed } from '../../api/flower-bed.ts';
import { definition } from '../../cli/garden.ts';
import { commandLine } from '../../e2e/in-process.ts';

const NEXT = `  - step: later
    clock: +PT5M
    expect: { changes: none }
`;

const FIRST = `case: 1
title: Two kinds of plants in four windows.
feed: garden/plants
steps:
  - step: first run
    expect:
      requests:
        - GET /plants?since=1767225600&until=1768089600
        - GET /plants?since=1768089600&until=1768953600
        - GET /plants?since=1768953600&until=1769817600
        - GET /plants?since=1769817600&until=1769904000
      objects:
        - { type: indicator, subtype: FQDN, value: mint.example, status: Active, published_at: 2026-01-15T00:00:00.000Z, attributes: { Kind: herb } }
        - { type: indicator, subtype: FQDN, value: nettle.example, status: Active, published_at: 2026-01-05T00:00:00.000Z, attributes: { Kind: weed, Note: under the hedge } }
      ledger: { fetched: 3, mapped: 2, dropped: { too small: 1 } }
`;

const CASE = 'fixtures/garden/cases/first.yaml';

const run = (cwd: string, ...words: readonly string[]) => commandLine(['test', ...words], { cwd });

const bed = (text: string, files: Readonly<Record<string, string>> = {}): string => flowerBed({ [CASE]: text, ...files });

describe('feedwright test', () => {
  test('passes where all that was expected came, and says how many cases there were', async () => {
    const { code, stdout } = await run(bed(FIRST + NEXT));
    expect(stdout).toContain(`passed  ${CASE}`);
    expect(stdout).toMatch(/^1 case: 1 passed, 0 failed/m);
    expect(code).toBe(0);
  });

  test('shows what was expected beside what came, at the line of the expectation', async () => {
    const { code, stdout } = await run(bed(FIRST.replace('mint.example', 'mynt.example').replace('fetched: 3', 'fetched: 4')));
    expect(stdout).toMatch(/mynt\.example +an object +–/);
    expect(stdout).toMatch(/mint\.example +– +an object/);
    expect(stdout).toMatch(/ledger\.fetched +4 +3/);
    expect(stdout).toContain(`${CASE}:13:9`);
    expect(code).toBe(1);
  });

  test('tells a misspelt path of the mapping', async () => {
    const cwd = bed(FIRST, { 'definitions/garden.yaml': definition.replace('value: !expr kind,', 'value: !expr knid,') });
    const { code, stdout } = await run(cwd);
    expect(stdout).toMatch(/objects indicator \(FQDN\): mint\.example\.attributes +\{"Kind":"herb"\} +–/);
    expect(code).toBe(1);
  });

  test('never passes an empty result that nobody expects', async () => {
    const empty = `case: 1\nfeed: garden/plants\noptions: { height: 100 }\nsteps: [{ expect: { ledger: { fetched: 3 } } }]\n`;
    const { code, stdout } = await run(bed(empty));
    expect(stdout).toContain('some, or `objects: none`');
    expect(code).toBe(1);
    expect((await run(bed(empty.replace('ledger:', 'objects: none, ledger:')))).code).toBe(0);
  });

  test('waits for a retry in no time, whatever the vendor asks for', async () => {
    const patient = FIRST.replace('feed:', 'faults: ["GET /plants: 503 retry-after=100 x2"]\nfeed:').replace(
      / {6}requests:\n(?: {8}.*\n){4}/,
      '',
    );
    const from = performance.now();
    const { code, stdout } = await run(bed(patient));
    expect(stdout).toContain('1 passed');
    expect(code).toBe(0);
    // It would be over three minutes by the clock.
    expect(performance.now() - from).toBeLessThan(150_000);
  });

  test('a step that fails is expected with its code; the next one goes on', async () => {
    const text = `case: 1
feed: garden/plants
steps:
  - faults: ["GET /plants: 400 after 2"]
    expect: { error: { code: http.status, place: "garden.yaml:17:7" }, objects: { count: 2 } }
  - step: mended
    expect: { objects: { count: 2, without: [{ value: moss.example }] }, checkpoint: 2026-02-01T00:00:00.000Z }
`;
    const { stdout, code } = await run(bed(text));
    expect(stdout).toContain('1 passed');
    expect(code).toBe(0);
    const unexpected = await run(bed(text.replace(/error: \{.*?\}, /, '')));
    expect(unexpected.stdout).toMatch(/error +– +http\.status: /);
  });

  test('the process dies at a durable step, and the next run makes up for it', async () => {
    const text = (n: number): string => `case: 1
feed: garden/plants
steps:
  - { step: dies, kill: ${n} }
  - step: goes on
    expect: { objects: { count: 2, with: [{ value: mint.example, attributes: { Kind: herb } }] } }
  - { step: again, expect: { changes: none } }
`;
    for (const n of [1, 3, 5, 6, 7, 9, 12]) expect((await run(bed(text(n)))).stdout).toContain('1 passed');
    const { code, stdout } = await run(bed(text(900)));
    expect(stdout).toMatch(/kill +a durable step 900 +\d+ \(/);
    expect(code).toBe(1);
  });

  test('an action is expected by what it sends and what came of it', async () => {
    const text = `case: 1
action: garden/remark
options: { text: It stings. }
steps:
  - objects: [{ type: indicator, value: nettle.example }]
    expect:
      requests: [{ request: POST /remarks, json: { plant: nettle.example, text: It stings. }, headers: { x-api-key: <api_key> } }]
      results: [{ status: succeeded, object: "indicator:nettle.example" }]
`;
    expect((await run(bed(text))).stdout).toContain('1 passed');
    const { stdout } = await run(bed(text.replace('plant: nettle', 'plant: thistle')));
    expect(stdout).toMatch(/requests 1\.json\.plant +thistle\.example +nettle\.example/);
  });
});

describe('feedwright test --update', () => {
  test('writes what comes to a case without expectations, which then passes', async () => {
    const cwd = bed('# ours\ncase: 1\nfeed: garden/plants\nsteps:\n  - step: first run # the only one\n');
    expect((await run(cwd, '--update')).stdout).toContain(`updated ${CASE}`);
    const text = readFileSync(join(cwd, CASE), 'utf8');
    expect(text).toContain('# ours');
    expect(text).toContain('# the only one');
    expect(text).toContain('GET /plants?since=1767225600&until=1768089600');
    expect(text).toContain('value: mint.example');
    expect((await run(cwd)).code).toBe(0);
  });

  test('changes only what differs, in the form that it has', async () => {
    const cwd = bed(FIRST.replace('fetched: 3', 'fetched: 7'));
    expect((await run(cwd, '--update')).code).toBe(0);
    expect(readFileSync(join(cwd, CASE), 'utf8')).toContain('ledger: { fetched: 3, mapped: 2, dropped: { too small: 1 } }');
    expect((await run(cwd)).code).toBe(0);
  });

  test('takes over neither an error nor an empty result', async () => {
    const failing = bed('case: 1\nfeed: garden/plants\nfaults: ["GET /plants: 400"]\nsteps: [{ step: first run }]\n');
    const { stdout, code } = await run(failing, '--update');
    expect(stdout).toContain('write `error: http.status` if that is meant');
    expect(code).toBe(1);
    const empty = bed('case: 1\nfeed: garden/plants\noptions: { height: 100 }\nsteps: [{ step: first run }]\n');
    expect((await run(empty, '--update')).stdout).toContain('write `objects: none` if that is meant');
  });
});

describe('for machines', () => {
  const broken = FIRST.replace('fetched: 3', 'fetched: 4');

  test('--json lists the cases and their differences', async () => {
    const { stdout, code } = await run(bed(broken), '--json');
    const { cases, passed, failed } = JSON.parse(stdout) as {
      cases: { differences: object[] }[];
      passed: number;
      failed: number;
    };
    expect({ passed, failed, code }).toEqual({ passed: 0, failed: 1, code: 1 });
    expect(cases[0]?.differences).toEqual([{ what: 'ledger.fetched', expected: '4', actual: '3', place: `${CASE}:15:15` }]);
  });

  test('--junit and --github name the place', async () => {
    expect((await run(bed(broken), '--junit')).stdout).toContain(
      `<failure message="ledger.fetched: expected 4, and 3 came">${CASE}:15</failure>`,
    );
    expect((await run(bed(broken), '--github')).stdout).toContain(
      `::error file=${CASE},line=15::ledger.fetched: expected 4, and 3 came`,
    );
  });
});

describe('what is wrong with a case is told at its place', () => {
  test.each([
    ['stesp: []', 'stesp', 2],
    ['feed: garden/plants\nsteps: [{ expect: { objekts: none } }]', 'Did you mean `objects`', 3],
    ['steps: [{ step: x }]', 'one feed or one action', 1],
    ['feed: garden/plants\nclock: tomorrow\nsteps: [{ step: x }]', 'The clock is no instant', 3],
    ['feed: garden/plants\nsteps: [{ clock: soon }]', 'neither an instant nor a time span', 3],
    ['feed: garden/plnts\nsteps: [{ step: x }]', 'garden/plants', 2],
    ['feed: garden/plants\nsince: once\nsteps: [{ step: x }]', 'The start is no instant', 3],
    ['feed: garden/plants\nsteps: [{ until: once }]', '`until` takes a time', 3],
    ['feed: garden/plants\nfaults: [x]\nsteps: [{ step: x }]', '"x" is not a fault', 3],
    ['feed: garden/plants\nsteps:\n  - faults: ["GET /plants: 503", "GET /plants: blub"]', 'is not a fault', 4],
    ['feed: garden/plants\nvariant: odd\nsteps: [{ step: x }]', 'no variant "odd"', 3],
    ['feed: garden/plants\nsteps:\n  - step: a\n  - variant: odd', 'no variant "odd"', 5],
    ['action: garden/remark\nsteps: [{ kill: 1 }]', 'An action has no `kill`', 3],
    ['feed: garden/plants\nsteps: [{ objects: [] }]', "A feed's step has no `objects`", 3],
    ['feed: garden/plants\nsteps: [{ expect: { objects: ./none.json } }]', 'does not exist', 3],
  ])('%s', async (text, says, line) => {
    const { code, stdout, stderr } = await run(bed(`case: 1\n${text}\n`));
    expect(stdout + stderr).toContain(says);
    expect(stdout + stderr).toContain(`${CASE}:${line}:`);
    expect(code).toBe(2);
  });

  test('an empty case, and one in whose place a folder lies', async () => {
    const { code, stdout } = await run(bed(''));
    expect(stdout).toContain(`${CASE}:1:1: error: The file holds no case.`);
    expect(code).toBe(2);
    expect((await run(bed(''), '--update')).code).toBe(2);
    const folder = await run(flowerBed({ [`${CASE}/x`]: '' }));
    expect(folder.stdout).toContain(`The case is a folder. [case.no-file]\n  at ${CASE}:1:1\n  hint: `);
    expect(folder.code).toBe(2);
  });

  test('an option that there is not, with what there is', async () => {
    const { code, stdout } = await run(bed('case: 1\nfeed: garden/plants\nsteps: [{ options: { hight: 1 } }]\n'));
    expect(stdout).toMatch(/error +– +usage\.unknown-option: .*Did you mean `height`/);
    expect(code).toBe(1);
  });

  test('two ways of telling the results at once', async () => {
    const { code, stderr, stdout } = await run(bed(FIRST), '--json', '--junit');
    expect(stderr).toContain("--json and --junit can't be asked for together.");
    expect(stdout).toBe('');
    expect(code).toBe(2);
  });

  test('no cases, no such pack, a case that is no text', async () => {
    const cwd = flowerBed();
    expect((await run(cwd)).stderr).toContain('There is no case to run');
    expect((await run(cwd, 'gardn')).stderr).toContain('garden');
    const binary = bed('');
    writeFileSync(join(binary, CASE), Buffer.from([0xff, 0xfe, 0, 1]));
    const { code, stdout } = await run(binary);
    expect(stdout).not.toContain('    at ');
    expect(code).toBe(2);
  });
});
