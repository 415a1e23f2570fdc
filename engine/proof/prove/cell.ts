/** What may come of a trouble without anything being wrong; what each means stands in `VERDICTS`. */
export const PROVEN = ['same store', 'mended', 'told', "can't know", 'not applicable'] as const;
export const FAILURES = ['LOST', 'DOUBLED', 'HUNG', 'LEAKED'] as const;

/** What came of one trouble. */
export type Verdict = (typeof PROVEN)[number] | (typeof FAILURES)[number];

export type CellGroup = 'case' | 'network' | 'data' | 'process';

/** A trouble, where it hit, and what came of it. */
export interface Cell {
  /** `network/reset/2`; with the seed it can be played again. */
  readonly id: string;
  readonly group: CellGroup;
  /** The trouble in a few words. */
  readonly trouble: string;
  /** Where it hit, in a few words. */
  readonly at: string;
  readonly verdict: Verdict;
  /** Why, where the verdict alone doesn't say it. */
  readonly why: string | undefined;
}

/** A process that died, and what the next one made of what it left. */
export interface Kill {
  /** `kill/CASE/12`, or `kill/CASE/12.3` for one that died while it went on from the first death. */
  readonly id: string;
  /** The durable step, or the request that was under way. */
  readonly at: string;
  readonly verdict: Verdict;
  readonly why: string | undefined;
}

export const isFailure = ({ verdict }: { readonly verdict: Verdict }): boolean => FAILURES.some((one) => one === verdict);
