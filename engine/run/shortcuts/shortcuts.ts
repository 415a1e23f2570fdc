import type { Batch, Prefilter, Recall } from '../../components/decoders/decoder.ts';
import type { MappedObject } from '../../object/mapped-object.ts';
import type { Position } from '../records/position.ts';
import type { Applied, ObjectCounts } from '../../store/contract/store.ts';

/**
 * What may be skipped of a window's work without changing what comes of it: the same objects, the same ledger. A run without any of
 * it goes the whole way with each record. What the mapping gave is counted of the records that were mapped.
 */
export interface Shortcuts {
  /** Leading filters, run by the decoder on the columns that they read: most rows of a dump are never built whole. */
  readonly prefilter: Prefilter | undefined;
  /** Rows that are known from the last run, byte for byte: they are counted, not built. */
  readonly recall: Recall | undefined;
  /** Have the leading filters judged every record of the batch, surely? Then the rest of them is enough. */
  testedBy(batch: Batch): boolean;
  /** Told of what the record at each place gave, before it is staged; gives the tag that is left with it, if any. */
  staged(objects: readonly MappedObject[], place: Position): string | undefined;
  /** Everything is read again from its start. */
  restart(): void;
  /** Objects that were not staged, since they are in the store as they came. */
  confirmed(): ObjectCounts | undefined;
  /** Told of each object that is applied. */
  applied(applied: Applied): void;
  /** After the window's last commit, which left the store at this revision. */
  keep(revision: string | undefined): void;
}

/** The whole way with each record. */
export const NO_SHORTCUTS: Shortcuts = {
  prefilter: undefined,
  recall: undefined,
  testedBy: () => false,
  staged: () => undefined,
  restart: () => undefined,
  confirmed: () => undefined,
  applied: () => undefined,
  keep: () => undefined,
};
