import { annotation } from '../wording/annotation.ts';
import { type FindingsReport, isFailure, wholeMessage } from './report.ts';

/** Each finding as an annotation of GitHub's workflows. */
export const annotationsOf = ({ validation, shown, isStrict }: FindingsReport): readonly string[] =>
  validation.findings.map((one) => {
    const { file, line, column: col } = one.place;
    const kind = isFailure(one, isStrict) ? 'error' : 'warning';
    return annotation(kind, { file: shown(file).replaceAll('\\', '/'), line, col, title: one.code }, wholeMessage(one));
  });
