import type { NativeDefinition } from '../calling/callable.ts';
import { fail } from '../errors/expression-error.ts';
import { run, timestamp } from '../run.ts';
import { borrowed } from './borrowed.ts';
import { builtin } from './definition.ts';

const iso = /^\d{4}(-[01]\d)?(-[0-3]\d)?(T[0-2]\d:[0-5]\d:[0-5]\d)?(\.\d+)?([+-][0-2]\d:?[0-5]\d|Z)?$/;
const dateOnly = /^\d{4}(-\d\d){0,2}$/;
const zoned = /(?:Z|T.*[+-]\d\d:?\d\d)$/;

const parsePicture = borrowed('toMillis');
const format = borrowed('fromMillis');

function toMillis(text: string, picture: unknown): unknown {
  if (picture !== undefined) return parsePicture(text, picture);
  if (!iso.test(text)) return fail('D3110', { value: text });
  // JavaScript reads a time without a zone in the server's zone; a date alone is UTC already.
  return Date.parse(run.conditions.utc && !dateOnly.test(text) && !zoned.test(text) ? `${text}Z` : text);
}

/** Years that ISO 8601 writes with four digits. */
const lastShort = Date.UTC(9999, 11, 31);

function fromMillis(millis: unknown, picture: unknown, zone: unknown): unknown {
  if (millis === undefined) return undefined;
  const ms = millis as number;
  if (picture === undefined && zone === undefined && ms >= 0 && ms <= lastShort) return new Date(ms).toISOString();
  return format(millis, picture, zone);
}

export const times: readonly NativeDefinition[] = [
  builtin('toMillis', '<s-s?:n>', 2, (text, picture) => (text === undefined ? undefined : toMillis(text as string, picture))),
  builtin('fromMillis', '<n-s?s?:s>', 3, fromMillis),
  builtin('now', '<s?s?:s>', 2, (picture, zone) => fromMillis(timestamp(), picture, zone)),
  builtin('millis', '<:n>', 0, () => timestamp()),
  builtin('formatNumber', '<n-so?:s>', 3, borrowed('formatNumber')),
  builtin('formatInteger', '<n-s:s>', 2, borrowed('formatInteger')),
  builtin('parseInteger', '<s-s:n>', 2, borrowed('parseInteger')),
];
