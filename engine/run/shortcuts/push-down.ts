import type { Batch, Prefilter } from '../../components/decoders/decoder.ts';
import type { Scope } from '../../expression/definition/evaluator.ts';
import type { JsonRecord } from '../../language/basics/json.ts';
import type { Counter } from '../context/ledger.ts';
import type { BoundFilters } from '../records/filters.ts';

interface Pushed {
  readonly prefilter: Prefilter;
  testedBy(batch: Batch): boolean;
  /** The test has failed on the record that was tested last. */
  inDoubt(): boolean;
}

/** Rows between two signs of life: a dump may have nothing to keep for millions of them. */
const ROWS_BETWEEN = 0x4000;

/** The leading filters for the decoder; undefined where the first filter is none that reads plain columns only. */
export function pushDown(
  { head, absence }: BoundFilters,
  scope: Scope,
  counter: Counter,
  onProgress: () => void,
): Pushed | undefined {
  if (head === undefined) return undefined;
  /** Lists of records, as batches have them: a weak set of all records would cost the collector more than it spares. */
  const passed = new WeakSet<readonly JsonRecord[]>();
  let sure = true;
  let doubt = false;
  const prefilter: Prefilter = {
    columns: head.columns,
    around: (stretch) => stretch(),
    test: (record) => {
      absence.look(record);
      let because: string | undefined;
      doubt = false;
      try {
        because = head.reject(record, scope);
      } catch {
        // It is judged again as a whole record, where the failure has a place.
        sure = false;
        doubt = true;
        return true;
      }
      if (because === undefined) return true;
      counter.drop(because);
      if (++counter.fetched % ROWS_BETWEEN === 0) onProgress();
      return false;
    },
    passed: (records) => void passed.add(records),
  };
  return {
    prefilter,
    testedBy: ({ records }) => sure && passed.has(records),
    inDoubt: () => doubt,
  };
}
