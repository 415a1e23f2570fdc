import type { Recall } from '../components/decoders/decoder.ts';
import type { RunContext } from './context.ts';
import type { Counter } from './counts.ts';
import { isRepeatable } from './repeatable.ts';
import { rowMark } from '../store/known-rows.ts';
import type { WindowStaging } from '../store/store.ts';

export interface RecallParts {
  readonly context: RunContext;
  readonly staging: WindowStaging;
  readonly counter: Counter;
  readonly onProgress: () => void;
  /** Could the filters not judge the row that was tested last? It is to come whole, whatever is known of it. */
  readonly inDoubt: () => boolean;
}

const RECALLED = 'rows as in the last run';

/**
 * Of a dump that is fetched again most rows are as they were: such a row is only counted. Undefined where rows have to be looked
 * at each time. A run that was asked for by hand looks at all of them.
 */
export function bindRecall({ context, staging, counter, onProgress, inDoubt }: RecallParts): Recall | undefined {
  const { plan, evaluator, services } = context;
  if (plan.manual || !isRepeatable(plan, evaluator)) return undefined;
  const known = staging.knownRows(`${plan.fingerprint} ${services.version}`);
  return {
    begin: (columns) => known.begin(columns),
    isKnown: (bytes, start, end) => {
      if (known.size === 0 || inDoubt() || !known.recall(rowMark(bytes.subarray(start, end)))) return false;
      counter.fetched++;
      counter.mapped++;
      counter.note(RECALLED);
      if ((counter.fetched & 0x3fff) === 0) onProgress();
      return true;
    },
  };
}
