import { ExpressionError } from '../jsonata/errors/expression-error.ts';

/** ISO 8601 in UTC; a whole second is written without `.000`: what people compare with. */
export function formatIso(ms: number): string {
  const days = Math.floor(ms / DAY);
  const clock = ms - days * DAY;
  const second = Math.floor(clock / 1000);
  const rest = clock - second * 1000;
  const fraction = rest === 0 ? '' : `.${padded(3, rest)}`;
  return `${isoDate(days)}T${two(Math.floor(second / 3600))}:${two(Math.floor(second / 60) % 60)}:${two(second % 60)}${fraction}Z`;
}

const DAY = 86_400_000;
const TWO = Array.from({ length: 100 }, (_, number) => String(number).padStart(2, '0'));
const two = (number: number): string => TWO[number] ?? '';
const REMEMBERED_DAYS = 4096;
const dates = new Map<number, string>();

/** A feed's records lie on few days: their dates are written once. */
function isoDate(days: number): string {
  const known = dates.get(days);
  if (known !== undefined) return known;
  const text = new Date(days * DAY).toISOString().slice(0, 10);
  if (dates.size >= REMEMBERED_DAYS) dates.clear();
  dates.set(days, text);
  return text;
}

const MONTHS = [
  'January',
  'February',
  'March',
  'April',
  'May',
  'June',
  'July',
  'August',
  'September',
  'October',
  'November',
  'December',
];
const DAYS = ['Sunday', 'Monday', 'Tuesday', 'Wednesday', 'Thursday', 'Friday', 'Saturday'];

type Part = (time: Date) => string;
const padded = (width: number, number: number): string => String(number).padStart(width, '0');
const twelve = (time: Date): number => time.getUTCHours() % 12 || 12;

/** Unicode's date field symbols (UTS #35), those that mean something in UTC and in English. */
const FIELDS: Readonly<Record<string, Part>> = {
  yyyy: (time) => padded(4, time.getUTCFullYear()),
  yy: (time) => padded(2, time.getUTCFullYear() % 100),
  MMMM: (time) => MONTHS[time.getUTCMonth()] ?? '',
  MMM: (time) => (MONTHS[time.getUTCMonth()] ?? '').slice(0, 3),
  MM: (time) => padded(2, time.getUTCMonth() + 1),
  M: (time) => String(time.getUTCMonth() + 1),
  dd: (time) => padded(2, time.getUTCDate()),
  d: (time) => String(time.getUTCDate()),
  EEEE: (time) => DAYS[time.getUTCDay()] ?? '',
  EEE: (time) => (DAYS[time.getUTCDay()] ?? '').slice(0, 3),
  HH: (time) => padded(2, time.getUTCHours()),
  H: (time) => String(time.getUTCHours()),
  hh: (time) => padded(2, twelve(time)),
  h: (time) => String(twelve(time)),
  a: (time) => (time.getUTCHours() < 12 ? 'AM' : 'PM'),
  mm: (time) => padded(2, time.getUTCMinutes()),
  m: (time) => String(time.getUTCMinutes()),
  ss: (time) => padded(2, time.getUTCSeconds()),
  s: (time) => String(time.getUTCSeconds()),
  SSS: (time) => padded(3, time.getUTCMilliseconds()),
  X: () => 'Z',
  XXX: () => '+00:00',
  xxx: () => '+00:00',
  xx: () => '+0000',
};

const TOKENS = /'((?:[^']|'')*)'|([A-Za-z])\2*|[^A-Za-z']+/g;
const REMEMBERED = 64;
const compiled = new Map<string, readonly Part[]>();

/** Milliseconds since 1970 written by a pattern such as `yyyy-MM-dd HH:mm:ss`, always in UTC. Throws ExpressionError `bad-time-format`. */
export function formatTime(ms: number, pattern: string): string {
  let parts = compiled.get(pattern);
  if (parts === undefined) {
    parts = compilePattern(pattern);
    // A pattern may come from a record: what is remembered has a bound.
    if (compiled.size >= REMEMBERED) compiled.clear();
    compiled.set(pattern, parts);
  }
  const time = new Date(ms);
  let text = '';
  for (const part of parts) text += part(time);
  return text;
}

function compilePattern(pattern: string): readonly Part[] {
  let end = 0;
  const parts = [...pattern.matchAll(TOKENS)].map((match): Part => {
    const [token, quoted, letter] = match;
    end += token.length;
    if (letter !== undefined) return FIELDS[token] ?? refuse(token);
    const literal = quoted === undefined ? token : quoted === '' ? "'" : quoted.replaceAll("''", "'");
    return () => literal;
  });
  return end === pattern.length ? parts : refuse("'");
}

function refuse(token: string): never {
  throw new ExpressionError('bad-time-format', {
    message: `The time format has ${token.length > 8 ? 'a part' : `"${token}"`}, which means nothing.`,
    hint: `Use ${Object.keys(FIELDS).join(' ')}; other letters stand in single quotes.`,
  });
}
