/**
 * A virtual day of `serve`, killed on the way, beside one that is not: `node engine/cli/with-node.mjs test/serve/day/by-hand.ts
 * [INSTANCES] [MINUTES] [KILLS] [WORKERS]`; with workers on a PostgreSQL of its own. Prints what must agree, and how the server itself did.
 */
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { PostgresServer } from '../../support/postgres.ts';
import { type Day, liveDay } from './day.ts';

const [instances = 200, minutes = 1440, kills = 30, workers = 0] = process.argv.slice(2).map(Number);
const print = (text: string): void => void process.stdout.write(`${text}\n`);

/**
 * A run of 30 ms of processor time is what it costs: a day of 200 instances a minute is 288,000 of them, some 65 minutes on two quiet
 * cores, and twice that with the day beside it. What the store must hold is known much sooner: from a day in which it was away for all
 * but a few minutes, so that one run of each instance made up for the rest.
 */
const QUICK = new Map([[2, minutes - 4]]);

/** Spread over the day; where there is time between them, it is away for none, one or two minutes. */
const apart = Math.floor(minutes / (kills + 1));
const plan = new Map(Array.from({ length: kills }, (_, n) => [(n + 1) * apart, Math.min(n % 3, apart - 2)] as const));

const mega = (bytes: number): string => (bytes / 1e6).toFixed(0);

const live = async (title: string, at: ReadonlyMap<number, number>): Promise<Day> => {
  const folder = mkdtempSync(join(tmpdir(), 'serve-day-'));
  const begun = performance.now();
  let told = 0;
  const memory: number[] = [];
  const day = await liveDay({
    folder,
    instances,
    minutes,
    atOnce: 4,
    kills: at,
    postgres: workers === 0 ? undefined : { address: await server.database(), workers },
    onMinute: (minute, figures) => {
      if (minute < told) return;
      told = minute + minutes / 24;
      memory.push(figures.memory);
      print(
        `${title}, minute ${Math.floor(minute)}: ${mega(figures.memory)} MB, its processes ${mega(figures.family)} MB, ${((performance.now() - begun) / 1000).toFixed(0)} s`,
      );
    },
  });
  rmSync(folder, { recursive: true, force: true });
  const took = (performance.now() - begun) / 1000;
  print(
    `${title}: ${day.runs} runs, ${day.requests} requests, ${day.kills} kills, ${day.missed} turns missed and told, ${took.toFixed(0)} s`,
  );
  print(`  doubled: ${day.doubled}, forgotten: ${day.forgotten}`);
  print(`  wrong: ${day.wrong.length} ${day.wrong.slice(0, 5).join('; ')}; failed: ${JSON.stringify(day.failed.slice(0, 5))}`);
  print(
    `  loop kept by its own work, ms at most: ${Math.max(...day.blocked).toFixed(0)}; memory, MB: ${memory.map(mega).join(' ')}`,
  );
  print(`  digest ${day.digest}`);
  return day;
};

const server = new PostgresServer();
if (workers > 0) await server.start({ max_connections: '200' });

try {
  const quick = await live('away for most of it', QUICK);
  const killed = await live('killed', plan);
  const sameAs = (other: Day, title: string): void =>
    print(killed.digest === other.digest ? `the digest is that of ${title}` : `THE DIGEST IS NOT THAT OF ${title}`);
  sameAs(quick, 'the day away');
  sameAs(await live('not killed', new Map()), 'the day without a kill');
} finally {
  if (workers > 0) await server.stop();
}
