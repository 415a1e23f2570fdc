/**
 * `store copy` of many objects, to PostgreSQL and back, each killed at moments that nobody chose, by hand:
 * `node engine/cli/with-node.mjs test/bench/postgres/copy-bench.ts [OBJECTS] [KILLS]`. Prints what each way took, in all and of the process that
 * came to its end, and the most memory of any; throws where a digest differs.
 */
import { spawn } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';
import { openStore } from '../../../engine/store/sqlite/open-store.ts';
import { attribute, object } from '../../store/make-object.ts';
import { runOnce } from '../../store/processes/run-once.ts';
import { PostgresServer } from '../../support/postgres.ts';

const [objects = 1_000_000, kills = 3] = process.argv.slice(2).map(Number);
const AT_ONCE = 50_000;
const ATTRIBUTES = 10;
const CLI = join(import.meta.dirname, '../../../engine/cli/feedwright.mjs');

const nth = (at: number) =>
  object(`host-${(at * 7919) % objects}.example.com`, {
    subtype: 'FQDN',
    title: `Host ${at}`,
    publishedAt: 1_700_000_000_000 + at,
    tags: at % 10 === 0 ? ['tenth'] : [],
    attributes: Array.from({ length: ATTRIBUTES }, (_, n) => attribute(`Attribute ${n}`, `${n} of ${at}`)),
  });

const fill = async (path: string): Promise<string> => {
  const store = openStore({ path, mock: false });
  for (let from = 0; from < objects; from += AT_ONCE)
    await runOnce(
      store,
      Array.from({ length: Math.min(AT_ONCE, objects - from) }, (_, at) => nth(from + at)),
    );
  const digest = await store.digest();
  await store.close();
  return digest;
};

const peakOf = (pid: number | undefined): number => {
  try {
    return Number(/VmHWM:\s+(\d+)/.exec(readFileSync(`/proc/${pid}/status`, 'utf8'))?.[1] ?? 0) / 1024;
  } catch {
    return 0;
  }
};

/** One process; killed after so many ms, unless it ends before. */
const copyOnce = async (from: string, to: string, killAfter: number) => {
  const child = spawn(process.execPath, [CLI, 'store', 'copy', from, to, '--json'], { stdio: ['ignore', 'pipe', 'inherit'] });
  let [text, peak] = ['', 0];
  child.stdout.setEncoding('utf8').on('data', (piece: string) => (text += piece));
  const look = setInterval(() => (peak = Math.max(peak, peakOf(child.pid))), 200);
  const ended = new Promise<NodeJS.Signals | number | null>((done) => child.on('exit', (code, signal) => done(signal ?? code)));
  const killing = new AbortController();
  wait(killAfter, undefined, { signal: killing.signal }).then(
    () => child.kill('SIGKILL'),
    () => undefined,
  );
  const end = await ended;
  killing.abort();
  clearInterval(look);
  if (end !== 0 && end !== 'SIGKILL') throw new Error(`the copy ended with ${end}`);
  return { digest: end === 0 ? (JSON.parse(text) as { digest: string }).digest : undefined, peak };
};

const copyKilled = async (name: string, from: string, to: string, digest: string): Promise<void> => {
  const began = performance.now();
  let [peak, killed, last] = [0, 0, 0];
  for (;;) {
    last = performance.now();
    // Far enough from each other for most to fall into the middle.
    const one = await copyOnce(
      from,
      to,
      killed < kills ? (15_000 + Math.random() * 30_000) * (objects / 1_000_000) : 2 ** 31 - 1,
    );
    peak = Math.max(peak, one.peak);
    if (one.digest !== undefined && one.digest !== digest) throw new Error(`${name}: the digest differs`);
    if (one.digest !== undefined) break;
    killed++;
  }
  const seconds = (since: number): string => ((performance.now() - since) / 1000).toFixed(1);
  process.stdout.write(
    `${name}: ${seconds(began)} s with ${killed} kills, the last process ${seconds(last)} s; at most ${Math.round(peak)} MiB; digest equal\n`,
  );
};

const folder = mkdtempSync(join(tmpdir(), 'copy-bench-'));
const server = new PostgresServer();
try {
  await server.start({ max_wal_size: '4GB' });
  const [from, back] = [join(folder, 'from.db'), join(folder, 'back.db')];
  const digest = await fill(from);
  process.stdout.write(`${objects} objects with ${ATTRIBUTES} attributes, ${Math.round(statSync(from).size / 2 ** 20)} MiB\n`);
  const there = await server.database();
  await copyKilled('to PostgreSQL', `sqlite:${from}`, there, digest);
  await copyKilled('back to a file', there, `sqlite:${back}`, digest);
} finally {
  await server.stop();
  rmSync(folder, { recursive: true, force: true });
}
