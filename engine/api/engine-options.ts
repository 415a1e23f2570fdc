import type { ActionObject } from '../run/action/act-contract.ts';

/** How the engine finds its parts, and what of the process it may use. */
export interface EngineOptions {
  /** A folder of definitions, or several. Default: the configuration's, else `./definitions`, else those that come with the package. */
  readonly definitions?: string | readonly string[];
  /**
   * The store, as `sqlite:PATH`. Default: the configuration's, else `sqlite:./.feedwright/store.db`; with `mock`
   * `sqlite:./.feedwright/mock.db`. The first run makes it.
   */
  readonly store?: string;
  /** True: runs and actions go to a mock vendor that serves the pack's fixtures, and into a store of its own. */
  readonly mock?: boolean;
  /** Path of the configuration. Default: `./feedwright.yaml` where there is one; false: none. */
  readonly configuration?: string | false;
  /** Relative paths start here. Default: the process's working folder. */
  readonly cwd?: string;
  /** Milliseconds since 1970. Default: the system's clock. */
  readonly clock?: () => number;
  /** Aborted: runs end at the next clean place, and go on from there the next time. */
  readonly signal?: AbortSignal;
  /**
   * Variables for options (`FEEDWRIGHT_PACK_NAME`), for `${env:NAME}` in the configuration and for proxies. Default: none, so that
   * nothing comes in unseen; `process.env` gives what the command line has.
   */
  readonly env?: Readonly<Record<string, string | undefined>>;
  /** Takes what is to be known beside a result, in a sentence; of a run it comes as an event instead. */
  readonly tell?: (level: 'info' | 'warning', message: string) => void;
}

/** A moment: a `Date`, or a text as the command line takes it (`2026-01-31`, `2026-01-31T12:00:00Z`, `P2D` for two days ago). */
export type Moment = Date | string;

/** How the mock behaves, in an engine that was opened with `mock`. */
export interface MockBehaviour {
  /** One of the mock's variants. Default: the first. */
  readonly variant?: string;
  /** What goes wrong, as `feedwright mock --fault` writes it: `GET /cases: 503 x2`. */
  readonly faults?: readonly string[];
  /** Where its clock stands. Default: where `mock.yaml` puts it. */
  readonly clock?: Moment;
}

export interface PlanRequest {
  /** The feed's options by name; they win over the environment and the configuration. */
  readonly options?: Readonly<Record<string, unknown>>;
  /** The name of an instance in the configuration, with options and state of its own. */
  readonly instance?: string;
  /** Where it starts. Default: where the last run ended. */
  readonly since?: Moment;
  /** Where it ends. Default: now. */
  readonly until?: Moment;
  /** True: goes on without the part of the range that the vendor no longer serves, instead of an error. */
  readonly clip?: boolean;
  /** Of an engine with `mock`: where the clock of the mock stands. */
  readonly mock?: Pick<MockBehaviour, 'clock'>;
}

export interface RunRequest extends PlanRequest {
  /** Of an engine with `mock`: how the mock behaves. */
  readonly mock?: MockBehaviour;
  /** Fetches and maps, but writes nothing. */
  readonly dryRun?: boolean;
  /** Where the feed runs once for each of several values: objects of values that are gone expire. */
  readonly dropGone?: boolean;
  /** The shape in which the records come is as it should be, whatever it was before. */
  readonly acceptDrift?: boolean;
  /** Seals what comes and does not apply it: `feedwright review`, `apply` and `discard` decide. */
  readonly hold?: boolean;
  /** Stops after so many records; the checkpoint does not move. */
  readonly limit?: number;
  /** Aborted: this run ends, and no other. */
  readonly signal?: AbortSignal;
}

export interface ActRequest {
  /** What to act on: objects as the program has them, and texts `type:value` for objects of the store. None for an action without. */
  readonly objects?: readonly (ActionObject | string)[];
  /** Options of the action and of its connection, by name. */
  readonly options?: Readonly<Record<string, unknown>>;
  /** Builds the exact request, secrets masked, and sends nothing. */
  readonly dryRun?: boolean;
  /** Sends although an earlier one may have happened. */
  readonly again?: boolean;
  /** Of an engine with `mock`: how the mock behaves. */
  readonly mock?: MockBehaviour;
  readonly signal?: AbortSignal;
}

/** Only what has all of it. */
export interface ObjectRequest {
  readonly type?: string;
  readonly subtype?: string;
  readonly value?: string;
  readonly source?: string;
  /** As it is now, such as `Active` or `Expired`. */
  readonly status?: string;
  readonly tag?: string;
  readonly attribute?: { readonly name: string; readonly value?: string };
  /** At most so many. */
  readonly limit?: number;
}

export interface RunsRequest {
  /** Only runs of this feed, or of the instance of that name. */
  readonly feed?: string;
  /** Only the one with this id. */
  readonly run?: string;
  /** At most so many. */
  readonly limit?: number;
}
