import type { Recall } from '../../components/decoders/decoder.ts';
import type { RunContext } from '../context/context.ts';
import type { Counter } from '../context/ledger.ts';
import { isRepeatable } from './repeatable.ts';
import { rowMark } from '../../store/sqlite/known-rows/known-rows.ts';
import type { WindowStaging } from '../../store/contract/store.ts';

export interface RecallParts {
  readonly context: RunContext;
  readonly staging: WindowStaging;
  readonly counter: Counter;
  readonly onProgress: () => void;
  /** Could the filters not judge the row that was tested last? It is to come whole, whatever is known of it. */
  readonly inDoubt: () => boolean;
}

const RECALLED = 'rows as in the last run';
/** After so many rows of which more than this share was not known, none is asked for any more: the dump is another one. */
const ENOUGH = 1000;
const MOST_UNKNOWN = 0.25;

/**
 * Of a dump that is fetched again most rows are as they were: such a row is only counted. Undefined where rows have to be looked
 * at each time. A run that was asked for by hand looks at all of them.
 */
export function bindRecall({ context, staging, counter, onProgress, inDoubt }: RecallParts): Recall | undefined {
  const { plan, evaluator, services } = context;
  if (plan.manual || !isRepeatable(plan, evaluator)) return undefined;
  const known = staging.knownRows(`${plan.fingerprint} ${services.version}`);
  let recalled = 0;
  let unknown = 0;
  const isWorthIt = (): boolean => known.size > 0 && (unknown < ENOUGH || unknown < MOST_UNKNOWN * (unknown + recalled));
  return {
    begin: (columns) => known.begin(columns),
    mayBeKnown: (bytes, start, end) => {
      if (!isWorthIt() || inDoubt()) return false;
      const may = known.has(rowMark(bytes.subarray(start, end)));
      if (!may) unknown++;
      return may;
    },
    isKnown: (bytes, start, end) => {
      if (!isWorthIt() || inDoubt()) return false;
      if (!known.recall(rowMark(bytes.subarray(start, end)))) {
        unknown++;
        return false;
      }
      recalled++;
      counter.fetched++;
      counter.mapped++;
      counter.note(RECALLED);
      if ((counter.fetched & 0x3fff) === 0) onProgress();
      return true;
    },
  };
}
