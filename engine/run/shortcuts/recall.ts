import type { Recall } from '../../components/decoders/decoder.ts';
import type { JsonRecord } from '../../language/basics/json.ts';
import type { MappedObject } from '../../object/mapped-object.ts';
import { stagedIdentity } from '../../object/object-codec.ts';
import type { Applied, ObjectCounts } from '../../store/contract/store.ts';
import type { RunContext } from '../context/context.ts';
import type { Counter } from '../context/ledger.ts';
import type { Position } from '../records/position.ts';
import { readKnownRows, writeKnownRows } from './known-rows/known-rows-file.ts';
import { KnownRows, rowMark } from './known-rows/known-rows.ts';
import { KnownRowsBuilder } from './known-rows/known-rows-builder.ts';
import { isRepeatable } from './repeatable.ts';

interface RecallParts {
  readonly context: RunContext;
  readonly counter: Counter;
  readonly onProgress: () => void;
  readonly revision: string | undefined;
  /** Could the filters not judge the row that was tested last? It is to come whole, whatever is known of it. */
  readonly inDoubt: () => boolean;
}

interface BoundRecall {
  readonly recall: Recall;
  staged(objects: readonly MappedObject[], place: Position): string | undefined;
  restart(): void;
  confirmed(): ObjectCounts | undefined;
  applied(applied: Applied): void;
  keep(revision: string | undefined): void;
}

export const RECALLED = 'rows as in the last run';
/** After so many rows of which more than this share was not known, none is asked for any more: the dump is another one. */
const ENOUGH_ROWS = 1000;
const MAX_UNKNOWN_SHARE = 0.25;
/** Fewer rows are mapped sooner than they are remembered. */
const FEWEST_ROWS = 500;
const fewestRows = ({ shortcuts }: RunContext['services']): number => (shortcuts === 'always' ? 1 : FEWEST_ROWS);
/** Characters of a mark that count. */
const MARK = 16;
const ROWS_BETWEEN = 0x4000;

/**
 * Of a dump that is fetched again most rows are as they were: such a row is only counted. Undefined where rows have to be looked
 * at each time. A run that was asked for by hand looks at all of them.
 */
export function bindRecall({ context, counter, onProgress, revision, inDoubt }: RecallParts): BoundRecall | undefined {
  const { plan, evaluator, services } = context;
  const file = services.instance.cache;
  if (file === undefined || plan.manual || !isRepeatable(plan, evaluator)) return undefined;
  const key = (at: string | undefined): string => JSON.stringify([plan.fingerprint, services.version, at ?? null]);
  const known = KnownRows.load(revision === undefined ? undefined : readKnownRows(file), key(revision));
  const mark = new RowMarks();
  let builder: KnownRowsBuilder | undefined;
  let recalled = 0;
  let unknown = 0;
  const isWorthIt = (): boolean =>
    known.size > 0 && (unknown < ENOUGH_ROWS || unknown < MAX_UNKNOWN_SHARE * (unknown + recalled));

  const recall: Recall = {
    begin: (columns) => known.begin(columns),
    mayBeKnown: (bytes, start, end) => {
      mark.forget();
      if (!isWorthIt() || inDoubt()) return false;
      const may = known.has(mark.of(bytes, start, end));
      if (!may) unknown++;
      return may;
    },
    isKnown: (bytes, start, end) => {
      mark.forget();
      if (!isWorthIt() || inDoubt()) return false;
      if (!known.recall(mark.of(bytes, start, end))) {
        unknown++;
        return false;
      }
      recalled++;
      counter.fetched++;
      counter.mapped++;
      counter.note(RECALLED);
      if (counter.fetched % ROWS_BETWEEN === 0) onProgress();
      return true;
    },
    built: (records, index, bytes, start, end) => mark.keep(records, index, mark.of(bytes, start, end).slice(0, MARK)),
  };
  return {
    recall,
    staged: (objects, { batch, index }) => {
      if (known.size > 0) for (const object of objects) known.touch(stagedIdentity(object));
      return objects.length === 1 ? mark.kept(batch.records, index) : undefined;
    },
    restart: () => known.reset(),
    confirmed: () => {
      const { objects, byType } = known.counts();
      if (objects === 0) return undefined;
      return { created: 0, updated: 0, unchanged: objects, withdrawn: 0, by_type: byType, attributes: 0 };
    },
    applied: ({ tag, identity }) => {
      if (tag === undefined) return;
      builder ??= new KnownRowsBuilder(known);
      builder.add(tag, identity);
    },
    keep: (after) => {
      // Where nothing was applied, what is known stays as it is.
      if (builder === undefined || known.begun === undefined || builder.size < fewestRows(services)) return;
      writeKnownRows(file, builder.build(key(after), known.begun));
    },
  };
}

/** The marks of the rows that batches have, and of the row that was looked at last: it is asked for up to three times a row. */
class RowMarks {
  readonly #kept = new WeakMap<readonly JsonRecord[], string[]>();
  #text = '';
  #start = -1;
  #end = -1;

  of(bytes: Buffer, start: number, end: number): string {
    if (this.#start !== start || this.#end !== end) {
      this.#text = rowMark(bytes.subarray(start, end));
      this.#start = start;
      this.#end = end;
    }
    return this.#text;
  }

  keep(records: readonly JsonRecord[], index: number, mark: string): void {
    const marks = this.#kept.get(records) ?? [];
    if (marks.length === 0) this.#kept.set(records, marks);
    marks[index] = mark;
  }

  kept(records: readonly JsonRecord[], index: number): string | undefined {
    return this.#kept.get(records)?.[index];
  }

  /** The bytes are others, at places that may be the same. */
  forget(): void {
    this.#start = -1;
  }
}
