/** What came of proving, as plain data: it goes from one thread to another as it is. */
import { type Cell, isFailure, type Kill } from '../prove/cell.ts';
import type { Subject } from '../proof-file/subject.ts';
import type { CaseError } from '../testing/ran.ts';

/** What came of one feed or action. */
export interface Proved {
  /** `pack/name`. */
  readonly target: string;
  /** As it lay here when it was proved; undefined where it could not be. */
  readonly subject: Subject | undefined;
  readonly cells: readonly Cell[];
  readonly kills: readonly Kill[];
  /** Cells that were not played, since others were chosen. */
  readonly left: number;
  /** Milliseconds. */
  readonly took: number;
  /** What kept it from being proved to the end. */
  readonly error: CaseError | undefined;
}

/** Told while it is proved. */
export type Happening =
  | { readonly kind: 'cell'; readonly target: string; readonly cell: Cell }
  | { readonly kind: 'kill'; readonly target: string; readonly kill: Kill };

export interface Failing {
  readonly target: string;
  readonly of: Cell | Kill;
}

export const failuresOf = (all: readonly Proved[]): readonly Failing[] =>
  all.flatMap(({ target, cells, kills }) => [...cells, ...kills].filter(isFailure).map((of) => ({ target, of })));

export const hasFailed = (one: Proved): boolean => one.error !== undefined || failuresOf([one]).length > 0;
