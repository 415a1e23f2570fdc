/** Numbers of objects that follow each other, both ends among them. */
export interface NumberRange {
  readonly first: number;
  readonly last: number;
}

/** Ranges that follow each other become one. */
const joined = (ranges: readonly NumberRange[]): readonly NumberRange[] => {
  const all: NumberRange[] = [];
  for (const { first, last } of ranges) {
    const before = all.at(-1);
    if (before !== undefined && before.last + 1 === first) all[all.length - 1] = { first: before.first, last };
    else all.push({ first, last });
  }
  return all;
};

/** Objects that a run has touched, each asked for by its number. */
export class TouchedObjects {
  readonly made: readonly NumberRange[];
  readonly #changed: ReadonlySet<number>;

  /** `made` in their order. */
  constructor(made: readonly NumberRange[], changed: ReadonlySet<number>) {
    this.made = joined(made);
    this.#changed = changed;
  }

  isMade(id: number): boolean {
    let [low, high] = [0, this.made.length - 1];
    while (low <= high) {
      const middle = (low + high) >> 1;
      const { first, last } = this.made[middle] as NumberRange;
      if (id < first) high = middle - 1;
      else if (id > last) low = middle + 1;
      else return true;
    }
    return false;
  }

  has(id: number): boolean {
    return this.#changed.has(id) || this.isMade(id);
  }

  /** How many it has made. */
  get madeCount(): number {
    return this.made.reduce((sum, { first, last }) => sum + last - first + 1, 0);
  }

  /** How many of those that it has changed were there before it. */
  get changedCount(): number {
    let count = 0;
    for (const id of this.#changed) if (!this.isMade(id)) count++;
    return count;
  }
}
