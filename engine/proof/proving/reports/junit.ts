import { type Cell, isFailure, type Kill } from '../../prove/cell.ts';
import { escapedMarkup } from '../../../api/wording/markup.ts';
import { failuresOf, type Proved } from '../proved.ts';

/** The matrix as JUnit's XML, which CI servers read: a suite for each feed, a case for each cell and kill. */
export const junit = (all: readonly Proved[]): string =>
  ['<?xml version="1.0" encoding="UTF-8"?>', '<testsuites name="feedwright prove">', ...all.flatMap(suite), '</testsuites>'].join(
    '\n',
  );

const suite = (one: Proved): readonly string[] => {
  const { target, cells, kills, error, took } = one;
  const failures = failuresOf([one]).length;
  const skipped = cells.filter(({ verdict }) => verdict === 'not applicable').length;
  const tests = cells.length + kills.length + (error === undefined ? 0 : 1);
  const counts = `tests="${tests}" failures="${failures}" errors="${error === undefined ? 0 : 1}" skipped="${skipped}"`;
  return [
    `  <testsuite name="${escapedMarkup(target)}" ${counts} time="${(took / 1000).toFixed(3)}">`,
    ...cells.map((cell) => testCase(target, cell, `${cell.trouble}${cell.at === '' ? '' : `, ${cell.at}`}`)),
    ...kills.map((kill) => testCase(target, kill, kill.at)),
    ...(error === undefined
      ? []
      : [
          `    <testcase classname="${escapedMarkup(target)}" name="proof">`,
          `      <error message="${escapedMarkup(error.message)}" type="${escapedMarkup(error.code)}"/>`,
          '    </testcase>',
        ]),
    '  </testsuite>',
  ];
};

const testCase = (target: string, one: Cell | Kill, what: string): string => {
  const inner = innerOf(one);
  const head = `    <testcase classname="${escapedMarkup(target)}" name="${escapedMarkup(`${one.id}: ${what}`)}"`;
  return inner === undefined ? `${head}/>` : `${head}>\n      ${inner}\n    </testcase>`;
};

const innerOf = (one: Cell | Kill): string | undefined => {
  const why = escapedMarkup(one.why ?? '');
  if (isFailure(one)) return `<failure message="${escapedMarkup(one.verdict)}: ${why}" type="${escapedMarkup(one.verdict)}"/>`;
  if (one.verdict === 'not applicable') return `<skipped message="${why}"/>`;
  return one.verdict === 'same store' ? undefined : `<system-out>${escapedMarkup(one.verdict)}: ${why}</system-out>`;
};
