import { COUNTED, type Count, type DefinitionCoverage, type Measured, percentOf } from '../../proof/coverage/measure.ts';
import type { Side } from '../../proof/coverage/side.ts';
import { shortOf } from '../../proof/coverage/coverage.ts';
import { shownPath, shownPlace } from '../shell/failure.ts';
import type { Io } from '../shell/io.ts';
import { table } from './table.ts';
import { harmless } from './text.ts';

/** Rounded down: what is not whole does not show as whole. */
const shownPercent = (percent: number): number => Math.floor(percent * 10 + 1e-9) / 10;

const countText = ({ covered, total }: Count): string => (total === 0 ? '–' : `${covered}/${total}`);

/** Narrow enough for a window of 80 columns. */
const COLUMNS: Readonly<Record<(typeof COUNTED)[number] | 'percent', string>> = {
  expressions: 'expr.',
  values: 'values',
  branches: 'branches',
  percent: '%',
  filters: 'filters',
  outcomes: 'outc.',
  supplemental: 'suppl.',
  options: 'opt.',
};

/** A row a definition, and one for each of several feeds and actions; then each place that no case has taken. */
export const coverageLines = (io: Io, all: readonly DefinitionCoverage[]): readonly string[] => {
  const names = Object.keys(COLUMNS) as readonly (keyof typeof COLUMNS)[];
  const columns = [{ title: 'definition', wide: true }, ...names.map((name) => ({ title: COLUMNS[name], right: true }))];
  const row = (title: string, measured: Measured & Pick<DefinitionCoverage, 'state'>): readonly string[] => [
    title,
    ...names.map((name) => (name === 'percent' ? shownPercent(percentOf(measured)).toFixed(1) : countText(measured[name]))),
  ];
  const rows = all.flatMap((one) => [
    row(one.pack, one),
    ...one.parts.map((part) => row(`  ${part.name}`, { ...part, state: one.state })),
  ]);
  return [...table(io.stdout, columns, rows), ...all.flatMap((one) => uncoveredLines(io, one))];
};

const WHY = { untested: 'no case', wrong: 'is wrong; `feedwright validate` says why' };

const uncoveredLines = (io: Io, { pack, uncovered, state, file }: DefinitionCoverage): readonly string[] => {
  const never = new Set(uncovered.flatMap(({ kind, place }) => (kind === 'expression' ? [shownPlace(io, place)] : [])));
  // Of an expression that is never evaluated that says it all.
  const told = uncovered.filter(({ within }) => within === undefined || !never.has(shownPlace(io, within)));
  const lines =
    state === 'tested' ? told.map((side) => uncoveredLine(io, side)) : [`${harmless(shownPath(io, file))}  ${WHY[state]}`];
  return lines.length === 0 ? [] : ['', harmless(pack), ...lines.map((line) => `  ${line}`)];
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
    const says = `${shownPercent(percent).toFixed(1)} % of its branches, ${short} below ${threshold} %`;
    return [`${io.stdout.style('red', 'below')}  ${harmless(shownPath(io, one.file))}  ${says}`];
  });
