import type { Logger } from 'pino';
import type { Taken } from '../job.ts';
import type { Outcome } from './outcome.ts';
import type { WorkerTelling } from './worker.ts';

/** As much of a run's row as is told. */
interface Row {
  readonly run?: string;
  readonly status?: string;
  readonly duration_ms?: number;
  readonly records?: unknown;
  readonly objects?: unknown;
  readonly error?: { readonly code: string; readonly message: string } | null;
}

const of = ({ tenant, name, job, because, by }: Taken) => ({
  tenant: tenant === '' ? null : tenant,
  feed: name,
  because,
  by,
  job,
});

const tellEnd = (log: Logger, taken: Taken, outcome: Outcome): void => {
  switch (outcome.kind) {
    case 'ended': {
      const { run, status, duration_ms: duration, records, objects, error } = (outcome.row ?? {}) as Row;
      const failure = error === undefined || error === null ? null : { code: error.code, message: error.message };
      const entry = { event: 'run', ...of(taken), run, status, duration, records, objects, error: failure };
      if (failure !== null) log.error(entry, 'a run has failed');
      else log.info(entry, status === 'held' ? 'a run is held' : 'a run has ended');
      return;
    }
    case 'interrupted':
      log.info({ event: 'stopped', ...of(taken) }, 'a run has stopped at a safe point');
      return;
    case 'held':
      log.warn({ event: 'later', ...of(taken), error: outcome.error }, 'a run could not be begun now: it is tried again');
      return;
    case 'impossible':
      log.error(
        { event: 'dead', ...of(taken), error: outcome.error },
        'a run can not be begun: it waits for somebody as a dead letter',
      );
      return;
    default:
      throw outcome satisfies never;
  }
};

/** Tells what a worker does in the log. */
export const workerTelling = (log: Logger, shown: string): WorkerTelling => ({
  begun: (taken) => {
    if (taken.fell) log.warn({ event: 'taken over', ...of(taken) }, 'a worker said nothing any more: its run goes on here');
    else log.debug({ event: 'begun', ...of(taken) }, 'a run has begun');
  },
  ended: (taken, outcome, isMine) => {
    if (isMine) tellEnd(log, taken, outcome);
    else log.warn({ event: 'lost', ...of(taken) }, 'a run had been given to another worker meanwhile: it counts there');
  },
  fallen: ({ tenant, name, job }) =>
    log.error(
      { event: 'dead', tenant: tenant === '' ? null : tenant, feed: name, job },
      'many workers have died with this run: it waits for somebody as a dead letter',
    ),
  away: ({ code, message, hint }) =>
    log.error(
      { event: 'away', queue: shown, error: { code, message, hint } },
      'PostgreSQL is away: nothing is lost, it is waited for',
    ),
  back: () => log.info({ event: 'back', queue: shown }, 'PostgreSQL is there again'),
});
