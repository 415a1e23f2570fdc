/** Numbers, spans and times in words. */
import { now } from './clock.ts';

const figures = new Intl.NumberFormat('en');

export const count = (value: number): string => figures.format(value);

export const many = (value: number, one: string, more = `${one}s`): string => `${count(value)} ${value === 1 ? one : more}`;

const UNITS = ['bytes', 'kB', 'MB', 'GB', 'TB'];

export const size = (bytes: number): string => {
  const power = Math.min(bytes < 1 ? 0 : Math.floor(Math.log10(bytes) / 3), UNITS.length - 1);
  if (power === 0) return many(bytes, 'byte');
  return `${(bytes / 1000 ** power).toPrecision(3).replace(/\.?0+$/, '')} ${UNITS[power]}`;
};

const SPANS: readonly (readonly [number, string])[] = [
  [86_400_000, 'd'],
  [3_600_000, 'h'],
  [60_000, 'min'],
  [1000, 's'],
];

/** `2 d 3 h`, `4 min 10 s`, `1.2 s`, `80 ms`. */
export const span = (ms: number): string => {
  if (ms < 1000) return `${Math.round(ms)} ms`;
  if (ms < 10_000) return `${(ms / 1000).toFixed(1)} s`;
  const at = SPANS.findIndex(([unit]) => ms >= unit);
  const [unit, name] = SPANS[at] as readonly [number, string];
  const next = SPANS[at + 1];
  const rest = next === undefined ? 0 : Math.floor((ms % unit) / next[0]);
  return `${Math.floor(ms / unit)} ${name}${rest > 0 && next !== undefined ? ` ${rest} ${next[1]}` : ''}`;
};

/** `3 min ago`, `in 2 h`. */
export const ago = (at: string): string => {
  const distance = now() - Date.parse(at);
  if (Number.isNaN(distance)) return '';
  if (Math.abs(distance) < 5000) return 'now';
  const unit = SPANS.find(([ms]) => Math.abs(distance) >= ms) ?? [1000, 's'];
  const text = `${Math.floor(Math.abs(distance) / unit[0])} ${unit[1]}`;
  return distance > 0 ? `${text} ago` : `in ${text}`;
};

const day = (at: Date): string => at.toISOString().slice(0, 10);

/** `2026-01-08 10:04:31 UTC`; of today without the day. */
export const utc = (at: string, isWhole = false): string => {
  const date = new Date(at);
  if (Number.isNaN(date.getTime())) return at;
  const time = `${date.toISOString().slice(11, 19)} UTC`;
  return !isWhole && day(date) === day(new Date(now())) ? time : `${day(date)} ${time}`;
};

const clock = new Intl.DateTimeFormat('en-GB', {
  hour: '2-digit',
  minute: '2-digit',
  timeZoneName: 'short',
});
const localDay = new Intl.DateTimeFormat('en-GB', { day: 'numeric', month: 'short' });

/** The same in the reader's zone, with its name; none where that is UTC. */
export const local = (at: string): string | undefined => {
  const date = new Date(at);
  if (Number.isNaN(date.getTime()) || date.getTimezoneOffset() === 0) return undefined;
  const isOtherDay = date.getDate() !== date.getUTCDate();
  return `${isOtherDay ? `${localDay.format(date)}, ` : ''}${clock.format(date)}`;
};

/** The reader's zone. */
export const zone = (): string => new Intl.DateTimeFormat().resolvedOptions().timeZone;

/** A key of the API as words: `outside_window` is `outside window`. */
export const plain = (key: string): string => key.replaceAll('_', ' ');
