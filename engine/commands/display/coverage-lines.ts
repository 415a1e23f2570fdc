import { COUNTED, type Count, type DefinitionCoverage, type Measured, percentOf } from '../../proof/coverage/measure.ts';
import type { Side } from '../../proof/coverage/side.ts';
import { shortOf } from '../../proof/coverage/coverage.ts';
import { shownPath, shownPlace } from '../shell/failure.ts';
import type { Io } from '../shell/io.ts';
import { table } from './table.ts';
import { harmless } from './text.ts';

/** Rounded down: what is not whole does not show as whole. */
const shownPercent = (percent: number): number => Math.floor(percent * 10 + 1e-9) / 10;
const percentText = (percent: number): string => `${shownPercent(percent).toFixed(1)} %`;

const countText = ({ covered, total }: Count): string => (total === 0 ? '–' : `${covered}/${total}`);

/** A row a definition, and one for each of several feeds and actions; then each place that no case has taken. */
export const coverageLines = (io: Io, all: readonly DefinitionCoverage[]): readonly string[] => {
  const columns = [
    { title: 'definition', wide: true },
    ...COUNTED.map((title) => ({ title, right: true })),
    { title: 'of branches', right: true },
  ];
  const row = (name: string, measured: Measured, percent: string): readonly string[] => [
    name,
    ...COUNTED.map((kind) => countText(measured[kind])),
    percent,
  ];
  const rows = all.flatMap((one) => [
    row(one.pack, one, percentText(percentOf(one))),
    ...one.parts.map((part) => row(`  ${part.name}`, part, percentText(percentOf({ ...part, tested: one.tested })))),
  ]);
  return [...table(io.stdout, columns, rows), ...all.flatMap((one) => uncoveredLines(io, one))];
};

const uncoveredLines = (io: Io, { uncovered, tested, file }: DefinitionCoverage): readonly string[] => {
  if (!tested) return ['', `${harmless(shownPath(io, file))}  no case`];
  const never = new Set(uncovered.flatMap(({ kind, place }) => (kind === 'expression' ? [shownPlace(io, place)] : [])));
  // Of an expression that is never evaluated that says it all.
  const told = uncovered.filter(({ within }) => within === undefined || !never.has(shownPlace(io, within)));
  return told.length === 0 ? [] : ['', ...told.map((side) => uncoveredLine(io, side))];
};

const uncoveredLine = (io: Io, { kind, place, lacks, excerpt }: Side): string => {
  const what = kind === 'option' ? `option \`${excerpt}\` ${lacks}` : excerpt === '' ? lacks : `${lacks}: \`${excerpt}\``;
  return `${harmless(shownPlace(io, place))}  ${harmless(what)}`;
};

/** What is below the threshold, and by how much. */
export const belowLines = (io: Io, all: readonly DefinitionCoverage[], threshold: number): readonly string[] =>
  all.flatMap((one) => {
    if (shortOf(one, threshold) === undefined) return [];
    const percent = percentOf(one);
    const short = (threshold - shownPercent(percent)).toFixed(1);
    const says = `${percentText(percent)} of its branches, ${short} below ${threshold} %`;
    return [`${io.stdout.style('red', 'below')}  ${harmless(shownPath(io, one.file))}  ${says}`];
  });
