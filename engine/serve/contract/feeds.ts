import type { Finding } from './session.ts';

/** `unscheduled`: it runs when somebody asks for it. */
export type FeedState = 'running' | 'waiting' | 'scheduled' | 'paused' | 'unscheduled';

export interface FeedsView {
  readonly now: string;
  readonly feeds: readonly FeedView[];
  /** Runs at once: under way, waiting for room, at most. */
  readonly running: number;
  readonly waiting: number;
  readonly at_once: number;
}

/** An instance of the configuration, or a feed without any. */
export interface FeedView {
  /** The instance's name, or `pack/feed`. */
  readonly name: string;
  /** `pack/feed`. */
  readonly feed: string;
  readonly instance: string | null;
  readonly title: string;
  readonly pack: string;
  readonly schedule: { readonly text: string; readonly zone: string; readonly jitter: number; readonly catch_up: boolean } | null;
  readonly state: FeedState;
  readonly paused: { readonly since: string; readonly by: string } | null;
  readonly hold: boolean;
  /** Of the run under way or waiting. */
  readonly job: string | null;
  readonly next_at: string | null;
  /** Turns that had no run, the last time that there were any. */
  readonly missed: { readonly count: number; readonly first: string; readonly last: string; readonly made_up: boolean } | null;
  readonly health: HealthView | null;
  /** The oldest first; at most 30. */
  readonly runs: readonly RunBrief[];
  /** Its definition as it now stands has mistakes: the one before is used. */
  readonly findings: readonly Finding[];
}

/** As `feedwright health` has it. */
export interface HealthView {
  readonly state: string;
  /** In words that say why. */
  readonly words: string;
  readonly since: string | null;
  readonly last_good: string | null;
  /** `file:line:column`. */
  readonly place: string | null;
  readonly remedy: string | null;
  /** Somebody must act. */
  readonly acts: boolean;
}

/** A bar of a chart. */
export interface RunBrief {
  readonly run: string;
  /** `held`: it waits to be looked at, see `review`; `undone`: its changes were taken back. */
  readonly status: 'running' | 'succeeded' | 'failed' | 'interrupted' | 'held' | 'discarded' | 'undoing' | 'undone';
  readonly started_at: string;
  readonly duration: number | null;
  readonly records: number;
  readonly changed: number;
  readonly set_aside: number;
  readonly error: string | null;
}

export interface FeedDetail extends FeedView {
  readonly description: string | null;
  /** Where its next run starts, of each partition. */
  readonly checkpoints: readonly { readonly partition: string; readonly until: string | null; readonly state: unknown }[];
  /** The next ten turns. */
  readonly turns: readonly string[];
}

export interface RunAsked {
  readonly name: string;
  /** Keeps its requests, answers and records to be looked at; such a run takes no shortcuts. */
  readonly look?: boolean;
  /** Seals what came, and does not apply it. */
  readonly hold?: boolean;
  readonly since?: string;
  readonly until?: string;
}

export interface JobStarted {
  /** `GET /api/jobs/ID` shows it. */
  readonly job: string;
}
