import type { ObjectCounts } from '../contract/store.ts';

export type ObjectOutcome = 'created' | 'updated' | 'unchanged' | 'withdrawn';

const OUTCOMES = ['created', 'updated', 'unchanged', 'withdrawn'] as const;

/** Counts what became of objects. */
export class Tally {
  readonly #outcomes = { created: 0, updated: 0, unchanged: 0, withdrawn: 0 };
  readonly #types = new Map<string, number>();
  #attributes = 0;
  #unknown = 0;

  constructor(from?: ObjectCounts) {
    if (from !== undefined) this.addCounts(from);
  }

  add(outcome: ObjectOutcome, type: string, attributes: number): void {
    this.#outcomes[outcome] += 1;
    this.#attributes += attributes;
    this.#addOf(type, 1);
  }

  /** Withdrawn, but nothing that this source ever listed: no object. */
  addUnknown(): void {
    this.#unknown++;
  }

  addCounts(counts: ObjectCounts): void {
    for (const outcome of OUTCOMES) this.#outcomes[outcome] += counts[outcome];
    this.#unknown += counts.nothing_to_withdraw ?? 0;
    for (const [type, count] of Object.entries(counts.by_type)) this.#addOf(type, count);
    this.#attributes += counts.attributes;
  }

  #addOf(type: string, count: number): void {
    this.#types.set(type, (this.#types.get(type) ?? 0) + count);
  }

  /** All that was applied. */
  get total(): number {
    return this.#unknown + OUTCOMES.reduce((sum, outcome) => sum + this.#outcomes[outcome], 0);
  }

  counts(): ObjectCounts {
    const sorted = [...this.#types].sort(([a], [b]) => (a < b ? -1 : 1));
    const unknown = this.#unknown === 0 ? {} : { nothing_to_withdraw: this.#unknown };
    return { ...this.#outcomes, ...unknown, by_type: Object.fromEntries(sorted), attributes: this.#attributes };
  }
}

export const sumObjects = (all: readonly ObjectCounts[]): ObjectCounts => {
  const total = new Tally();
  for (const one of all) total.addCounts(one);
  return total.counts();
};
