/** What came of one trouble. */
export type Verdict =
  /** The run went on, and the store is that of the clean run. */
  | 'same store'
  /** The run failed and said so; the next one left the store of the clean run. */
  | 'mended'
  /** The store is another since the vendor sent something else, and the run's notes or its ledger say so. */
  | 'told'
  /** The store is another, and nothing that the vendor sends would let the definition notice. */
  | "can't know"
  /** The trouble can't be made with what this vendor sends. */
  | 'not applicable'
  | 'LOST'
  | 'DOUBLED'
  | 'HUNG'
  | 'LEAKED';

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

export const FAILURES: readonly Verdict[] = ['LOST', 'DOUBLED', 'HUNG', 'LEAKED'];

export const isFailure = ({ verdict }: { readonly verdict: Verdict }): boolean => FAILURES.includes(verdict);
