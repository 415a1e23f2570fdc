import { iso } from '../../../language/basics/instant.ts';
import { parseTime } from '../../../expression/formats/parse-time.ts';

/** How values compare: as numbers, as times or by their characters. */
export type Order = 'number' | 'time' | 'text';

/** Numbers and big integers compare with each other; texts with texts. */
export type Rank = number | bigint | string;

const NUMBER = /^-?\d+(?:\.\d+)?$/;
const LONGEST = 1024;

/** The order that a value has by itself; text only where it is asked for, as `n/a` would be larger than any date. */
export function orderOf(value: unknown): 'number' | 'time' | undefined {
  if (rankOf(value, 'number') !== undefined) return 'number';
  return rankOf(value, 'time') === undefined ? undefined : 'time';
}

/** Where a value stands in the order; undefined where it has no place in it. */
export function rankOf(value: unknown, order: Order): Rank | undefined {
  switch (order) {
    case 'number':
      return numberOf(value);
    case 'time':
      return parseTime(value);
    case 'text':
      return (typeof value === 'string' && value.trim() !== '' && value.length <= LONGEST) || typeof value === 'number'
        ? String(value)
        : undefined;
  }
}

/** Integers beyond what a double holds stay exact. */
function numberOf(value: unknown): number | bigint | undefined {
  if (typeof value === 'number') return Number.isFinite(value) ? value : undefined;
  if (typeof value !== 'string' || value.length > LONGEST) return undefined;
  const text = value.trim();
  if (!NUMBER.test(text)) return undefined;
  const number = Number(text);
  return Number.isSafeInteger(number) || text.includes('.') ? number : BigInt(text);
}

/** `rank` less `overlap` (ms for times). Texts have nothing to subtract. */
export function lowered(rank: Rank, overlap: number): Rank {
  if (typeof rank === 'bigint') return rank - BigInt(Math.ceil(overlap));
  return typeof rank === 'number' ? rank - overlap : rank;
}

/** A rank as `$state` shows it. */
export function written(rank: Rank, order: Order): string | number {
  if (typeof rank !== 'number') return String(rank);
  return order === 'time' ? iso(rank) : rank;
}
