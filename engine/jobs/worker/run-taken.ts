import { hostname } from 'node:os';
import { randomBytes } from 'node:crypto';
import { type AskedRun, fetchFeed } from '../../api/runs/run-feed.ts';
import type { RunEvent, RunRow } from '../../api/views.ts';
import { createRedactor, type World } from '../../api/world.ts';
import { EngineError } from '../../language/basics/errors.ts';
import { formatPlace } from '../../language/basics/place.ts';
import type { TenantPlaces } from '../../api/tenants/tenant-places.ts';
import { isAway } from '../database/away.ts';
import type { JobError, JobEvent, Taken } from '../job.ts';
import type { Outcome, RunTaken } from './outcome.ts';
import type { BorrowedStore, SharedStores } from './shared-stores.ts';

/** The name of a worker: the machine's, and one of this process alone. */
export const workerId = (): string => `${hostname()}-${process.pid}-${randomBytes(3).toString('hex')}`;

/** Looks on at a run for those who watch. */
export interface LooksOn {
  readonly asked: Pick<AskedRun, 'trace' | 'tap' | 'onMapped'>;
  readonly onEvent: (event: RunEvent) => void;
  /** What came, where that was asked for. */
  readonly kept: () => unknown;
}

export interface RunTakenParts {
  /** Of the process: each run has a world of its own. */
  readonly world: Pick<World, 'cwd' | 'env' | 'now' | 'ticks'>;
  /** Throws UsageError where there is no such tenant. */
  readonly places: (tenant: string) => Promise<TenantPlaces>;
  readonly stores: SharedStores;
  /** `looks`: pages are kept. */
  readonly lookOn: (world: World, looks: boolean, tell: (event: JobEvent) => void) => LooksOn;
  /** Something that is to be known, of a run. */
  readonly note: (taken: Taken, level: 'info' | 'warning', message: string) => void;
}

const errorOf = (error: EngineError, redact: (text: string) => string): JobError => ({
  code: error.code,
  message: redact(error.message),
  ...(error.hint === undefined ? {} : { hint: redact(error.hint) }),
  ...(error.place === undefined ? {} : { place: formatPlace(error.place) }),
});

const worldOf = ({ world, note }: RunTakenParts, cwd: string, taken: Taken, signal: AbortSignal): World => {
  const redactor = createRedactor();
  const redact = (text: string): string => redactor.redact(text);
  return {
    env: world.env,
    now: world.now,
    ticks: world.ticks,
    cwd,
    signal,
    note: (text) => note(taken, 'info', redact(text)),
    warn: (text) => note(taken, 'warning', redact(text)),
    redactor,
    redact,
  };
};

/** The value with its texts redacted, as it may leave the process. */
const masked = <T>(value: T, redact: (text: string) => string): T => {
  const text = JSON.stringify(value);
  const shown = redact(text);
  return shown === text ? value : (JSON.parse(shown) as T);
};

const outcomeOf = (row: RunRow, looked: unknown): Outcome => {
  if (row.status === 'interrupted') return { kind: 'interrupted', row };
  const { error } = row;
  return row.status === 'failed' && error !== null && LATER.includes(error.code)
    ? { kind: 'held', error }
    : { kind: 'ended', row, looked };
};

/** Not the run's own fault: the store, the vault or the attachments were away, or something else has the instance. */
const LATER: readonly string[] = [
  'store.attachments-away',
  'store.away',
  'store.busy',
  'store.fenced',
  'store.locked',
  'vault.sealed',
  'vault.unreachable',
];

const failureOf = (error: unknown, world: World): Outcome => {
  if (world.signal.aborted) return { kind: 'interrupted', row: null };
  if (!(error instanceof EngineError)) {
    const [first = ''] = error instanceof Error ? error.message.split('\n', 1) : [String(error)];
    const message = world.redact(`Feedwright met a mistake of its own: ${first}`);
    return { kind: 'impossible', error: { code: 'jobs.own-mistake', message } };
  }
  const told = errorOf(error, world.redact);
  // What was asked of it has been done by somebody: there is nothing to go on with.
  if (error.code === 'run.nothing-cut') return { kind: 'ended', row: null };
  return isAway(error) || LATER.includes(error.code) ? { kind: 'held', error: told } : { kind: 'impossible', error: told };
};

/** More than this of what came is not kept, characters of JSON. */
const MOST_LOOKED = 4_000_000;

const short = (looked: unknown): unknown => (JSON.stringify(looked ?? null).length > MOST_LOOKED ? null : looked);

/** Does taken runs in this process. */
export const runTakenHere =
  (parts: RunTakenParts): RunTaken =>
  async (taken, { signal, tell, isWatched }) => {
    const { name, since, until, hold, because, job, at, attempt, look = false, fell } = taken;
    let world = worldOf(parts, parts.world.cwd, taken, signal);
    let opened: BorrowedStore | undefined;
    try {
      const { cwd, asked } = await parts.places(taken.tenant);
      world = worldOf(parts, cwd, taken, signal);
      const { redact } = world;
      opened = await parts.stores.borrow(world, asked);
      const looksOn = isWatched || look ? parts.lookOn(world, look, (event) => tell(masked(event, redact))) : undefined;
      const wish = { since, until, hold, resumeOnly: because === 'cut off', tellsStart: false, ...looksOn?.asked };
      const ofJob = { id: job, at, isAgain: attempt > 0, takesOver: fell };
      const row = await fetchFeed(world, { ...asked, ...wish, opened: opened.store, job: ofJob }, name, (event) => {
        if (event.kind === 'notice' && event.level === 'warning') parts.note(taken, 'warning', redact(event.message));
        looksOn?.onEvent(event);
      });
      return outcomeOf(masked(row, redact), look ? short(masked(looksOn?.kept(), redact)) : undefined);
    } catch (error) {
      return failureOf(error, world);
    } finally {
      opened?.giveBack();
    }
  };
