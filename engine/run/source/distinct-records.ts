import { createHash } from 'node:crypto';
import type { Evaluator, Scope } from '../../expression/definition/evaluator.ts';
import { EngineError } from '../../language/basics/errors.ts';
import type { JsonRecord } from '../../language/basics/json.ts';
import type { Expr } from '../../language/basics/value.ts';

/** Keys that are held, twice: what came longer ago than that counts as different. */
const MOST_KEYS = 200_000;

/** Counts the records of an endpoint's pages by their key, without one by their content; a page that is read again counts once. */
export class DistinctRecords {
  readonly #keyOf: (record: JsonRecord, scope: Scope) => string;
  #latest = new Set<number>();
  #earlier: ReadonlySet<number> = new Set();
  #page: number[] = [];

  constructor(key: readonly Expr[], evaluator: Evaluator) {
    const parts = key.map((part) => evaluator.expr(part));
    this.#keyOf = (record, scope) => {
      const values = parts.map((part) => valueOf(() => part.evaluate(record, scope)));
      return JSON.stringify(values.some((value) => value !== null) ? values : record);
    };
  }

  /** Before the records of each attempt at a page. */
  begin(): void {
    this.#page = [];
  }

  add(records: readonly JsonRecord[], scope: Scope): void {
    for (const record of records) this.#page.push(markOf(this.#keyOf(record, scope)));
  }

  /** At the end of a page: how many of its records are none that came before. */
  end(): number {
    const before = this.#page;
    this.#page = [];
    return before.filter((mark) => this.#isNew(mark)).length;
  }

  #isNew(mark: number): boolean {
    if (this.#latest.has(mark) || this.#earlier.has(mark)) return false;
    if (this.#latest.size >= MOST_KEYS) [this.#earlier, this.#latest] = [this.#latest, new Set()];
    this.#latest.add(mark);
    return true;
  }
}

/** What fails is judged with the record itself. */
function valueOf(work: () => unknown): unknown {
  try {
    return work() ?? null;
  } catch (error) {
    if (error instanceof EngineError) return null;
    throw error;
  }
}

/** 52 bits: exact as a number. */
function markOf(text: string): number {
  const hash = createHash('sha256').update(text).digest();
  return hash.readUInt32BE(0) * 2 ** 20 + (hash.readUInt32BE(4) >>> 12);
}
