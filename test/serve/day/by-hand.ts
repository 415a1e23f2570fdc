/**
 * A virtual day of `serve`, killed on the way, beside one that is not: `node engine/cli/with-node.mjs test/serve/day/by-hand.ts
 * [INSTANCES] [MINUTES] [KILLS]`. Prints what must agree, and how the server itself did.
 */
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type Day, liveDay } from './day.ts';

const [instances = 200, minutes = 1440, kills = 30] = process.argv.slice(2).map(Number);
const print = (text: string): void => void process.stdout.write(`${text}\n`);

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
    onMinute: (minute, figures) => {
      if (minute < told) return;
      told = minute + minutes / 24;
      memory.push(figures.memory);
      print(
        `${title}, minute ${Math.floor(minute)}: ${mega(figures.memory)} MB, ${((performance.now() - begun) / 1000).toFixed(0)} s`,
      );
    },
  });
  rmSync(folder, { recursive: true, force: true });
  const took = (performance.now() - begun) / 1000;
  print(
    `${title}: ${day.runs} runs, ${day.requests} requests, ${day.kills} kills, ${day.missed} turns missed and told, ${took.toFixed(0)} s`,
  );
  print(`  wrong: ${day.wrong.length} ${day.wrong.slice(0, 5).join('; ')}; failed: ${JSON.stringify(day.failed.slice(0, 5))}`);
  print(
    `  loop kept by its own work, ms at most: ${Math.max(...day.blocked).toFixed(0)}; memory, MB: ${memory.map(mega).join(' ')}`,
  );
  print(`  digest ${day.digest}`);
  return day;
};

const killed = await live('killed', plan);
const whole = await live('not killed', new Map());
print(killed.digest === whole.digest ? 'the digests are the same' : 'THE DIGESTS DIFFER');
