import { type CaseResult } from '../../proof/testing/run-case.ts';
import { hasFailed, type Ran, type Testing } from '../../proof/testing/run-cases.ts';
import type { Difference } from '../../proof/expect/difference.ts';
import { diagnosticLines, failureLines, shownPath, shownPlace } from '../shell/failure.ts';
import type { Io } from '../shell/io.ts';
import { UsageError, type EngineError } from '../../language/basics/errors.ts';
import { span } from '../../api/wording/units.ts';
import { table } from './table.ts';
import { harmless } from './text.ts';

/** One line a case. */
export const caseLine = (io: Io, one: Ran): string => {
  const failed = hasFailed(one);
  const mark = failed ? io.stdout.style('red', 'FAILED') : io.stdout.style('green', 'passed');
  const title = one.test?.title ?? '';
  return `${mark}  ${harmless(shownPath(io, one.file))}${title === '' ? '' : `  ${io.stdout.style('dim', harmless(title))}`}`;
};

/** Why a case failed: what was expected and what came, each step with its place. */
export const whyLines = (io: Io, one: Ran): readonly string[] => {
  if (one.error !== undefined) return errorLines(io, one.error);
  const { differences } = one as CaseResult;
  return [...Map.groupBy(differences, ({ place }) => shownPlace(io, place))].flatMap(([place, all]) => [
    `  ${harmless(place)}`,
    ...table(io.stdout, [{ title: 'what' }, { title: 'expected', wide: true }, { title: 'actual', wide: true }], rows(all)).map(
      (line) => `    ${line}`,
    ),
  ]);
};

const rows = (all: readonly Difference[]): readonly (readonly string[])[] =>
  all.map(({ what, expected = '–', actual = '–' }) => [what, expected, actual].map((text) => text.replaceAll(/\s+/g, ' ')));

const errorLines = (io: Io, error: EngineError): readonly string[] => {
  const found = error instanceof UsageError ? error.diagnostics : [];
  if (found.length > 0) return found.map((one) => diagnosticLines(io, one, io.stdout));
  const place = error.place === undefined ? undefined : shownPlace(io, error.place);
  return [failureLines(io, { code: error.code, message: error.message, place, hint: error.hint }, io.stdout)];
};

/** `12 cases: 11 passed, 1 failed (1.2 s)`. */
export const totalLine = (io: Io, { ran }: Testing, took: number): string => {
  const failed = ran.filter(hasFailed).length;
  const counts = `${ran.length - failed} passed, ${failed} failed`;
  return `${ran.length} ${ran.length === 1 ? 'case' : 'cases'}: ${failed === 0 ? counts : io.stdout.style('red', counts)} (${span(took)})`;
};
