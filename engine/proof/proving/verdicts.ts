import type { Verdict } from '../prove/cell.ts';

export interface VerdictInfo {
  readonly verdict: Verdict;
  /** Where there is room for one character only; undefined: it is written in full. */
  readonly mark: string | undefined;
  readonly meaning: string;
}

/** Every verdict, from the best to the worst. */
export const VERDICTS: readonly VerdictInfo[] = [
  { verdict: 'same store', mark: '·', meaning: 'The run went on, and the store is the one of a run without trouble.' },
  {
    verdict: 'mended',
    mark: 'm',
    meaning: 'The run failed and said so; the next run made the store what it is without trouble.',
  },
  {
    verdict: 'told',
    mark: 't',
    meaning: 'The store is another, since the vendor sent something else; the notes or the ledger of the run say so.',
  },
  {
    verdict: "can't know",
    mark: '?',
    meaning: 'The store is another, and nothing of what the vendor sends would let any definition notice; the reason is given.',
  },
  { verdict: 'not applicable', mark: '-', meaning: "The trouble can't be made with what this vendor sends." },
  { verdict: 'LOST', mark: undefined, meaning: 'Something is missing or wrong in the store, and nothing says so.' },
  { verdict: 'DOUBLED', mark: undefined, meaning: 'Something is in the store, or was counted, that came of the trouble alone.' },
  { verdict: 'HUNG', mark: undefined, meaning: 'The run did not end.' },
  { verdict: 'LEAKED', mark: undefined, meaning: 'A secret was told, or written into the store.' },
];

export const markOf = (verdict: Verdict): string | undefined => VERDICTS.find((one) => one.verdict === verdict)?.mark;

/** How often each verdict was given, from the best to the worst; those that were not are left out. */
export const countVerdicts = (
  all: readonly { readonly verdict: Verdict }[],
): readonly { readonly verdict: Verdict; readonly times: number }[] =>
  VERDICTS.map(({ verdict }) => ({ verdict, times: all.filter((one) => one.verdict === verdict).length })).filter(
    ({ times }) => times > 0,
  );
