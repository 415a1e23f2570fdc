import { parseBytes } from '../basics/byte-size.ts';
import { parseDuration } from '../basics/duration.ts';
import { parseInstant } from '../basics/instant.ts';
import { suggest } from '../basics/nearest.ts';
import type { JsonSchema } from '../basics/shape.ts';

/** What is wrong with a scalar of the right kind: the rest of a sentence that starts with its name, and a hint. */
export interface ScalarProblem {
  readonly message: string;
  readonly hint: string;
}

const isPattern = (text: string): boolean => {
  try {
    return text.length <= 500 && new RegExp(text, 'u').source !== '';
  } catch {
    return false;
  }
};

const formats: Readonly<
  Record<string, { readonly test: (text: string) => boolean; readonly name: string; readonly hint: string }>
> = {
  'feedwright-duration': {
    test: (text) => parseDuration(text) !== undefined,
    name: 'an ISO 8601 duration',
    hint: 'Write days, hours, minutes and seconds, such as `P30D` or `PT5M`; months and years have no fixed length.',
  },
  'feedwright-instant': {
    test: (text) => parseInstant(text) !== undefined,
    name: 'an ISO 8601 date or instant',
    hint: 'Write `2024-05-31` or `2024-05-31T12:00:00Z`.',
  },
  'feedwright-bytes': {
    test: (text) => parseBytes(text) !== undefined,
    name: 'a size',
    hint: 'Write a number of bytes, or a size such as `64 MiB`.',
  },
  'feedwright-pattern': {
    test: isPattern,
    name: 'a regular expression of at most 500 characters',
    hint: 'Check its brackets and backslashes.',
  },
};

export const scalarProblem = (schema: JsonSchema, data: unknown): ScalarProblem | undefined =>
  valueProblem(schema, data) ??
  (typeof data === 'number' ? numberProblem(schema, data) : typeof data === 'string' ? textProblem(schema, data) : undefined);

const valueProblem = (schema: JsonSchema, data: unknown): ScalarProblem | undefined => {
  const values = (schema['enum'] ?? (schema['const'] === undefined ? undefined : [schema['const']])) as
    readonly unknown[] | undefined;
  if (values === undefined || values.includes(data)) return undefined;
  return {
    message: `can't be ${typeof data === 'string' ? `\`${data.slice(0, 40)}\`` : `\`${String(data)}\``}`,
    hint: suggest(String(data), values.map(String)),
  };
};

const numberProblem = (schema: JsonSchema, data: number): ScalarProblem | undefined => {
  const { minimum, maximum, type } = schema as { readonly minimum?: number; readonly maximum?: number; readonly type?: unknown };
  if (type === 'integer' && !Number.isInteger(data))
    return { message: `is ${data}, but takes whole numbers only`, hint: `Write ${Math.round(data)}.` };
  if (minimum !== undefined && data < minimum)
    return { message: `is ${data}, below the lowest allowed ${minimum}`, hint: `Write a number from ${minimum} on.` };
  if (maximum !== undefined && data > maximum)
    return { message: `is ${data}, above the highest allowed ${maximum}`, hint: `Write a number up to ${maximum}.` };
  if (schema['format'] === 'feedwright-bytes' && parseBytes(data) === undefined)
    return { message: `is ${data}, which is no size`, hint: 'Write a whole number of bytes, or a size such as `64 MiB`.' };
  return undefined;
};

const textProblem = (schema: JsonSchema, data: string): ScalarProblem | undefined => {
  const { minLength, maxLength, pattern, format } = schema as {
    readonly minLength?: number;
    readonly maxLength?: number;
    readonly pattern?: string;
    readonly format?: string;
  };
  if (minLength !== undefined && data.trim().length < minLength)
    return { message: 'is empty', hint: 'Write a text, or remove the key.' };
  if (maxLength !== undefined && data.length > maxLength)
    return { message: `is ${data.length} characters long, but takes at most ${maxLength}`, hint: 'Shorten it.' };
  if (pattern !== undefined && !new RegExp(pattern, 'u').test(data))
    return { message: `can't be \`${data.slice(0, 40)}\``, hint: patternHint(pattern) };
  const rule = format === undefined ? undefined : formats[format];
  if (rule !== undefined && !rule.test(data))
    return { message: `is \`${data.slice(0, 40)}\`, which is not ${rule.name}`, hint: rule.hint };
  return undefined;
};

/** What a name may look like, in words. */
export const patternHint = (pattern: string): string => {
  if (pattern.startsWith('^[a-z][a-z0-9]*([-_]'))
    return 'Write small letters, digits and single hyphens or underscores, starting with a letter.';
  if (pattern.startsWith('^[A-Za-z][A-Za-z0-9_]')) return 'Write letters, digits and underscores, starting with a letter.';
  if (pattern.startsWith('^\\d+')) return 'Write numbers with dots between them, such as `1.2.0`.';
  if (pattern === '^[^.]*$') return 'Write it without a full stop.';
  return `It must match \`${pattern}\`.`;
};
