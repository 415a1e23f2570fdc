// Prints what stores hold after well-known runs, by content: two checkouts that print the same lines make the same of the same answers.
//   npm run digests -- [--rows N] [CHECKOUT]
// The runs: every feed that is shipped, twice, against its mock; three of a dump (first, unchanged, one row in a hundred changed) with
// all its rows kept; the scenario of the crash tests.
import { execFile } from 'node:child_process';
import { existsSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { parseArgs, promisify } from 'node:util';
import { EVERY_CONTEXT } from '../test/bench/contender.ts';
import { writeDump } from '../test/bench/make-dump.ts';

const { values, positionals } = parseArgs({ options: { rows: { type: 'string', default: '100000' } }, allowPositionals: true });
const checkout = resolve(positionals[0] ?? join(import.meta.dirname, '..'));
const rows = Number(values.rows);

/** The output of one command of the checkout, in a process of its own. */
async function feedwright(cwd: string, words: readonly string[], more: Readonly<Record<string, string>> = {}): Promise<string> {
  const env = { PATH: process.env['PATH'], HOME: cwd, ...more };
  const bin = join(checkout, 'engine/cli/feedwright.mjs');
  const { stdout } = await promisify(execFile)(process.execPath, [bin, ...words], { cwd, env, maxBuffer: 1 << 28 });
  return stdout;
}

const say = (name: string, digest: string, counts = ''): void =>
  void process.stdout.write(`${digest.trim()}  ${name}${counts}\n`);

/** Of a run's ledger what does not hang on the clock. */
function countsOf(printed: string): string {
  const { records, objects } = JSON.parse(printed) as {
    readonly records: { readonly fetched: number; readonly mapped: number; readonly quarantined: number };
    readonly objects: {
      readonly created: number;
      readonly updated: number;
      readonly unchanged: number;
      readonly withdrawn: number;
    };
  };
  const { created, updated, unchanged, withdrawn } = objects;
  const { fetched, mapped, quarantined } = records;
  return `  ${JSON.stringify({ fetched, mapped, quarantined, created, updated, unchanged, withdrawn })}`;
}

async function inFolder(work: (folder: string) => Promise<void>): Promise<void> {
  const folder = mkdtempSync(join(tmpdir(), 'digests-'));
  try {
    await work(folder);
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

async function shippedFeeds(): Promise<void> {
  const definitions = join(checkout, 'definitions');
  interface Listed {
    readonly packs: readonly { readonly pack: string; readonly feeds: readonly { readonly name: string }[] }[];
  }
  const { packs } = JSON.parse(await feedwright(checkout, ['list', '--json', '--definitions', definitions])) as Listed;
  for (const name of packs.flatMap(({ pack, feeds }) => feeds.map((feed) => `${pack}/${feed.name}`)).toSorted())
    await inFolder(async (folder) => {
      for (const time of ['first', 'second']) {
        const printed = await feedwright(folder, ['run', name, '--mock', '--json', '--definitions', definitions]);
        say(`${name}, ${time} run`, await feedwright(folder, ['store', 'digest', '--mock']), countsOf(printed));
      }
    });
}

/** The address stays: as an option of the feed it stands for the definition. */
async function dumps(): Promise<void> {
  await inFolder(async (folder) => {
    const path = (name: string): string => join(folder, name);
    await writeDump(path('dump.csv.gz'), { rows, kept: 1 });
    await writeDump(path('changed.csv.gz'), { rows, kept: 1, changedEvery: 100 });
    let shown = Buffer.of();
    const server = createServer((_request, response) => response.end(shown));
    await new Promise<void>((listening) => server.listen(0, '127.0.0.1', listening));
    const host = `host=http://127.0.0.1:${(server.address() as AddressInfo).port}`;
    const store = ['--store', `sqlite:${path('store.db')}`];
    const run = ['run', 'seclytics/predictions', '--json', ...store, '--definitions', join(checkout, 'definitions')];
    try {
      for (const [what, file] of [
        ['first', 'dump.csv.gz'],
        ['unchanged', 'dump.csv.gz'],
        ['one row in a hundred changed', 'changed.csv.gz'],
      ] as const) {
        shown = readFileSync(path(file));
        const all = [...run, '--set', host, '--set', `context=${EVERY_CONTEXT.join(',')}`];
        const printed = await feedwright(folder, all, { FEEDWRIGHT_SECLYTICS_ACCESS_TOKEN: 'a-token-of-no-use' });
        say(`a dump of ${rows} rows, ${what}`, await feedwright(folder, ['store', 'digest', ...store]), countsOf(printed));
      }
    } finally {
      server.close();
    }
  });
}

async function crashScenario(): Promise<void> {
  interface Scenario {
    readonly playAll: (path: string, size: number) => Promise<void>;
    readonly outcome: (path: string) => Promise<{ readonly digest: string; readonly runs: unknown; readonly state: unknown }>;
  }
  // Older checkouts have it a folder higher.
  const places = ['test/store/processes/crash-scenario.ts', 'test/store/crash-scenario.ts'].map((place) => join(checkout, place));
  const scenario = places.find((place) => existsSync(place)) ?? '';
  const { playAll, outcome } = (await import(scenario)) as Scenario;
  for (const size of [60, 1500])
    await inFolder(async (folder) => {
      const path = join(folder, 'store.db');
      await playAll(path, size);
      const { digest, runs, state } = await outcome(path);
      say(`the crash scenario of ${size} objects`, digest, `  ${JSON.stringify({ runs, state })}`);
    });
}

await crashScenario();
await dumps();
await shippedFeeds();
