import type { ExpressionFault } from '../../../api/try/try-expression.ts';
import { harmless, width } from '../text.ts';
import { failureLines } from '../../shell/failure.ts';
import type { Io } from '../../shell/io.ts';

/** So much of a long line is shown around the fault. */
const AROUND = 60;

/** A failure of an expression with a mark under the character where it went wrong. */
export const faultLines = (io: Io, { code, message, hint, offset }: ExpressionFault, source: string): string => {
  const start = source.lastIndexOf('\n', offset - 1) + 1;
  const end = source.indexOf('\n', offset);
  const line = source.slice(start, end < 0 ? undefined : end);
  const at = offset - start;
  const from = Math.max(0, at - AROUND);
  const before = `${from > 0 ? '…' : ''}${harmless(line.slice(from, at))}`;
  const behind = harmless(line.slice(at, at + AROUND));
  const [first, ...more] = failureLines(io, { code, message, hint }).split('\n');
  const marked = `  ${before}${behind}${line.length > at + AROUND ? '…' : ''}\n  ${' '.repeat(width(before))}^`;
  return [first, marked, ...more].join('\n');
};
