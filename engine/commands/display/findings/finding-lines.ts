import type { Validation } from '../../../api/packs/validate.ts';
import type { LineOf } from '../../../api/findings/source-lines.ts';
import type { Diagnostic } from '../../../language/basics/place.ts';
import { diagnosticLines } from '../../shell/failure.ts';
import type { Io } from '../../shell/io.ts';
import { basename } from 'node:path';
import { codeFrame } from './code-frame.ts';

/** A line of the configuration, or a default of a secret, may hold one: neither is printed. */
const mayHoldSecret = ({ code }: Diagnostic): boolean => /^(config|option)\.|secret/.test(code);

/** A finding; with `lineOf` the line that it is about as well. */
export const findingLines = (io: Io, found: Diagnostic, lineOf: LineOf | undefined): string => {
  const line = lineOf === undefined || mayHoldSecret(found) ? undefined : lineOf(found.place);
  const style = found.severity === 'error' ? 'red' : 'yellow';
  const frame = line === undefined || line.trim() === '' ? [] : codeFrame(line, found.place, io.stdout, style);
  return diagnosticLines(io, found, io.stdout, frame);
};

const counted = (count: number, word: string): string => `${count} ${word}${count === 1 ? '' : 's'}`;

export const errorsIn = (findings: readonly Diagnostic[]): number =>
  findings.filter(({ severity }) => severity === 'error').length;

/** Where all is well, the mocks that lie beside the definitions go without saying. */
export const saysMocks = ({ definitions, mocks, tables, findings }: Validation): boolean =>
  (definitions === 0 && (mocks > 0 || tables === 0)) || findings.some(({ place }) => basename(place.file) === 'mock.yaml');

/** What was checked, and how much was found; `isStrict` where warnings count as errors. */
export const totalLine = (validation: Validation, isStrict: boolean): string => {
  const { definitions, mocks, tables, findings, ignored } = validation;
  const checked = [
    ...(definitions === 0 ? [] : [counted(definitions, 'definition')]),
    ...(saysMocks(validation) ? [counted(mocks, 'mock')] : []),
    ...(definitions === 0 && tables > 0 ? [counted(tables, 'table')] : []),
  ];
  const errors = errorsIn(findings);
  const warnings = findings.length - errors;
  const found = [
    findings.length === 0 ? 'no findings' : `${counted(errors, 'error')}, ${counted(warnings, 'warning')}`,
    ...(ignored.length === 0 ? [] : [`${counted(ignored.length, 'finding')} ignored`]),
  ];
  const strict = isStrict && errors === 0 && warnings > 0 ? '; with --strict warnings count as errors' : '';
  return `${checked.join(', ')}: ${found.join(', ')}${strict}`;
};
