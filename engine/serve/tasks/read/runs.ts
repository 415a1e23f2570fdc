import type { LastRuns } from '../../../store/contract/history.ts';
import { iso, isoOr } from '../../../api/wording/units.ts';
import { askedFeed, unknownRun } from '../../../api/store/asked-feed.ts';
import type { RunView, OpenedStore } from '../../../api/views.ts';
import type { RunBrief } from '../../contract/feeds.ts';
import type { LedgerView, RunDetail, RunError, RunsQuery, RunsView, WindowView } from '../../contract/runs.ts';
import type { Common, TaskWorld } from '../task.ts';
import { limitOf, reading } from './store.ts';

const USUAL = 50;
const MOST = 500;
/** Bars of a feed's chart. */
const BARS = 30;

const statusOf = ({ status }: RunView): RunBrief['status'] => (status === 'abandoned' ? 'interrupted' : status);

const sumOf = (run: RunView, of: (window: RunView['windows'][number]) => number): number =>
  run.windows.reduce((sum, window) => sum + of(window), 0);

export const briefOf = (run: RunView): RunBrief => ({
  run: run.id,
  status: statusOf(run),
  started_at: iso(run.startedAt),
  duration: run.endedAt === undefined ? null : run.endedAt - run.startedAt,
  records: sumOf(run, ({ ledger }) => ledger.records.fetched),
  changed: sumOf(run, ({ objects }) => objects.created + objects.updated + objects.withdrawn),
  set_aside: sumOf(run, ({ ledger }) => ledger.records.quarantined),
  error: run.error?.message ?? null,
});

/** Of each instance what the server has to know when it starts. */
export interface StoredFeed {
  readonly feed: string;
  readonly instance: string;
  /** When its last run began, ms since epoch; 0: never. */
  readonly lastBegun: number;
  /** It was cut off or interrupted, and may go on. */
  readonly isCut: boolean;
}

const namesOf = async (store: OpenedStore): Promise<readonly { readonly feed: string; readonly instance: string }[]> => [
  ...new Map(
    (await store.instances()).map(({ feed, instance }) => [JSON.stringify([feed, instance]), { feed, instance }]),
  ).values(),
];

export const storedFeeds = (world: TaskWorld, input: Common): Promise<readonly StoredFeed[]> =>
  reading(world, input, async (store) =>
    [...Map.groupBy(await store.lastRuns(), ({ feed, instance }) => JSON.stringify([feed, instance])).values()].map((parts) => {
      const [{ feed, instance }] = parts as [LastRuns];
      const last = parts.flatMap((one) => one.last ?? []);
      return {
        feed,
        instance,
        lastBegun: Math.max(0, ...last.map(({ startedAt }) => startedAt)),
        isCut: last.some(({ status }) => status === 'running' || status === 'interrupted'),
      };
    }),
  );

/** By `feed` and `instance` as JSON: the latest runs, the oldest first. */
export const feedRuns = (
  world: TaskWorld,
  input: Common & { readonly only?: { readonly feed: string; readonly instance: string } | undefined },
): Promise<Readonly<Record<string, readonly RunBrief[]>>> =>
  reading(world, input, async (store) => {
    const names = input.only === undefined ? await namesOf(store) : [input.only];
    const latest = names.map(async ({ feed, instance }) => {
      const runs = await Array.fromAsync(store.runs({ feed, instance, limit: BARS }));
      return [JSON.stringify([feed, instance]), runs.map(briefOf).toReversed()] as const;
    });
    return Object.fromEntries(await Promise.all(latest));
  });

export const checkpoints = (
  world: TaskWorld,
  input: Common & { readonly feed: string; readonly instance: string },
): Promise<readonly { readonly partition: string; readonly until: string | null; readonly state: unknown }[]> =>
  reading(world, input, async (store) =>
    (await store.instances())
      .filter(({ feed, instance }) => feed === input.feed && instance === input.instance)
      .map(({ partition, until, state }) => ({ partition, until: isoOr(until, null), state: state ?? null })),
  );

export const runs = (world: TaskWorld, input: Common & { readonly query: RunsQuery }): Promise<RunsView> =>
  reading(world, input, async (store, config) => {
    const { feed, limit } = input.query;
    const found = await Array.fromAsync(store.runs({ ...askedFeed(feed, config), limit: limitOf(limit, USUAL, MOST) }));
    return {
      runs: found.map((run) => ({ ...briefOf(run), feed: run.feed, instance: run.instance, partition: run.partition })),
    };
  });

const ledgerOf = ({ ledger: { records, notes }, objects }: RunView['windows'][number]): LedgerView => {
  const { created, updated, unchanged, withdrawn, by_type } = objects;
  return { records, objects: { created, updated, unchanged, withdrawn, by_type }, notes };
};

interface Summary {
  readonly windows?: readonly { readonly since: string | null; readonly until: string | null; readonly status: string }[];
  readonly error?: { readonly code: string; readonly message: string; readonly hint?: string; readonly place?: string } | null;
}

const windowsOf = (run: RunView, summary: Summary | null): readonly WindowView[] => {
  const known = new Map(run.windows.map((window) => [window.number, window]));
  const planned = summary?.windows ?? [];
  const count = Math.max(planned.length, ...run.windows.map(({ number }) => number + 1), 0);
  return Array.from({ length: count }, (_, number): WindowView => {
    const window = known.get(number);
    if (window === undefined)
      return {
        number,
        since: planned[number]?.since ?? null,
        until: planned[number]?.until ?? null,
        status: planned[number]?.status === 'failed' ? 'failed' : 'pending',
        ledger: null,
        ended_by: null,
      };
    const { since, until, status, ledger } = window;
    return {
      number,
      since: isoOr(since, null),
      until: isoOr(until, null),
      status,
      ledger: ledgerOf(window),
      ended_by: ledger.stopReason,
    };
  });
};

const errorOf = (run: RunView, summary: Summary | null): RunError | null => {
  const error = summary?.error ?? run.error;
  if (error === undefined || error === null) return null;
  const { hint = null, place = null } = error as NonNullable<Summary['error']>;
  return { code: error.code, message: error.message, hint, place };
};

export const run = (world: TaskWorld, input: Common & { readonly id: string }): Promise<Omit<RunDetail, 'job'>> =>
  reading(world, input, async (store) => {
    const [found] = await Array.fromAsync(store.runs({ run: input.id, limit: 1 }));
    if (found === undefined) throw unknownRun(input.id);
    const summary = (found.summary ?? null) as (Summary & Readonly<Record<string, unknown>>) | null;
    return {
      run: found.id,
      feed: found.feed,
      instance: found.instance,
      partition: found.partition,
      status: statusOf(found),
      started_at: iso(found.startedAt),
      ended_at: isoOr(found.endedAt, null),
      windows: windowsOf(found, summary),
      summary,
      error: errorOf(found, summary),
    };
  });
