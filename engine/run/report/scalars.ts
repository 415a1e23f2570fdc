import { parseTime } from '../../expression/formats/parse-time.ts';
import { EngineError } from '../../language/basics/errors.ts';
import type { Place } from '../../language/basics/place.ts';
import { readTlp, tlpColours } from '../../language/basics/tlp.ts';

/**
 * Text of a scalar as it is stored: booleans `true`/`false`, numbers as JSON writes them, text as sent.
 * Blank and missing give undefined; a list or an object is an error, its content is not shown.
 */
export function textOf(value: unknown, place: Place): string | undefined {
  if (value === undefined || value === null) return undefined;
  if (typeof value === 'string') return isBlank(value) ? undefined : value;
  if (typeof value === 'number') return textOfNumber(value, place);
  if (typeof value === 'boolean') return value ? 'true' : 'false';
  throw new EngineError(
    'report.not-a-scalar',
    `A text was expected, and the expression gave ${Array.isArray(value) ? 'a list' : 'an object'}.`,
    {
      place,
      hint: 'Select one of its members, or join it with $join(…) or $string(…).',
    },
  );
}

function textOfNumber(value: number, place: Place): string {
  if (Number.isFinite(value)) return JSON.stringify(value);
  throw new EngineError('report.not-finite', 'A text was expected, and the expression gave a number without an end.', {
    place,
    hint: 'The sum is beyond what a number can hold: take the values as text.',
  });
}

/** A list gives one text each; blanks are left out. */
export function textsOf(value: unknown, place: Place): readonly string[] {
  if (!Array.isArray(value)) {
    const text = textOf(value, place);
    return text === undefined ? [] : [text];
  }
  return value.flatMap((item: unknown) => textsOf(item, place));
}

/** Ms since epoch of any time that the engine reads; without a zone it is UTC. */
export function timeOf(value: unknown, place: Place): number | undefined {
  if (value === undefined || value === null || (typeof value === 'string' && isBlank(value))) return undefined;
  const time = typeof value === 'string' || typeof value === 'number' ? parseTime(value) : undefined;
  if (time !== undefined) return time;
  throw new EngineError('time.unreadable', 'A time was expected, and the expression gave something that is none.', {
    place,
    hint: 'Known forms: ISO 8601, epoch seconds, milliseconds or microseconds, YYYY-MM-DD HH:MM:SS, RFC 2822.',
  });
}

/** The colour of the traffic light that a text spells. */
export function tlpOf(value: unknown, place: Place): string | undefined {
  const text = textOf(value, place);
  if (text === undefined) return undefined;
  const tlp = readTlp(text);
  if (tlp !== undefined) return tlp;
  throw new EngineError('report.tlp', 'A traffic light was expected, and this is none that TLP 1 or 2 knows.', {
    place,
    hint: `Give ${tlpColours.join(', ')}, or look it up: { of, table, else: skip } leaves out what the table does not have.`,
  });
}

/** Does it give no text? */
export function isNothing(value: unknown): boolean {
  if (value === undefined || value === null) return true;
  if (typeof value === 'string') return isBlank(value);
  return Array.isArray(value) && value.every(isNothing);
}

const isBlank = (text: string): boolean => {
  const code = text.charCodeAt(0);
  // Most texts begin with something that is no blank: no need to trim those.
  return text.length === 0 || ((code <= 32 || code >= 160) && text.trim() === '');
};
