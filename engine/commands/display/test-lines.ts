import { type CaseError, hasFailed, type Ran } from '../../proof/testing/ran.ts';
import type { Testing } from '../../proof/testing/run-cases.ts';
import type { Difference } from '../../proof/expect/difference.ts';
import { diagnosticLines, failureLines, shownPath, shownPlace } from '../shell/failure.ts';
import type { Io } from '../shell/io.ts';
import { span } from '../../api/wording/units.ts';
import { table } from './table.ts';
import { harmless } from './text.ts';

/** One line a case. */
export const caseLine = (io: Io, one: Ran): string => {
  const failed = hasFailed(one);
  const mark = failed ? io.stdout.style('red', 'FAILED') : io.stdout.style('green', 'passed');
  return `${mark}  ${harmless(shownPath(io, one.file))}${one.title === '' ? '' : `  ${io.stdout.style('dim', harmless(one.title))}`}`;
};

/** Why a case failed: what was expected and what came, each step with its place. */
export const whyLines = (io: Io, one: Ran): readonly string[] => {
  if (one.error !== undefined) return errorLines(io, one.error);
  return [...Map.groupBy(one.differences, ({ place }) => shownPlace(io, place))].flatMap(([place, all]) => [
    `  ${harmless(place)}`,
    ...table(io.stdout, [{ title: 'what' }, { title: 'expected', wide: true }, { title: 'actual', wide: true }], rows(all)).map(
      (line) => `    ${line}`,
    ),
  ]);
};

const rows = (all: readonly Difference[]): readonly (readonly string[])[] =>
  all.map(({ what, expected = '–', actual = '–' }) => [what, expected, actual].map((text) => text.replaceAll(/\s+/g, ' ')));

/** What kept a case from being run, or a feed from being proved. */
export const errorLines = (io: Io, { code, message, place, hint, diagnostics, stack }: CaseError): readonly string[] => {
  if (diagnostics.length > 0) return diagnostics.map((one) => diagnosticLines(io, one, io.stdout));
  const shown = place === undefined ? undefined : shownPlace(io, place);
  const lines = failureLines(io, { code, message, place: shown, hint }, io.stdout);
  return stack !== undefined && io.env['FEEDWRIGHT_DEBUG'] === '1' ? [lines, stack] : [lines];
};

/** `12 cases: 11 passed, 1 failed (1.2 s)`, and those that were not run. */
export const totalLine = (io: Io, { ran, left }: Testing, took: number): string => {
  const failed = ran.filter(hasFailed).length;
  const counts = `${ran.length - failed} passed, ${failed} failed${left === 0 ? '' : `, ${left} not run`}`;
  const all = ran.length + left;
  return `${all} ${all === 1 ? 'case' : 'cases'}: ${failed === 0 ? counts : io.stdout.style('red', counts)} (${span(took)})`;
};
