/** `run --trace`: what is told of a run as it happens, and that it is the same run. */
import { writeFileSync } from 'node:fs';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { commandLine, inProcess } from '../../e2e/in-process.ts';
import { definition, garden } from '../garden.ts';
import { KEY, orchard, RUN, type Orchard } from './orchard.ts';

const json = (text: string): Record<string, unknown>[] =>
  text
    .split('\n')
    .filter((line) => line.startsWith('{'))
    .map((line) => JSON.parse(line) as Record<string, unknown>);

/** What must not change: the run's figures, and what is in the store. */
const outcome = async (cwd: string, words: readonly string[]): Promise<unknown> => {
  const { stdout } = await commandLine([...words, '--json'], { cwd });
  const { run: _run, duration_ms: _ms, ...row } = JSON.parse(stdout) as Record<string, unknown>;
  const digest = await commandLine(['store', 'digest', ...(words.includes('--mock') ? ['--mock'] : [])], { cwd });
  return { row, digest: digest.stdout };
};

describe('a real run', () => {
  const traced: { lines: string; events: Record<string, unknown>[] } = { lines: '', events: [] };
  const all: Orchard[] = [];
  const start = async (): Promise<Orchard> => {
    const one = await orchard();
    all.push(one);
    return one;
  };
  beforeAll(async () => {
    traced.lines = (await commandLine([...RUN, '--trace'], { cwd: (await start()).cwd })).stderr;
    traced.events = json((await commandLine([...RUN, '--trace=json'], { cwd: (await start()).cwd })).stderr);
  });
  afterAll(async () => {
    for (const { vendor } of all) await vendor.close();
  });

  test('tells each request with its line, its answer, and what follows from it, in order', () => {
    const { lines } = traced;
    const order = [
      /#1 trees: POST http:\/\/127\.0\.0\.1:\d+\/trees\?key=\*\*\*&sorts%5B%5D=%7Ball%7D {2}\(definitions\/orchard\.yaml:13:7\)/,
      / {6}x-api-key: \*\*\*\n/,
      / {6}body: \{"note":"it's\\nof two lines","key":"\*\*\*"\}/,
      /#2 detail: GET http:\/\/127\.0\.0\.1:\d+\/trees\/a/,
      /#2 503 Service Unavailable, /,
      / {2}detail: again in .*answered 503 Service Unavailable/,
      /#3 detail, attempt 2: GET /,
      / {2}#1 200 OK, application\/json, \d+ B, /,
      / {2}trees, page 1: 2 records; 1 mapped, 1 dropped: felled; 1 object\n {4}next page 2: token "second" from more\.token {2}\(definitions\/orchard\.yaml:20:15\)/,
      /302 Found, .*\n {6}redirected to http:\/\/127\.0\.0\.1:\d+\/elsewhere/,
      /trees, page 2: 3 records; 1 more by expansion, 2 mapped, 1 duplicate, 1 set aside; 2 objects\n {4}stop: no further token/,
      /window 1 of 1 ended: 5 fetched; .*2 objects \(2 created/,
    ];
    let from = 0;
    for (const part of order) {
      const found = lines.slice(from).search(part);
      expect({ part: String(part), isThere: found >= 0, lines: found >= 0 ? '' : lines }).toEqual({
        part: String(part),
        isThere: true,
        lines: '',
      });
      from += found;
    }
  });

  test('shows no secret, in no way of telling', async () => {
    const { cwd } = await start();
    const curl = await commandLine([...RUN, '--trace=curl', '--trace-record', 'a'], { cwd });
    for (const text of [traced.lines, JSON.stringify(traced.events), curl.stderr])
      for (const form of [KEY, encodeURIComponent(KEY), JSON.stringify(KEY).slice(1, -1), '0123456789'])
        expect(text).not.toContain(form);
  });

  test('is the same run: the same ledger, the same store', async () => {
    const plain = await start();
    const looked = await start();
    const words = [...RUN, '--trace', '--trace-record', 'c/low'];
    expect(await outcome(looked.cwd, words)).toEqual(await outcome(plain.cwd, RUN));
  });

  test('gives every event as a line of JSON', () => {
    const exchanges = traced.events.filter(({ kind }) => kind === 'exchange');
    expect(exchanges[0]).toMatchObject({
      label: 'detail',
      number: 2,
      method: 'GET',
      status: 503,
      attempt: 0,
      body: null,
      place: 'definitions/orchard.yaml:22:14',
    });
    expect(exchanges.find(({ number }) => number === 1)).toMatchObject({ headers: { 'x-api-key': '***' }, status: 200 });
    expect(traced.events.filter(({ kind }) => kind === 'page').at(-1)).toMatchObject({
      label: 'trees',
      records: 3,
      became: { records: { mapped: 2, duplicate: 1, quarantined: 1, expanded: 1 }, objects: 2 },
      decision: { kind: 'stop', because: 'no further token' },
    });
    expect(traced.events.at(-1)).toMatchObject({ kind: 'window_end', objects: { created: 2 } });
  });

  test('follows one record through filters, supplemental answers, lets and report', async () => {
    const follow = async (key: string): Promise<string> =>
      (await commandLine([...RUN, '--trace-record', key], { cwd: (await start()).cwd })).stderr;
    expect(await follow('b')).toMatch(
      /^record trees\[1\] {2}\{"id":"b".*\n {2}dropped by drop felled: felled {2}\(definitions\/orchard\.yaml:30:9\)\n {2}→ dropped$/m,
    );
    const whole = await follow('a');
    expect(whole).toMatch(
      /supplemental fruit = \[\{"kind":"one"\},\{"kind":"two"\}\] {2}\(definitions\/orchard\.yaml:34:7\)\n {2}let many = 2 {2}\(definitions\/orchard\.yaml:36:7\)/,
    );
    expect(whole).toMatch(
      /tree: indicator \(FQDN\) apple\.example .*\n {4}Fruit = 2 .*\n {4}Owner = Ms\. Appleby {2}\(definitions\/orchard\.yaml:44:11\)\n {2}→ mapped/,
    );
    // It comes twice.
    expect(whole).toMatch(/^record trees\[1\][^]*→ duplicate$/m);
    expect(await follow('c/high')).toMatch(
      /part 2 of 2\n.*\n {2}expanded by expand .*: 2 records[^]*key = "c\/high"[^]*→ mapped/,
    );
    expect(await follow('d')).toMatch(/→ set aside: error: .*\[report\.not-a-scalar\]/);
    expect(await follow('nobody')).toContain('no record had the key nobody');
  });
});

test('without a key any value of a record will do', async () => {
  const cwd = garden();
  writeFileSync(`${cwd}/definitions/garden.yaml`, definition.replace('    key: !expr id\n', ''));
  const { stderr } = await commandLine(['run', 'garden/plants', '--mock', '--trace-record', 'mint.example'], { cwd });
  expect(stderr).toMatch(/^record plants\[0\] {2}\{"id":2,[^]*→ mapped$/m);
});

test('hides sensitive values on a terminal, wherever they stand in the record', async () => {
  const shown = await inProcess('run', { mock: true, traceRecord: '1' }, ['garden/plants'], { cwd: garden(), typed: '' });
  expect(shown.stderr).toContain('Note = ***');
  expect(shown.stderr).not.toContain('under the hedge');
  const piped = await inProcess('run', { mock: true, traceRecord: '1' }, ['garden/plants'], { cwd: garden() });
  expect(piped.stderr).toContain('Note = under the hedge');
});

test('a way of telling that there is none of is refused', async () => {
  const { code, stderr } = await commandLine(['run', '--trace', 'garden/plants', '--mock'], { cwd: garden() });
  expect(code).toBe(2);
  expect(stderr).toContain('--trace takes lines, curl, json, not "garden/plants". [usage.trace]');
});

test('a vendor that is not there is told with the request that met nobody', async () => {
  const { vendor, cwd } = await orchard();
  await vendor.close();
  const { code, stderr } = await commandLine([...RUN, '--trace', '--limit', '1'], { cwd });
  expect(code).toBe(1);
  expect(stderr).toMatch(/#1 no answer, 0 B, .*\n {6}failed: .*refused/);
  expect(stderr).toMatch(/window 1 of 1 ended: 0 fetched; .*a failure: /);
});
