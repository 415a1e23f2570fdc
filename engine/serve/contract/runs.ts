import type { RunBrief } from './feeds.ts';

export interface RunsQuery {
  /** A feed's or an instance's name. */
  readonly feed?: string;
  readonly limit?: string;
}

export interface RunsView {
  /** The latest first. */
  readonly runs: readonly (RunBrief & { readonly feed: string; readonly instance: string; readonly partition: string })[];
}

/**
 * Where the records of a window went: fetched + expanded = outside_window + dropped + duplicate + superseded + skipped + quarantined +
 * mapped, and what came of them.
 */
export interface LedgerView {
  readonly records: {
    readonly fetched: number;
    readonly expanded: number;
    readonly outside_window: number;
    /** By reason. */
    readonly dropped: Readonly<Record<string, number>>;
    readonly duplicate: number;
    readonly superseded: number;
    readonly skipped: number;
    readonly quarantined: number;
    readonly mapped: number;
  };
  readonly objects: {
    readonly created: number;
    readonly updated: number;
    readonly unchanged: number;
    readonly withdrawn: number;
    readonly by_type: Readonly<Record<string, number>>;
  };
  /** Anomalies, and why entries were skipped. */
  readonly notes: Readonly<Record<string, number>>;
}

export interface WindowView {
  readonly number: number;
  readonly since: string | null;
  readonly until: string | null;
  /** `pending`: not begun. */
  readonly status: 'pending' | 'sealed' | 'held' | 'done' | 'failed' | 'discarded' | 'undone';
  readonly ledger: LedgerView | null;
  readonly ended_by: string | null;
}

export interface RunDetail {
  readonly run: string;
  readonly feed: string;
  readonly instance: string;
  readonly partition: string;
  readonly status: RunBrief['status'];
  readonly started_at: string;
  readonly ended_at: string | null;
  readonly windows: readonly WindowView[];
  /** As `feedwright runs ID --json` has it; null where the run was cut off. */
  readonly summary: Readonly<Record<string, unknown>> | null;
  readonly error: RunError | null;
  /** The job that it was, where it is still known: with its requests. */
  readonly job: string | null;
}

export interface RunError {
  readonly code: string;
  readonly message: string;
  readonly hint: string | null;
  readonly place: string | null;
}

/** Something that a process of the server does: a run, a dry run, a replay, a push. */
export interface JobView {
  readonly job: string;
  readonly kind: 'run' | 'dry-run' | 'replay' | 'push' | 'cases';
  /** A feed's, an instance's or a destination's name. */
  readonly name: string;
  readonly state: 'waiting' | 'running' | 'ended';
  /** Why it began. */
  readonly because: 'turn' | 'missed' | 'asked' | 'cut off' | 'changes';
  readonly by: string | null;
  readonly asked_at: string;
  readonly began_at: string | null;
  readonly ended_at: string | null;
  /** Once they are known: a run for each partition. */
  readonly runs: readonly string[];
  /** Keeps answers and records. */
  readonly look: boolean;
  readonly progress: Progress | null;
  /** As they began; the latest is under way. */
  readonly windows: readonly {
    readonly index: number;
    readonly of: number;
    readonly since: string | null;
    readonly until: string | null;
  }[];
  /** The latest 200. */
  readonly requests: readonly RequestView[];
  readonly notices: readonly { readonly at: string; readonly level: 'info' | 'warning'; readonly message: string }[];
  /** Its row, as `feedwright run --json` prints it. */
  readonly result: Readonly<Record<string, unknown>> | null;
  readonly error: RunError | null;
}

export interface Progress {
  readonly window: number;
  readonly windows: number;
  readonly records: number;
  readonly mapped: number;
  readonly requests: number;
  readonly bytes: number;
  readonly applying: { readonly done: number; readonly total: number } | null;
}

/** A request and what came of it; secrets are masked. */
export interface RequestView {
  /** Of the job's, from 1: `POST /api/jobs/ID/pages/NUMBER` shows what came, where it was kept. */
  readonly number: number;
  readonly endpoint: string;
  /** The YAML line that asks for it: `file:line:column`. */
  readonly place: string | null;
  readonly method: string;
  readonly url: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string | null;
  /** For a shell, with variables in the place of secrets. */
  readonly curl: string;
  /** From 0. */
  readonly attempt: number;
  readonly status: number | null;
  readonly bytes: number;
  readonly took: number | null;
  readonly failure: string | null;
  /** Where it was the request of a page, and the job keeps them: what the rules of paging said. */
  readonly page: PageView | null;
}

export interface PageView {
  readonly records: number;
  /** What became of them; null where that is not known by page. */
  readonly became: { readonly records: Readonly<Record<string, unknown>>; readonly objects: number } | null;
  /** `stop` with its reason, or `next`. */
  readonly decision: Readonly<Record<string, unknown>>;
}

/** What came, in clear but for secrets. */
export interface LookPage {
  readonly status: number;
  readonly headers: Readonly<Record<string, unknown>>;
  /** The first 64 KiB; null where it is no text. */
  readonly body: string | null;
  readonly bytes: number;
  readonly is_cut: boolean;
  /** Records of the job that became objects, and the objects; at most 50. */
  readonly records: readonly { readonly key: string | null; readonly record: unknown; readonly objects: readonly unknown[] }[];
}

export interface ReplayAsked {
  /** The number of a window of the run. */
  readonly window: number;
}

/** Of `GET /api/jobs/ID/events`: first the whole of it, then what changes. */
export type JobEvent =
  | { readonly kind: 'job'; readonly job: JobView }
  | { readonly kind: 'progress'; readonly progress: Progress }
  | { readonly kind: 'window'; readonly window: JobView['windows'][number] }
  | { readonly kind: 'request'; readonly request: RequestView }
  | { readonly kind: 'notice'; readonly notice: JobView['notices'][number] };
