import type { Queryable } from '../database/query.ts';
import { NUMBERS_AT_ONCE } from '../database/schema.ts';
import type { NumberRange } from '../../touched-objects.ts';

/** How many times so many are taken for a number of objects. */
const blocksFor = (count: number): number => Math.ceil(count / NUMBERS_AT_ONCE);

const TAKE = `SELECT n, nextval($1::regclass) AS first FROM generate_series(1, $2::int) AS n`;

/** Numbers of objects for one process: what a batch leaves over the next one takes. Those of a batch that fails are lost, which is no harm. */
export class ObjectNumbers {
  /** Taken and not given, in their order. */
  #left: NumberRange[] = [];

  async take(db: Queryable, count: number): Promise<readonly NumberRange[]> {
    const missing = count - this.#left.reduce((sum, { first, last }) => sum + last - first + 1, 0);
    if (missing > 0)
      for (const { first } of await db.all<{ first: number }>(TAKE, ['object_numbers', blocksFor(missing)]))
        this.#left.push({ first, last: first + NUMBERS_AT_ONCE - 1 });
    const given: NumberRange[] = [];
    for (let wanted = count; wanted > 0;) {
      const { first, last } = this.#left.shift() as NumberRange;
      const end = Math.min(last, first + wanted - 1);
      given.push({ first, last: end });
      if (end < last) this.#left.unshift({ first: end + 1, last });
      wanted -= end - first + 1;
    }
    return given;
  }
}

/** Numbers for what is said of objects: of two transactions that say something one after the other the later has the higher ones. */
export async function listingNumbers(db: Queryable, count: number): Promise<() => number> {
  const blocks = await db.all<{ first: number }>(TAKE, ['listing_numbers', blocksFor(count)]);
  let [block, at] = [0, 0];
  return () => {
    if (at === NUMBERS_AT_ONCE) [block, at] = [block + 1, 0];
    return (blocks[block]?.first ?? 0) + at++;
  };
}
