/** What is known of an instance when its health is decided: plain data, whoever gathered it. Times are ms since epoch. */
import type { Schedule } from '../config/schedule.ts';
import type { Standing, StoredRow } from '../../run/context/run-row.ts';

/** A run as far as health looks at it. */
export interface LastRun {
  readonly run: string;
  readonly status: string;
  readonly startedAt: number;
  readonly endedAt: number | undefined;
  /** Undefined of one that was cut off. */
  readonly summary: StoredRow | undefined;
}

/** A bound, and who set it: one that nobody wrote down is told, but calls nobody. */
export interface Bound {
  /** ms. */
  readonly ms: number;
  /** Where it is written: `file:line:column`; undefined for a default. */
  readonly place: string | undefined;
}

export interface ExpectedFacts {
  readonly newestAge: Bound | undefined;
  readonly changed: Bound | undefined;
  /** Runs begin at least so often, ms; undefined where the schedule says it, or nothing does. */
  readonly every: number | undefined;
  readonly schedule: Schedule | undefined;
}

/** Set aside and not yet put through. */
export interface AsideFacts {
  readonly count: number;
  /** When the oldest was set aside. */
  readonly since: number;
  /** Of the latest: why. */
  readonly reason: string;
}

/** What came in another shape than before, as far as it is told. */
export interface DriftFact {
  readonly words: string;
  readonly since: number | undefined;
  /** Something of the definition hangs on it that it can no longer be given. */
  readonly counts: boolean;
  /** The line of the definition that hangs on it. */
  readonly place: string | undefined;
}

/** Something wrong before a run could even begin. */
export interface Broken {
  readonly message: string;
  readonly hint: string | undefined;
  readonly place: string | undefined;
  readonly since: number | undefined;
}

export interface StoreTrouble {
  readonly words: string;
  readonly remedy: string;
  /** No run can be told from another, or begin: every instance is as unwell as its store. */
  readonly isWhole: boolean;
}

export interface InstanceFacts {
  /** As a command line names it. */
  readonly name: string;
  /** '' without. */
  readonly partition: string;
  readonly now: number;
  readonly expected: ExpectedFacts;
  /** Where the feed is defined; undefined where its definition is not there. */
  readonly place: string | undefined;
  readonly broken: Broken | undefined;
  readonly last: LastRun | undefined;
  /** Of the last run that came to an end by itself. */
  readonly ended: LastRun | undefined;
  readonly standing: Standing | undefined;
  /** The last run has not ended, and the process that it runs in lives. */
  readonly isUnderWay: boolean;
  readonly aside: AsideFacts | undefined;
  readonly drift: readonly DriftFact[];
  readonly store: StoreTrouble | undefined;
}
