import { type Explanation, shownExample } from '../../../api/explain/explanation.ts';
import type { Output } from '../../shell/io.ts';

const indented = (text: string): string => text.replaceAll(/^(?=.)/gm, '  ');

/** A code's meaning, with an example of what is wrong and of what is right. */
export const explainLines = (code: string, { why, bad, good }: Explanation, output: Output): readonly string[] => [
  output.style('bold', code),
  why,
  '',
  `${output.style('red', 'wrong')}:`,
  indented(shownExample(bad)),
  '',
  `${output.style('green', 'right')}:`,
  indented(shownExample(good)),
];
