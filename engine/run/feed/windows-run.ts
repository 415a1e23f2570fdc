import type { EngineError } from '../../language/basics/errors.ts';
import type { ObjectCounts, OpenRun, WindowLedger } from '../../store/contract/store.ts';
import type { RunContext } from '../context/context.ts';
import type { MapperParts } from '../records/mapper.ts';
import type { AfterApplied } from './after-applied.ts';
import type { RunOptions } from './run-options.ts';

export interface WindowsRun {
  readonly context: RunContext;
  readonly run: OpenRun;
  readonly parts: MapperParts;
  readonly options: RunOptions;
  /** Undefined where the vendor is not told what was applied. */
  readonly after: AfterApplied | undefined;
}

/** A window that was sealed and is not applied. */
export interface WindowHeld {
  readonly why: string;
  readonly ledger: WindowLedger;
}

export interface WindowDone {
  readonly ledger: WindowLedger;
  readonly objects: ObjectCounts;
}

export interface WindowsEnd {
  /** With the windows as they came to be. */
  readonly context: RunContext;
  /** Windows that are in the store, those before a resumption among them. */
  readonly done: readonly WindowDone[];
  readonly stopReason: string;
  readonly error: EngineError | undefined;
  /** Figures of the window that failed. */
  readonly failed: WindowLedger | undefined;
  /** The run ends with it, and waits. */
  readonly held?: WindowHeld | undefined;
}
