import { count, counted } from '../../api/wording/units.ts';
import type { Proved } from '../proving/proved.ts';
import { countVerdicts } from '../proving/verdicts.ts';
import { PROVEN } from '../prove/cell.ts';
import type { Proof, ProofOfFeed } from './proof-shape.ts';

export interface ProofParts {
  readonly proved: readonly Proved[];
  readonly engine: string;
  /** ISO 8601. */
  readonly date: string;
  readonly seed: number;
  /** Deaths that were wanted for each feed. */
  readonly deaths: number;
}

/** The proof of feeds none of which has failed. */
export const makeProof = ({ proved, engine, date, seed, deaths }: ProofParts): Proof => ({
  proof: 1,
  summary: summaryOf(proved, engine),
  engine,
  date,
  seed,
  deaths,
  feeds: proved.flatMap(ofFeed),
});

const ofFeed = ({ target, subject, cells, kills, left }: Proved): readonly ProofOfFeed[] =>
  subject === undefined
    ? []
    : [
        {
          target,
          definition: subject.definition,
          files: subject.files,
          cells: Object.fromEntries(
            cells.flatMap(({ id, verdict }) => PROVEN.flatMap((one) => (one === verdict ? [[id, one] as const] : []))),
          ),
          left,
          kills: Object.fromEntries(countVerdicts(kills).map(({ verdict, times }) => [verdict, times])),
        },
      ];

const summaryOf = (proved: readonly Proved[], engine: string): string => {
  const sum = (of: (one: Proved) => number): number => proved.reduce((total, one) => total + of(one), 0);
  const [cells, left, kills] = [sum((one) => one.cells.length), sum((one) => one.left), sum((one) => one.kills.length)];
  const feeds = proved.length === 1 ? '' : `${counted(proved.length, 'feed')}: `;
  const played = left === 0 ? counted(cells, 'cell') : `${count(cells)} of ${counted(cells + left, 'cell')}`;
  return `${feeds}${played}, ${counted(kills, 'kill')}, engine ${engine}`;
};
