import { createHash } from 'node:crypto';
import type { JsonRecord } from '../../../language/basics/json.ts';
import type { Rank } from './value-order.ts';

/** A record that is not remembered is only read again and found unchanged, so there may be a bound. */
const MOST_MARKS = 10_000;

/** 96 bits of a record's content. */
export const markOf = (record: JsonRecord): string =>
  createHash('sha256').update(JSON.stringify(record)).digest('base64url').slice(0, 16);

/** Marks of this run and of an earlier one at the same edge, these last where there are too many. */
export const joined = (marks: readonly string[], earlier: ReadonlySet<string>): readonly string[] =>
  [...new Set([...marks, ...earlier])].slice(0, MOST_MARKS);

/** The records that the next run will get again: those at the largest value, and within the overlap before it. */
export class Edge {
  readonly #ranks = new Map<string, Rank>();

  add(mark: string, rank: Rank): void {
    this.#ranks.set(mark, rank);
  }

  remove(mark: string): void {
    this.#ranks.delete(mark);
  }

  clear(): void {
    this.#ranks.clear();
  }

  /** Forgets what is below `least`; where that is not enough, the lowest. Cheap unless there are many. */
  prune(least: Rank): void {
    if (this.#ranks.size <= 2 * MOST_MARKS) return;
    const kept = this.from(least);
    const ranks = new Map(this.#ranks);
    this.#ranks.clear();
    for (const mark of kept) this.#ranks.set(mark, ranks.get(mark) as Rank);
  }

  /** Marks of records that are not below `least`, at most so many that a state stays small. */
  from(least: Rank): readonly string[] {
    const above = [...this.#ranks].filter(([, rank]) => rank >= least);
    if (above.length > MOST_MARKS) above.sort(([, a], [, b]) => (a < b ? 1 : a > b ? -1 : 0)).length = MOST_MARKS;
    return above.map(([mark]) => mark);
  }
}
