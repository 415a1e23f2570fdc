import type { SecretData } from '../report/echoes.ts';
import type { HttpClient } from '../../http/http.ts';
import type { JsonRecord } from '../../language/basics/json.ts';
import type { MappedObject } from '../../object/mapped-object.ts';
import type { RunRow } from './run-row.ts';
import type { Instance } from '../../store/contract/store.ts';
import type { Trace } from './trace.ts';

/** Everything a run may touch; nothing below `commands/` reads the wall clock or the environment. */
export interface Services {
  readonly http: HttpClient;
  readonly instance: Instance;
  /** The vendor's time as the run sees it, ms since epoch (a mock has a clock of its own). */
  readonly clock: () => number;
  /** Monotonic, ms: durations. */
  readonly ticks: () => number;
  /** Waits so many ms; rejects once the signal is aborted. */
  readonly sleep: (ms: number, signal: AbortSignal) => Promise<void>;
  readonly signal: AbortSignal;
  readonly redact: (text: string) => string;
  /** What tells secrets in data. */
  readonly secretData?: SecretData;
  /** Secrets learned on the way (tokens). */
  readonly addSecret: (text: string) => void;
  /** The options, read again where they came from: a secret's file may have changed. */
  readonly reread?: () => Promise<Readonly<Record<string, unknown>>>;
  readonly report: (event: RunEvent) => void;
  readonly id: () => string;
  /** False: nothing of a run's work is skipped, for tests that compare, and where somebody looks on; `always`: also where that isn't worth it. */
  readonly shortcuts?: boolean | 'always';
  /** Looks on. */
  readonly trace?: Trace | undefined;
  readonly onMapped?: OnMapped | undefined;
  /** Of this Feedwright: what another version has made of a row is not relied on. */
  readonly version: string;
}

/** Told of every record that becomes objects: its key where it has one, itself as the vendor sent it, and the objects. */
export type OnMapped = (key: string | undefined, original: JsonRecord, objects: readonly MappedObject[]) => void;

/** Where a run stands, for the display; at most some ten a second of kind `progress`. */
export type RunEvent =
  | { readonly kind: 'started'; readonly run: string; readonly feed: string; readonly windows: number; readonly resumed: boolean }
  | { readonly kind: 'notice'; readonly level: 'info' | 'warning'; readonly message: string }
  | {
      readonly kind: 'window';
      readonly index: number;
      readonly of: number;
      readonly since: number | undefined;
      readonly until: number | undefined;
    }
  | {
      readonly kind: 'progress';
      readonly window: number;
      readonly windows: number;
      readonly records: number;
      readonly mapped: number;
      readonly requests: number;
      readonly bytes: number;
      /** Bytes of the present response: read and expected. */
      readonly read: number | undefined;
      readonly expected: number | undefined;
    }
  | { readonly kind: 'applying'; readonly done: number; readonly total: number }
  | { readonly kind: 'ended'; readonly row: RunRow };
