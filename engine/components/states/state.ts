import type { Component } from '../component.ts';
import type { Json, JsonRecord } from '../../language/basics/json.ts';
import type { Place } from '../../language/basics/place.ts';

/** What a session begins with. */
export interface StateContext {
  /** What the last run left; a text or number where a person set it. Undefined on the first run. */
  readonly previous: Json | undefined;
  /** The run's now, ms since epoch. */
  readonly now: number;
  /** sha256 over definition and options: what the server said of an answer holds for the same ones only. */
  readonly fingerprint: string;
  /** The run asks for all that there is in one window, so that its first answer may stand for all of it. */
  readonly oneWindow: boolean;
  /** The YAML line of `state`. */
  readonly place: Place;
}

/** One answer of the feed's source. */
export interface StateAnswer {
  readonly status: number;
  header(name: string): string | undefined;
  /** Evaluates an option over the envelope, with `$response` and `$header` in sight. */
  evaluate(option: unknown): unknown;
}

/** Evaluates an option over one record. */
export type EvaluateRecord = (option: unknown, record: JsonRecord) => unknown;

export interface StateEnd {
  /** Committed with what it covers; undefined where there is still none. */
  readonly state: Json | undefined;
  /** Why nothing needs to be put into the store: the source is as it was. */
  readonly nothingNew: string | undefined;
  /** Anomalies for the ledger. */
  readonly notes: Readonly<Record<string, number>>;
}

/** One for each run; pure, but for what it remembers of the answers and records that it is shown. */
export interface StateSession {
  /** `$state` in requests. */
  variables(): Json | undefined;
  /** What is added to the source's next request; names in lower case. */
  headers(): Readonly<Record<string, string>>;
  /** Looks on while a body is read; called again where a body is read again. */
  onBody?(bytes: AsyncIterable<Uint8Array>, header: StateAnswer['header']): AsyncIterable<Uint8Array>;
  onAnswer(answer: StateAnswer): void;
  /** Every record that came, before filters. Without it records need not be shown. */
  onRecords?(records: readonly JsonRecord[], evaluate: EvaluateRecord): void;
  /** Was this record, as it is now, in an earlier run? It changes nothing. */
  isKnown?(record: JsonRecord, evaluate: EvaluateRecord): boolean;
  /** This record was set aside: it is none that was had, so that it comes through when it is given again. */
  setAside?(record: JsonRecord): void;
  /**
   * At the end of a page: the state that may be committed although more pages are to come; undefined where it may not move
   * yet, or where there has been too little since the run began or the last such commit. Only sessions that may be committed
   * in between have it.
   */
  resting?(): Json | undefined;
  /** What `resting` gave was committed, and the source is read on. */
  rested?(): void;
  /** A record has come that a run which begins at the committed state would not ask for: it must not stay committed. */
  takesBack?(): boolean;
  /** What came is forgotten: the source is read again from its start. */
  restart(): void;
  /** `quarantined`: records that were set aside, and documents that are missing, so that the source should be read again although it did not change. */
  finish(run: { readonly quarantined: number }): StateEnd;
}

/** A way of keeping something between runs, other than the clock. */
export interface StateKind<Options = unknown> extends Component<Options> {
  /** Whether a request has to send `$state`, so that the next run gets something else. */
  readonly isSent: boolean;
  open(options: Options, context: StateContext): StateSession;
}

/** The members of a state that this kind left, the value that a person set, or nothing: what another kind left means nothing here. */
export function previousOf(kind: string, { previous }: StateContext): { readonly [name: string]: Json } | undefined {
  if (previous === undefined || previous === null) return undefined;
  if (typeof previous !== 'object') return { value: previous };
  return !Array.isArray(previous) && 'kind' in previous && previous.kind === kind
    ? (previous as { readonly [name: string]: Json })
    : undefined;
}
