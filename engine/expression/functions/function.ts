import type { ArgumentChoice } from '../jsonata/calling/callable.ts';
import { ExpressionError } from '../jsonata/errors/expression-error.ts';
import { describeValue } from '../formats/describe-value.ts';
import { parseTime } from '../formats/parse-time.ts';

/** `time`: anything that `parseTime` reads. `missing` results are part of every type. */
export type FunctionType = 'text' | 'number' | 'boolean' | 'time' | 'list' | 'object' | 'any';

export interface FunctionArgument {
  readonly name: string;
  readonly type: FunctionType;
  readonly docs: string;
  readonly optional?: true;
  /** May be given any number of times; the last argument only. */
  readonly repeated?: true;
}

/**
 * A function that a definition may call, all that is said of it in one place: behaviour, types, documentation, examples.
 * A missing argument gives a missing result; what can't be read throws an ExpressionError that shows no content of the record.
 */
export interface DefinitionFunction {
  readonly name: string;
  /** One sentence. */
  readonly summary: string;
  /** What a guide says of a value that has gone through it; `{2}` is its second argument. Without it the guide shows the expression. */
  readonly note?: string;
  readonly signature: { readonly args: readonly FunctionArgument[]; readonly result: FunctionType };
  /** `call` as it stands in an expression. No result: it is missing. */
  readonly examples: readonly { readonly call: string; readonly result?: unknown }[];
  /** What the run itself supplies: `$header` knows the response, where there is one, `$table` the tables of the pack. Not for templates. */
  readonly supplied?: 'response' | 'tables';
  /** It gives one of its arguments. */
  readonly choice?: ArgumentChoice;
  call(...args: readonly unknown[]): unknown;
}

export const isMissing = (value: unknown): value is undefined | null => value === undefined || value === null;

/** Missing, or a text without anything but blanks: what an empty CSV cell is. */
export const isBlank = (value: unknown): boolean => isMissing(value) || (typeof value === 'string' && value.trim() === '');

export const refusal = (code: string, message: string, hint?: string): ExpressionError =>
  new ExpressionError(code, { message, hint });

export const wrongArgument = (name: string, wanted: string, value: unknown): ExpressionError =>
  refusal('wrong-argument', `$${name} needs ${wanted} and was given ${describeValue(value)}.`);

/** Milliseconds since 1970, or undefined where the value is missing or blank. Throws for what is no time. */
export function timeArgument(name: string, value: unknown): number | undefined {
  if (isBlank(value)) return undefined;
  const time = parseTime(value);
  if (time !== undefined) return time;
  throw refusal(
    'not-a-time',
    `$${name} needs a time and was given ${describeValue(value)}.`,
    'Times are read as ISO 8601, RFC 2822, or epoch seconds (9 to 11 digits), milliseconds (12 to 14) or microseconds (15 to 17).',
  );
}

export function textArgument(name: string, value: unknown): string | undefined {
  if (isMissing(value)) return undefined;
  if (typeof value === 'string') return value;
  throw wrongArgument(name, 'a text', value);
}

/** Every value of the arguments, lists opened at every depth, without what is missing or blank. */
export function* present(values: readonly unknown[]): Generator<unknown> {
  for (const value of values) {
    if (Array.isArray(value)) yield* present(value);
    else if (!isBlank(value)) yield value;
  }
}
