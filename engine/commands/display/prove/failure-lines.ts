import { count, counted, span } from '../../../api/wording/units.ts';
import { type Cell, FAILURES, type Kill } from '../../../proof/prove/cell.ts';
import { type Failing, failuresOf } from '../../../proof/proving/proved.ts';
import type { Proving } from '../../../proof/proving/prove-all.ts';
import type { Io } from '../../shell/io.ts';
import { harmless } from '../text.ts';

/** A failure, why it is one, and the command line that plays it again; `again` gives that of a cell or kill. */
export const failingLines = (io: Io, { target, of }: Failing, again: string): readonly string[] => [
  `${io.stdout.style('red', of.verdict)}  ${harmless(target)}  ${harmless(of.id)}: ${harmless(whatOf(of))}`,
  ...(of.why === undefined ? [] : [`  ${harmless(of.why)}`]),
  `  again: ${harmless(again)}`,
];

const whatOf = (one: Cell | Kill): string => {
  const parts = 'trouble' in one ? [one.trouble === 'none' ? 'without trouble' : one.trouble, one.at] : [one.at];
  return parts.filter((part) => part !== '').join(', ');
};

/** `27 feeds: 2,900 cells, 5,400 kills; 0 lost, doubled, hung or leaked (83.1 s)`. */
export const totalLine = ({ proved, left }: Proving, took: number): string => {
  const sum = (of: (one: (typeof proved)[number]) => number): number => proved.reduce((total, one) => total + of(one), 0);
  const failures = failuresOf(proved);
  const failed = FAILURES.flatMap((verdict) => {
    const times = failures.filter(({ of }) => of.verdict === verdict).length;
    return times === 0 ? [] : [`${count(times)} ${verdict.toLowerCase()}`];
  });
  const errors = proved.filter(({ error }) => error !== undefined).length;
  const parts = [
    failed.length === 0 ? '0 lost, doubled, hung or leaked' : failed.join(', '),
    ...(errors === 0 ? [] : [`${count(errors)} could not be proved`]),
    ...(left === 0 ? [] : [`${count(left)} not proved to the end`]),
  ];
  const [cells, kills] = [sum((one) => one.cells.length), sum((one) => one.kills.length)];
  return `${counted(proved.length, 'feed')}: ${counted(cells, 'cell')}, ${counted(kills, 'kill')}; ${parts.join(', ')} (${span(took)})`;
};
