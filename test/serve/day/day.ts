/** A virtual day of `serve`, in which it is killed again and again; and what must be true of the store behind it. */
import { type ChildProcess, fork } from 'node:child_process';
import { once } from 'node:events';
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { RunView } from '../../../engine/store/contract/history.ts';
import { withStore } from '../../../engine/api/store/store-choice.ts';
import { worldIn } from '../../jobs/crowd/crowd-stores.ts';
import type { FromServe, ServeDay } from './serve-child.ts';
import { definition, startVendor } from './vendor.ts';

const MINUTE = 60_000;
const BEGIN = Date.UTC(2026, 0, 8);

export interface DayAsked {
  readonly folder: string;
  readonly instances: number;
  readonly minutes: number;
  readonly atOnce: number;
  /** A PostgreSQL, and how many workers do what is queued there; else a file, and the server runs by itself. */
  readonly postgres?: { readonly address: string; readonly workers: number } | undefined;
  /** Minutes in which it is killed, and for how many it is away then. */
  readonly kills: ReadonlyMap<number, number>;
  readonly onMinute?:
    | ((
        minute: number,
        figures: { readonly blocked: number; readonly waited: number; readonly memory: number; readonly family: number },
      ) => void)
    | undefined;
}

export interface Day {
  readonly digest: string;
  readonly runs: number;
  readonly requests: number;
  /** Turns of an instance, while it was not away, with several runs, and without one; runs that are not as they should be. */
  readonly wrong: readonly string[];
  readonly doubled: number;
  readonly forgotten: number;
  readonly failed: readonly unknown[];
  readonly missed: number;
  readonly kills: number;
  /** ms, the longest of each start. */
  readonly blocked: readonly number[];
  /** Bytes, at the end of each start. */
  readonly memory: readonly number[];
}

const nameOf = (index: number): string => `list-${String(index).padStart(3, '0')}`;

const writeProject = (folder: string, host: string, { instances, postgres }: DayAsked): void => {
  mkdirSync(join(folder, 'definitions'), { recursive: true });
  writeFileSync(join(folder, 'definitions/tides.yaml'), definition);
  const lines = Array.from({ length: instances }, (_, index) => {
    const name = nameOf(index);
    return `  ${name}: { feed: tides/items, schedule: "* * * * *", set: { list: ${name} } }`;
  });
  writeFileSync(
    join(folder, 'feedwright.yaml'),
    `store: "${postgres?.address ?? 'sqlite:./day.db'}"\npacks: { tides: { set: { host: "${host}" } } }\ninstances:\n${lines.join('\n')}\n`,
  );
};

interface Away {
  readonly from: number;
  readonly to: number;
}

/** One start of it: to the end of the day, or to the next kill. */
const oneStart = (job: ServeDay, killAt: number | undefined, hear: (message: FromServe) => void): Promise<'ended' | 'killed'> =>
  new Promise((resolve, reject) => {
    const child = fork(join(import.meta.dirname, 'serve-child.ts'), [JSON.stringify(job)], {
      execArgv: ['--disable-warning=ExperimentalWarning'],
    });
    let isOver = false;
    let wait = -1;
    child.on('message', (message: FromServe) => {
      hear(message);
      isOver ||= message.kind === 'ended';
      // In the middle of a minute: some of its runs are over, some under way, some have not begun.
      if (message.kind === 'time' && killAt !== undefined && message.now >= killAt && wait < 0) {
        wait = (message.now / MINUTE) % 7;
        setTimeout(() => child.kill('SIGKILL'), 40 + 60 * wait);
      }
    });
    child.once('exit', (code, signal) => {
      if (signal === 'SIGKILL' && !isOver) resolve('killed');
      else if (isOver) resolve('ended');
      else reject(new Error(`serve ended with ${signal ?? code}`));
    });
  });

const startWorkers = async (folder: string, noted: string, count: number): Promise<readonly ChildProcess[]> => {
  const children = Array.from({ length: count }, () =>
    fork(join(import.meta.dirname, 'worker-child.ts'), [folder, noted], {
      execArgv: ['--disable-warning=ExperimentalWarning'],
    }),
  );
  // All at once: whoever is ready first says so once.
  await Promise.all(children.map((child) => once(child, 'message')));
  return children;
};

export const liveDay = async (asked: DayAsked): Promise<Day> => {
  const { folder, instances, minutes, atOnce, kills, postgres } = asked;
  let requests = 0;
  const vendor = await startVendor(() => void requests++);
  writeProject(folder, vendor.host, asked);
  const noted = join(folder, 'time');
  writeFileSync(noted, String(BEGIN));
  const workers = await startWorkers(folder, noted, postgres?.workers ?? 0);
  const until = BEGIN + minutes * MINUTE + 30_000;
  const plan = [...kills].toSorted(([a], [b]) => a - b);
  const aways: Away[] = [];
  const [failed, blocked, memory]: [unknown[], number[], number[]] = [[], [], []];
  let missed = 0;
  let killed = 0;
  let from = BEGIN + 30_000;
  for (;;) {
    const [minute, away] = plan[0] ?? [];
    let figures = { blocked: 0, memory: 0 };
    const hear = (message: FromServe): void => {
      if (message.kind === 'missed') missed += message.count;
      else if (message.kind === 'failed') failed.push(message);
      else if (message.kind === 'time') {
        figures = message;
        asked.onMinute?.((message.now - BEGIN) / MINUTE, message);
      }
    };
    const end = await oneStart(
      { cwd: folder, from, until, atOnce, noted },
      minute === undefined ? undefined : BEGIN + minute * MINUTE,
      hear,
    );
    blocked.push(figures.blocked);
    memory.push(figures.memory);
    if (end === 'ended') break;
    killed += 1;
    plan.shift();
    const at = Number(readFileSync(noted, 'utf8'));
    from = at + (away ?? 0) * MINUTE;
    aways.push({ from: at, to: from });
  }
  for (const worker of workers) {
    worker.kill('SIGTERM');
    await once(worker, 'exit');
  }
  vendor.close();
  return withStore(worldIn(folder), {}, 'read', async (store) => {
    const runs: RunView[] = [];
    for await (const run of store.runs({})) runs.push(run);
    const wrong = wrongTurns(runs, { instances, minutes, aways });
    const [doubled, forgotten] = [/: [2-9]\d* runs$|: 1\d+ runs$/, /: 0 runs$/].map(
      (form) => wrong.filter((one) => form.test(one)).length,
    );
    const counts = { runs: runs.length, requests, missed, kills: killed, doubled: doubled ?? 0, forgotten: forgotten ?? 0 };
    return { digest: await store.digest(), ...counts, wrong, failed, blocked, memory };
  });
};

/** Each turn has one run; while it was away the first one behind makes up for all of them. And their windows follow each other. */
const wrongTurns = (
  runs: readonly RunView[],
  { instances, minutes, aways }: { readonly instances: number; readonly minutes: number; readonly aways: readonly Away[] },
): readonly string[] => {
  const wrong: string[] = [];
  const byName = Map.groupBy(runs, ({ instance }) => instance);
  for (let index = 0; index < instances; index++) {
    const name = nameOf(index);
    const own = (byName.get(name) ?? []).toReversed();
    const turns = Map.groupBy(own, ({ startedAt }) => Math.floor((startedAt - BEGIN) / MINUTE));
    for (let minute = 1; minute <= minutes; minute++) {
      const time = BEGIN + minute * MINUTE;
      const count = turns.get(minute)?.length ?? 0;
      const isAway = aways.some(
        ({ from, to }) => Math.floor(from / MINUTE) * MINUTE <= time && time < Math.floor(to / MINUTE) * MINUTE,
      );
      if (count > 1 || (count === 0 && !isAway)) wrong.push(`${name}, minute ${minute}: ${count} runs`);
    }
    for (const [number, { id, status, windows }] of own.entries()) {
      if (status !== 'succeeded') wrong.push(`${name}: run ${id} is ${status}`);
      const before = own[number - 1]?.windows.at(-1)?.until;
      if (before !== undefined && windows[0] !== undefined && windows[0].since !== before)
        wrong.push(`${name}: run ${id} begins at ${windows[0].since}, the one before ended at ${before}`);
    }
  }
  return wrong;
};
