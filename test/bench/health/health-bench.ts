/** What `health --json` takes of 300 instances that ran a hundred times each: of the shipped feeds, and of as many definitions of their own. */
import { spawnSync } from 'node:child_process';
import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { DatabaseSync } from 'node:sqlite';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { openEngine } from '../../../engine/api/open-engine.ts';
import { openStore } from '../../../engine/store/sqlite/open-store.ts';
import { writeDefinitions } from '../many-definitions.ts';
import { childrensTime, median } from '../measured-process.ts';

const INSTANCES = 300;
const RUNS = 100;
const bin = join(import.meta.dirname, '../../../engine/cli/feedwright.mjs');

interface HealthTimes {
  /** Of the whole process, s. */
  readonly wall: number;
  /** User and system, s. */
  readonly cpu: number;
  readonly states: number;
}

export interface HealthFigures {
  readonly instances: number;
  readonly runs: number;
  /** Of the feeds that are shipped, and how many of them there are. */
  readonly shipped: HealthTimes & { readonly feeds: number };
  /** A definition each. */
  readonly own: HealthTimes;
  /** `--help`, which reads neither definitions nor a store. */
  readonly nothing: Omit<HealthTimes, 'states'>;
}

const START = Date.now() - RUNS * 300_000;

/** As a run that brought a thousand records leaves it. */
const summaryOf = (feed: string): string => {
  const at = new Date(START).toISOString();
  const records = {
    fetched: 1000,
    expanded: 0,
    outside_window: 0,
    dropped: {},
    duplicate: 0,
    superseded: 0,
    skipped: 0,
    quarantined: 0,
    mapped: 1000,
  };
  const objects = { created: 1000, updated: 0, unchanged: 0, withdrawn: 0, by_type: { indicator: 1000 } };
  const seen = { newest_record: at, nothing_new: null, lacks: [], first_aside: null };
  const standing = {
    outcome: 'new',
    since: at,
    last_good: { run: 'r', at },
    newest_record: at,
    changed: at,
    began: at,
    first_aside: null,
  };
  const windows = [{ since: at, until: at, status: 'done' }];
  const requests = { count: 10, retried: 0, bytes: 1_000_000, logins: 1 };
  const row = { run: 'r', feed, status: 'succeeded', windows, requests, records, objects, attributes: 5000, duration_ms: 900 };
  return JSON.stringify({
    ...row,
    stop_reason: 'an empty page',
    notes: {},
    seen,
    drift: [],
    dry_run: false,
    error: null,
    standing,
  });
};

/** A store in which each instance has run so often. */
const fill = async (path: string, names: readonly (readonly [name: string, feed: string])[]): Promise<void> => {
  const store = openStore({ path, mock: false, isFleeting: true, ifMissing: 'empty' });
  for (const [instance, feed] of names)
    await (await store.open({ feed, instance, partition: '', source: instance }, { now: START })).close();
  await store.close();
  const db = new DatabaseSync(path);
  const insert = db.prepare(
    `INSERT INTO runs (run, instance_id, status, started_at, ended_at, plan, summary)
     SELECT printf('r%d-%d', id, ?), id, 'succeeded', ?, ?, '{"windows":[]}', ? FROM instances WHERE instance = ?`,
  );
  db.exec('BEGIN');
  for (let run = 0; run < RUNS; run++)
    for (const [instance, feed] of names)
      insert.run(run, START + run * 300_000, START + run * 300_000 + 900, summaryOf(feed), instance);
  db.exec('COMMIT');
  db.close();
};

const configOf = (names: readonly (readonly [string, string])[], definitions: string | undefined): string =>
  [
    'store: sqlite:./feeds.db',
    ...(definitions === undefined ? [] : [`definitions: ${definitions}`]),
    'instances:',
    ...names.map(([name, feed], index) =>
      index % 2 === 0
        ? `  ${name}: { feed: ${feed}, every: PT5M, jitter: PT1M }`
        : `  ${name}: { feed: ${feed}, schedule: '*/5 * * * *', zone: Europe/Berlin }`,
    ),
    '',
  ].join('\n');

const timed = (args: readonly string[], cwd: string): HealthTimes => {
  const [started, before] = [performance.now(), childrensTime()];
  const { status, stdout, stderr } = spawnSync(process.execPath, [bin, ...args], { cwd, encoding: 'utf8', maxBuffer: 1 << 28 });
  const wall = (performance.now() - started) / 1000;
  if (status !== 0 && status !== 1) throw new Error(`${args.join(' ')} ended with ${String(status)}: ${stderr.slice(0, 500)}`);
  return { wall, cpu: childrensTime() - before, states: stdout.split('\n').length - 1 };
};

const worldOf = async (feeds: readonly string[], definitions: string | undefined): Promise<string> => {
  const cwd = mkdtempSync(join(tmpdir(), 'feedwright-bench-'));
  const names = Array.from({ length: INSTANCES }, (_, index) => [`i${index}`, feeds[index % feeds.length] ?? ''] as const);
  writeFileSync(join(cwd, 'feedwright.yaml'), configOf(names, definitions));
  await fill(join(cwd, 'feeds.db'), names);
  return cwd;
};

export async function healthBench(runs: number): Promise<HealthFigures> {
  const folder = mkdtempSync(join(tmpdir(), 'feedwright-bench-'));
  writeDefinitions(INSTANCES, folder);
  const definitions = join(folder, 'definitions');
  const own = readdirSync(definitions).map((file) => {
    const text = readFileSync(join(definitions, file), 'utf8');
    return `${/^name: (\S+)$/m.exec(text)?.[1]}/${/^feeds:\n {2}(\S+):$/m.exec(text)?.[1]}`;
  });
  const { packs } = openEngine({ cwd: folder, definitions: join(import.meta.dirname, '../../../definitions') }).packs();
  const feeds = packs.flatMap(({ pack, feeds: all }) => all.map(({ name }) => `${pack}/${name}`));
  const worlds = { shipped: await worldOf(feeds, undefined), own: await worldOf(own, definitions) };
  try {
    const taken: Record<'shipped' | 'own' | 'nothing', HealthTimes[]> = { shipped: [], own: [], nothing: [] };
    for (let run = 0; run <= runs; run++)
      for (const which of ['shipped', 'own', 'nothing'] as const) {
        const [args, world] = which === 'nothing' ? (['--help', worlds.shipped] as const) : (['--json', worlds[which]] as const);
        const one = timed(['health', args], world);
        // The first of each fills the caches of the machine.
        if (run > 0) taken[which].push(one);
      }
    return {
      instances: INSTANCES,
      runs: RUNS,
      shipped: { ...medians(taken.shipped), feeds: feeds.length },
      own: medians(taken.own),
      nothing: medians(taken.nothing),
    };
  } finally {
    for (const one of [folder, ...Object.values(worlds)]) rmSync(one, { recursive: true, force: true });
  }
}

const medians = (times: readonly HealthTimes[]): HealthTimes => ({
  wall: median(times.map(({ wall }) => wall)),
  cpu: median(times.map(({ cpu }) => cpu)),
  states: median(times.map(({ states }) => states)),
});

export const healthTable = ({ instances, runs, shipped, own, nothing }: HealthFigures): string =>
  [
    '| whole process | states | s | s of processor |',
    '| --- | --: | --: | --: |',
    row(
      `health --json, ${instances} instances of ${shipped.feeds} shipped feeds, ${runs} runs each`,
      String(shipped.states),
      shipped,
    ),
    row(`health --json, ${instances} instances, a definition each`, String(own.states), own),
    row('health --help', '', nothing),
  ].join('\n');

const row = (name: string, states: string, { wall, cpu }: Omit<HealthTimes, 'states'>): string =>
  `| ${name} | ${states} | ${wall.toFixed(2)} | ${cpu.toFixed(2)} |`;
