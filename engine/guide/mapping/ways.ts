import type { UserField } from '../../language/model.ts';
import type { Wish } from '../samples/situations.ts';
import { clauseWords, type Said } from '../trace/clause-words.ts';
import { isData, type Strand } from '../trace/strand.ts';

/** When a path is the one that a value is taken from. */
export interface Ways {
  /** In words; empty: always, or only the expression tells it. */
  readonly when: string;
  /** Options have a part in that. */
  readonly isChoice: boolean;
  /** What is missing where it stands in for others, in words; empty: it is taken for itself alone. */
  readonly instead: string;
  /** Words tell all of it. */
  readonly isTold: boolean;
  /** Options and missing data under which an example of it comes. */
  readonly wish: Wish;
}

/** One way: its conditions in words. */
interface Way {
  readonly said: readonly Said[];
  readonly missing: string;
  readonly isTold: boolean;
}

/** What the strands of one path say of when it is taken. */
export const waysOf = (strands: readonly Strand[], options: ReadonlyMap<string, UserField>): Ways => {
  const ways = strands.map((strand) => wayOf(strand, options));
  const first = ways.filter(({ missing }) => missing === '');
  const isAlways = first.some(({ said, isTold }) => said.length === 0 && isTold) || isEither(strands);
  // What stands in for others is told only where it is nothing else.
  const isTold = isAlways || ways.every((way) => way.isTold);
  const isChoice = !isAlways && ways.some(({ said }) => said.some((one) => one.isChoice));
  // A half of it would be wrong, but for what a user may choose.
  const told = isAlways || !(isTold || isChoice) ? [] : first.length > 0 ? first : ways;
  return {
    when: distinctTexts(told.map(({ said }) => allOf(said))).join(', or '),
    isChoice,
    instead: distinctTexts(ways.map(({ missing }) => missing)).join(', or '),
    isTold,
    wish: wishOf(ways[0]?.said ?? [], strands[0]?.when ?? []),
  };
};

/** Both branches of one condition. */
const isEither = (strands: readonly Strand[]): boolean => {
  const tests = strands.flatMap(({ when: [clause, ...more] }) => (clause?.kind === 'test' && more.length === 0 ? [clause] : []));
  return tests.some(({ test, holds }) => holds && tests.some((other) => other.test === test && !other.holds));
};

const wayOf = (strand: Strand, options: ReadonlyMap<string, UserField>): Way => {
  const words = strand.when.map((clause) => ({ clause, said: clauseWords(clause, options, strand) }));
  return {
    said: words.flatMap(({ said }) => said ?? []),
    missing: allOf(words.flatMap(({ clause, said }) => (clause.kind === 'missing' && said !== undefined ? [said] : []))),
    isTold: words.every(({ said }) => said !== undefined),
  };
};

const distinctTexts = (texts: readonly string[]): readonly string[] => [...new Set(texts)].filter((text) => text !== '');

const allOf = (said: readonly Said[]): string => distinctTexts(said.map(({ text }) => text)).join(' and ');

const wishOf = (said: readonly Said[], when: Strand['when']): Wish => ({
  settings: Object.fromEntries(said.flatMap(({ settings }) => settings)),
  missing: when.flatMap((clause) =>
    clause.kind === 'missing' ? clause.of.filter(isData).map(({ origin: { call, names } }) => ({ call, names })) : [],
  ),
});
