/** What fails a case whatever it expects: requests that its mock has no answer to, and faults that no request meets. */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { definition, garden, mock } from '../../cli/garden.ts';
import { commandLine } from '../../e2e/in-process.ts';

const CASE = 'fixtures/garden/cases/first.yaml';
const HEAD = 'case: 1\nfeed: garden/plants\n';
const ALL = '{ expect: { objects: { count: 2 } } }';

const run = (cwd: string, ...words: readonly string[]) => commandLine(['test', ...words], { cwd });
const bed = (text: string, files: Readonly<Record<string, string>> = {}): string => garden({ [CASE]: text, ...files });

describe('a request that the mock has no answer to', () => {
  test('a path without a route fails the case although its error is expected, at the step', async () => {
    const wrong = { 'definitions/garden.yaml': definition.replace('path: /plants', 'path: /plnts') };
    const { code, stdout } = await run(bed(`${HEAD}steps:\n  - expect: { error: http.status, objects: none }\n`, wrong));
    expect(stdout).toContain(`${CASE}:4:5`);
    expect(stdout).toMatch(
      /mock +a route for each request: mend the definition, or add the route to the mock +There is no route GET \/plnts/,
    );
    // Of the four windows only the first was asked for.
    expect(stdout.match(/There is no route/g)).toHaveLength(1);
    expect(code).toBe(1);
  });

  test('a route whose `when` does not hold, one whose expression fails, one whose file is missing: at the place in the mock', async () => {
    const [head = '', routes = ''] = mock.split('routes:');
    const withRoute = (text: string) => ({ 'fixtures/garden/mock.yaml': `${head}routes:${text}` });
    const steps = `${HEAD}steps:\n  - expect: { error: http.status, objects: none }\n`;
    const passedOver = await run(
      bed(steps, withRoute(routes.replace('\n    json:', '\n    when: !expr query.page = "7"\n    json:'))),
    );
    expect(passedOver.stdout).toMatch(
      /mock +a route for each request.* The `when` of no route GET \/plants holds for GET \/plants/,
    );
    expect(passedOver.stdout).toContain(`${CASE}:4:5`);
    const failing = await run(bed(steps, withRoute('\n  - route: GET /plants\n    json: !expr $number(headers.host)\n')));
    expect(failing.stdout).toMatch(/fixtures\/garden\/mock\.yaml:16:\d+\n.*\n +mock +an answer: mend the mock/);
    const missing = await run(bed(steps, withRoute('\n  - route: GET /plants\n    file: gone.json\n')), '--json');
    const [one] = (JSON.parse(missing.stdout) as { cases: { differences: { what: string; actual: string }[] }[] }).cases;
    expect(one?.differences).toMatchObject([
      {
        what: 'mock',
        actual: "The mock's file gone.json does not exist.",
        place: expect.stringContaining('mock.yaml:') as string,
      },
    ]);
  });

  test('a fault in the place of the route is an answer', async () => {
    const wrong = { 'definitions/garden.yaml': definition.replace('path: /plants', 'path: /plnts') };
    const text = `${HEAD}faults: ["GET /plnts: 404"]\nsteps: [{ expect: { error: http.status, objects: none } }]\n`;
    expect(await run(bed(text, wrong))).toMatchObject({ code: 0 });
  });
});

describe('a fault of the case', () => {
  test('that no request meets fails it, at the line of the fault', async () => {
    const text = `${HEAD}faults:\n  - "GET /plants: 503 x2"\n  - "GET /plnts: 503 x2"\nsteps:\n  - ${ALL}\n  - faults: ["GET /plants: 500 after 9"]\n`;
    const { code, stdout } = await run(bed(text));
    expect(stdout).toContain(`${CASE}:5:5`);
    expect(stdout).toMatch(/faults +GET \/plnts: 503 x2 +no request met it: mend its route, or leave it out/);
    expect(stdout).toContain(`${CASE}:8:14`);
    expect(stdout).toMatch(/faults +GET \/plants: 500 after 9 +no request met it/);
    expect(stdout).not.toContain(`${CASE}:4:`);
    expect(code).toBe(1);
  });

  test('is met where it hit once, in its own step or in a later one, however often it might have', async () => {
    const later = `${HEAD}faults: ["GET /plants: 503 x999", "GET /plants: latency 1 always"]\nsteps:\n  - expect: { error: http.status, objects: none }\n`;
    expect((await run(bed(later))).code).toBe(0);
    const second = `${HEAD}steps:\n  - { faults: ["GET /plants: 503 after 4"], expect: { objects: { count: 2 } } }\n  - ${ALL}\n`;
    expect((await run(bed(second))).code).toBe(0);
  });

  test('is for its author to mend: neither --update nor a report for machines passes it over', async () => {
    const text = `${HEAD}faults: ["GET /plnts: 503"]\nsteps:\n  - expect: { objects: { count: 7 } }\n`;
    const cwd = bed(text);
    const sentence = 'No request met the fault "GET /plnts: 503": mend its route, or leave it out.';
    expect((await run(cwd, '--github')).stdout).toContain(`::error file=${CASE},line=3::${sentence}`);
    const { code, stdout } = await run(cwd, '--update');
    expect(stdout).toContain(`left in ${CASE}: ${sentence}`);
    expect(code).toBe(1);
    expect(readFileSync(join(cwd, CASE), 'utf8')).toContain('count: 2');
  });
});
