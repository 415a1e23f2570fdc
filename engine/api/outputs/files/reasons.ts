/** What was left out, and why. */
export class Reasons {
  readonly #counts = new Map<string, number>();

  add(reason: string, times = 1): void {
    this.#counts.set(reason, (this.#counts.get(reason) ?? 0) + times);
  }

  get total(): number {
    return [...this.#counts.values()].reduce((sum, count) => sum + count, 0);
  }

  /** The commonest first. */
  toJSON(): Readonly<Record<string, number>> {
    return Object.fromEntries([...this.#counts].toSorted(([a, m], [b, n]) => n - m || (a < b ? -1 : 1)));
  }
}
