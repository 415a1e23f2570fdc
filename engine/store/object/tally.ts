import type { ObjectCounts } from '../contract/store.ts';

export type ObjectOutcome = 'created' | 'updated' | 'unchanged' | 'withdrawn';

const OUTCOMES = ['created', 'updated', 'unchanged', 'withdrawn'] as const;

/** Counts what became of objects. */
export class Tally {
  readonly #outcomes = { created: 0, updated: 0, unchanged: 0, withdrawn: 0 };
  readonly #types = new Map<string, number>();
  #attributes = 0;
  #unknown = 0;
  /** The type that came last, and how often in a row: not yet in the map. */
  #type = '';
  #times = 0;

  constructor(from?: ObjectCounts) {
    if (from !== undefined) this.addCounts(from);
  }

  add(outcome: ObjectOutcome, type: string, attributes: number): void {
    this.#outcomes[outcome] += 1;
    this.#attributes += attributes;
    if (type !== this.#type) this.#settle(type);
    this.#times++;
  }

  /** Withdrawn, but nothing that this source ever listed: no object. */
  addUnknown(): void {
    this.#unknown++;
  }

  addCounts(counts: ObjectCounts): void {
    for (const outcome of OUTCOMES) this.#outcomes[outcome] += counts[outcome];
    this.#unknown += counts.nothing_to_withdraw ?? 0;
    for (const [type, count] of Object.entries(counts.by_type)) this.#types.set(type, (this.#types.get(type) ?? 0) + count);
    this.#attributes += counts.attributes;
  }

  #settle(next: string): void {
    if (this.#times > 0) this.#types.set(this.#type, (this.#types.get(this.#type) ?? 0) + this.#times);
    this.#type = next;
    this.#times = 0;
  }

  /** All that was applied. */
  get total(): number {
    return this.#unknown + OUTCOMES.reduce((sum, outcome) => sum + this.#outcomes[outcome], 0);
  }

  counts(): ObjectCounts {
    this.#settle(this.#type);
    const sorted = [...this.#types].sort(([a], [b]) => (a < b ? -1 : 1));
    const unknown = this.#unknown === 0 ? {} : { nothing_to_withdraw: this.#unknown };
    return { ...this.#outcomes, ...unknown, by_type: Object.fromEntries(sorted), attributes: this.#attributes };
  }
}
