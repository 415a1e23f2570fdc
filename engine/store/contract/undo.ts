/** Giving objects back what they were before a run: what is asked for, what it comes to, and what stands in the way. */
import type { Checkpoint } from './counts.ts';

/**
 * What becomes of what the run has fetched. `hold`: the next run fetches it again, and is held; `fetch`: it fetches it again as any
 * other; `skip`: it is left out.
 */
export type UndoNext = 'hold' | 'fetch' | 'skip';

export interface UndoWish {
  readonly next: UndoNext;
  readonly now: number;
}

export interface UndoCounts {
  /** Objects that were there before the run and are given back what they were. */
  readonly given_back: number;
  /** Objects that the run made and nobody else lists: they are no longer there, and destinations take them back. */
  readonly taken_back: number;
  /** Objects that the run made and other feeds list by now: what those say of them stays. */
  readonly left_to_others: number;
  /** Relations by reference that the run named first. */
  readonly relations: number;
  /** Keys whose records the run has set aside, or brought through. */
  readonly quarantine: number;
  /** Documents of an index. */
  readonly documents: number;
}

/** What undoing a run comes to; nothing is changed by looking. */
export interface UndoPlan {
  readonly counts: UndoCounts;
  /** False: what the run has replaced is not kept any more, or never was. */
  readonly isKept: boolean;
  /** The first later run that has changed the same, and was not undone. */
  readonly later: string | undefined;
  /** The checkpoint as it was before the run moved it; undefined: it did not. */
  readonly before: Checkpoint | undefined;
  /** It was asked for a range of its own. */
  readonly isManual: boolean;
}

/** An undo that was begun: it is gone on with, whoever opens the instance next. */
export interface PendingUndo {
  readonly run: string;
  readonly wish: UndoWish;
  /** What it comes to in all. */
  readonly counts: UndoCounts;
  /** Why the next window is to be held; undefined: it is not. */
  readonly mark: string | undefined;
}

/** What could not be given back, counted by reason. */
export type UndoLeft = Readonly<Record<string, number>>;
