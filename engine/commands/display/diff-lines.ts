import type { ChangeGroup } from '../../proof/diff/changes/change.ts';
import type { Diff } from '../../proof/diff/diff-model.ts';
import { comparedText, counted, exampleText, FEW, levelCounts } from '../../proof/diff/reports.ts';
import { count } from '../../api/wording/units.ts';
import { shownPath } from '../shell/failure.ts';
import type { Io } from '../shell/io.ts';
import { table } from './table.ts';
import { harmless } from './text.ts';

const COLUMNS = [
  { title: 'level' },
  { title: 'change' },
  { title: 'of' },
  { title: 'what' },
  { title: 'count', right: true },
  { title: 'cases', right: true },
  { title: 'examples', wide: true },
];

/** The changes of each pack as a table, and what there was in all. */
export const diffLines = (io: Io, diff: Diff): readonly string[] => {
  const packs = [...Map.groupBy(diff.changes, ({ pack }) => pack)];
  const worst =
    diff.failures.length > 0 || diff.changes.some(({ level }) => level === 'error')
      ? 'red'
      : diff.changes.length > 0
        ? 'yellow'
        : 'green';
  return [
    ...packs.flatMap(([pack, groups]) => [packLine(io, pack, diff), ...table(io.stdout, COLUMNS, groups.flatMap(rows)), '']),
    `${io.stdout.style(worst, levelCounts(diff))}; ${comparedText(diff)}`,
  ];
};

const packLine = (io: Io, pack: string, { packs }: Diff): string => {
  const compared = packs.find((one) => one.pack === pack);
  const over =
    compared?.fixtures === undefined
      ? ''
      : `, ${counted(compared.cases, 'case')} over ${harmless(shownPath(io, compared.fixtures))}`;
  return `${io.stdout.style('bold', harmless(pack))}${over}`;
};

const rows = ({ level, id, of = '', what, count: times, cases, examples }: ChangeGroup): readonly (readonly string[])[] => {
  const [first = '', ...others] = examples.slice(0, FEW).map(exampleText);
  return [
    [level, id, of, what, count(times), cases.length === 0 ? '' : count(cases.length), first],
    ...others.map((one) => ['', '', '', '', '', '', one]),
  ];
};
