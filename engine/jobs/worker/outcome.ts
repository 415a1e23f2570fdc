import type { JobError, JobEvent, Taken } from '../job.ts';

/** How a taken run ended in its worker. */
export type Outcome =
  /** To an end, good or bad: its row. */
  | { readonly kind: 'ended'; readonly row: unknown; readonly looked?: unknown }
  /** At a safe point, since it was stopped: it goes on from there. `row`: where there is one. */
  | { readonly kind: 'interrupted'; readonly row: unknown }
  /** Something else has the instance, or the store was away: later. */
  | { readonly kind: 'held'; readonly error: JobError }
  /** It could not begin, and would not the next time. */
  | { readonly kind: 'impossible'; readonly error: JobError };

export interface RunTakenWith {
  /** Aborted: it ends at its next safe point. */
  readonly signal: AbortSignal;
  readonly tell: (event: JobEvent) => void;
  /** Somebody looks on. */
  readonly isWatched: boolean;
}

/** Does a run that was taken. Never rejects but for a bug. */
export type RunTaken = (taken: Taken, how: RunTakenWith) => Promise<Outcome>;
