import type { ExplainedRecord } from '../../../api/views.ts';
import { harmless } from '../text.ts';
import type { Io, Output } from '../../shell/io.ts';

/** So many characters of a value are shown. */
const LONGEST = 400;

/** Masked before it is cut, or a half of a secret would stand at the end. */
export const short = ({ redact }: Pick<Io, 'redact'>, text: string, longest = LONGEST): string => {
  const shown = harmless(redact(text));
  return shown.length <= longest ? shown : `${shown.slice(0, longest)}…`;
};

/** A value as JSON on one line. */
export const valueText = (io: Pick<Io, 'redact'>, value: unknown, longest = LONGEST): string => {
  if (typeof value === 'function') return '(a function)';
  const text = value === undefined ? undefined : JSON.stringify(value);
  return text === undefined ? '(nothing)' : short(io, text, longest);
};

const MASKED = '***';
/** A shorter one may be a part of anything. */
const TELLING = 6;

/** On a terminal a sensitive value is only known to be there, wherever it stands in the record. Gives what hides them in a value. */
export const hiding = (output: Output, { parts }: Pick<ExplainedRecord, 'parts'>): ((value: unknown) => unknown) => {
  const attributes = parts.flatMap(({ entries }) => entries).flatMap(({ objects }) => objects.flatMap((one) => one.attributes));
  const sensitive = new Set(attributes.flatMap((one) => (one.sensitive && one.value !== undefined ? [one.value] : [])));
  if (!output.isTerminal || sensitive.size === 0) return (value) => value;
  const telling = [...sensitive].filter(({ length }) => length >= TELLING);
  const hide = (value: unknown): unknown => {
    if (Array.isArray(value)) return value.map(hide);
    if (typeof value === 'object' && value !== null)
      return Object.fromEntries(Object.entries(value).map(([name, one]) => [name, hide(one)]));
    if (sensitive.has(String(value))) return MASKED;
    return typeof value === 'string' ? telling.reduce((text, one) => text.replaceAll(one, MASKED), value) : value;
  };
  return hide;
};
