import { hostname } from 'node:os';
import { randomBytes } from 'node:crypto';
import type { AskedStore } from '../../api/asked.ts';
import { fetchFeed } from '../../api/runs/run-feed.ts';
import type { RunRow } from '../../api/views.ts';
import { createRedactor, type World } from '../../api/world.ts';
import { EngineError } from '../../language/basics/errors.ts';
import { formatPlace } from '../../language/basics/place.ts';
import { isAway } from '../database/away.ts';
import type { JobError, Taken } from '../job.ts';
import type { Outcome, RunTaken } from './outcome.ts';

/** The name of a worker: the machine's, and one of this process alone. */
export const workerId = (): string => `${hostname()}-${process.pid}-${randomBytes(3).toString('hex')}`;

/** Where a tenant's feeds are: its folder, and what is asked of it. Throws UsageError where there is none of that name. */
export interface TenantPlaces {
  readonly cwd: string;
  readonly asked: AskedStore;
}

export interface RunTakenParts {
  /** Of the process: each run has a world of its own. */
  readonly world: Pick<World, 'env' | 'now' | 'ticks'>;
  readonly places: (tenant: string) => TenantPlaces;
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

const outcomeOf = (row: RunRow): Outcome => {
  if (row.status === 'interrupted') return { kind: 'interrupted', row };
  const { error } = row;
  return row.status === 'failed' && error !== null && LATER.includes(error.code)
    ? { kind: 'held', error }
    : { kind: 'ended', row };
};

/** Not the run's own fault: the store was away, or something else has the instance. */
const LATER: readonly string[] = ['store.away', 'store.busy', 'store.locked', 'store.fenced'];

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

/** Does taken runs in this process. */
export const runTakenHere =
  (parts: RunTakenParts): RunTaken =>
  async (taken, { signal, tell }) => {
    const { name, since, until, hold, because, job, at, before } = taken;
    let world = worldOf(parts, process.cwd(), taken, signal);
    try {
      const { cwd, asked } = parts.places(taken.tenant);
      world = worldOf(parts, cwd, taken, signal);
      const row = await fetchFeed(
        world,
        {
          ...asked,
          since,
          until,
          hold,
          resumeOnly: because === 'cut off',
          tellsStart: false,
          job: { id: job, at, isAgain: before > 0 },
        },
        name,
        (event) => {
          if (event.kind === 'notice' && event.level === 'warning') parts.note(taken, 'warning', world.redact(event.message));
          tell(masked(event, world.redact));
        },
      );
      return outcomeOf(masked(row, world.redact));
    } catch (error) {
      return failureOf(error, world);
    }
  };
