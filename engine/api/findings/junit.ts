import type { Diagnostic } from '../../language/basics/place.ts';
import { escapedMarkup } from '../wording/markup.ts';
import { type FindingsReport, isFailure } from './report.ts';

/** A test case for each file that was checked or has findings; what does not fail is told in its output. */
export const junitFindings = ({ validation, shown, isStrict }: FindingsReport): string => {
  const byFile = new Map<string, Diagnostic[]>(validation.files.map((file) => [file, []]));
  for (const one of validation.findings) byFile.set(one.place.file, [...(byFile.get(one.place.file) ?? []), one]);
  const said = (one: Diagnostic): string =>
    `${shown(one.place.file)}:${one.place.line}:${one.place.column}: ${one.severity}: ${one.message} [${one.code}]${one.hint === undefined ? '' : `\n  hint: ${one.hint}`}`;
  const cases = [...byFile].map(([file, findings]) => {
    const failures = findings.filter((one) => isFailure(one, isStrict));
    const rest = findings.filter((one) => !isFailure(one, isStrict));
    // A test case fails once: several findings are told within one failure.
    const inner = [
      ...(failures.length === 0
        ? []
        : [
            `      <failure message="${escapedMarkup(summary(failures))}" type="${escapedMarkup(failures[0]?.code ?? '')}">${escapedMarkup(failures.map(said).join('\n'))}</failure>`,
          ]),
      ...(rest.length === 0 ? [] : [`      <system-out>${escapedMarkup(rest.map(said).join('\n'))}</system-out>`]),
    ];
    const head = `    <testcase classname="feedwright.validate" name="${escapedMarkup(shown(file))}" file="${escapedMarkup(shown(file))}"`;
    return inner.length === 0 ? `${head}/>` : `${head}>\n${inner.join('\n')}\n    </testcase>`;
  });
  const failed = [...byFile.values()].filter((all) => all.some((one) => isFailure(one, isStrict))).length;
  return [
    '<?xml version="1.0" encoding="UTF-8"?>',
    '<testsuites>',
    `  <testsuite name="feedwright validate" tests="${byFile.size}" failures="${failed}">`,
    ...cases,
    '  </testsuite>',
    '</testsuites>',
  ].join('\n');
};

const summary = (failures: readonly Diagnostic[]): string => {
  const first = failures[0]?.message ?? '';
  return failures.length === 1 ? first : `${first} (and ${failures.length - 1} more)`;
};
