/** What a person reads of a drift, and a machine. */
import { copyFileSync, mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { emptyFolder, startVendor, type Vendor } from '../components/live.ts';
import { inProcess } from '../e2e/in-process.ts';

let vendor: Vendor;
beforeAll(async () => {
  vendor = await startVendor();
});
afterAll(() => vendor.close());

const START = Date.UTC(2026, 0, 1);

const sends = (change: (record: object, at: number) => object = (record) => record): void => {
  const items = Array.from({ length: 12 }, (_, at) =>
    change({ id: `C${at}`, state: 'open', severity: 'high', name: 'x', targets: [] }, at),
  );
  vendor.answer = ({ url }) => ({ json: url.pathname === '/cases' ? { items } : { owner: { name: 'Ann' } } });
};

const project = () => {
  const cwd = emptyFolder();
  const definitions = join(cwd, 'definitions');
  mkdirSync(definitions);
  copyFileSync(join(import.meta.dirname, 'fixtures/cases.yaml'), join(definitions, 'cases.yaml'));
  const store = `sqlite:${join(cwd, 's.db')}`;
  let day = 0;
  const run = (feed: string, flags: object = {}) => {
    day++;
    return inProcess('run', { set: [`host=${vendor.origin}`], definitions, store, ...flags }, [`watched/${feed}`], {
      cwd,
      now: () => START + day * 86_400_000,
    });
  };
  const cli = (name: 'runs' | 'review' | 'apply' | 'discard', id: string) =>
    inProcess(name, { store, definitions, yes: true }, [id], { cwd, now: () => START + ++day * 86_400_000 });
  return { run, cli };
};

const rename = (record: object): object => {
  const { severity, ...rest } = record as { readonly severity: string };
  return { ...rest, risk_level: severity };
};

test('`run` and `runs` say it in words, `run --json` as data with places as they are seen from here', async () => {
  const { run, cli } = project();
  sends();
  expect((await run('cases')).stdout).not.toContain('drift');
  sends((record, at) => ({ ...rename(record), a: at, b: at, c: at, d: at }));
  const told = await run('cases');
  const id = /run (\S+),/.exec(told.stdout)?.[1] ?? '';
  const lines = told.stdout.split('\n').filter((line) => line.includes('drift'));
  expect(lines).toEqual([
    `  drift: \`severity\` is gone from all 12 records since run ${id}; it feeds $risk, cases.yaml:31, and Severity, cases.yaml:38; \`risk_level\`, \`a\`, \`b\` are new`,
  ]);
  expect((await cli('runs', id)).stdout).toContain(lines[0]);
  sends((record, at) => ({
    ...rename(record),
    ...Object.fromEntries([...'abcdefghijk'].map((name) => [`${name}_x`, at])),
  }));
  const { drift } = JSON.parse((await run('cases', { json: true })).stdout) as {
    drift: readonly { path: string; feeds: object }[];
  };
  expect(drift.find(({ path }) => path === 'severity')).toMatchObject({
    feeds: [
      { what: '$risk', place: 'definitions/cases.yaml:31:35' },
      { what: 'Severity', place: 'definitions/cases.yaml:38:27' },
    ],
  });
});

test('a run that fails by it says the line and the remedy, and one that accepts it goes on', async () => {
  const { run } = project();
  sends();
  await run('failing');
  sends(rename);
  const { code, stderr } = await run('failing');
  expect(code).toBe(1);
  expect(stderr).toMatch(
    /^error: The records have another shape than before: `severity` is gone from all 12 records since run \S+; it feeds/m,
  );
  expect(stderr).toContain('cases.yaml:31:35');
  expect(stderr).toContain('--accept-drift');
  expect((await run('failing', { acceptDrift: true })).code).toBe(0);
  expect((await run('failing')).stdout).not.toContain('drift');
});

test('a run for which the vendor has nothing new has no shape to accept, and says so', async () => {
  const { run } = project();
  sends();
  const answer = vendor.answer;
  vendor.answer = (asked) =>
    asked.headers['if-none-match'] === '"one"' ? { status: 304 } : { ...answer(asked), headers: { etag: '"one"' } };
  await run('tagged');
  const { code, stderr } = await run('tagged', { acceptDrift: true });
  expect(code).toBe(0);
  expect(stderr).toContain('Nothing came: there was no shape to accept.');
});

test('a window that is held shows why; once it is applied the next run goes on, once it is discarded it is held again', async () => {
  const { run, cli } = project();
  sends();
  await run('held');
  sends(rename);
  for (const end of ['discard', 'apply'] as const) {
    const held = await run('held', { json: true });
    const row = JSON.parse(held.stdout) as {
      readonly run: string;
      readonly status: string;
      readonly held: { readonly why: string };
    };
    expect([held.code, row.status, row.held.why]).toEqual([0, 'held', expect.stringContaining('`severity` is gone from all 12')]);
    expect((await cli('review', row.run)).stdout).toContain('`severity` is gone from all 12 records');
    expect((await run('held')).code).toBe(1);
    expect((await cli(end, row.run)).code).toBe(0);
  }
  sends((record) => ({ ...rename(record), name: 'y' }));
  const next = await run('held');
  expect([next.code, next.stdout.includes('drift')]).toEqual([0, false]);
});
