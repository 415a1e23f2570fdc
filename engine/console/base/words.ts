/** Numbers, spans and times in words, by the server's clock. */
import { signal } from '@preact/signals';

/** The server's time at the page's zero: this machine's own clock may be wrong. */
let zero = Number.NaN;

/** Changes every few seconds: who shows how long ago something was reads it. */
export const tick = signal(0);
setInterval(() => tick.value++, 5000);

export const setClock = (serverTime: string): void => {
  zero = Date.parse(serverTime) - performance.now();
  tick.value++;
};

/** ms since 1970, of the server. */
export const now = (): number => zero + performance.now();

/** A key of the API as words: `outside_window` is `outside window`. */
export const plain = (key: string): string => key.replaceAll('_', ' ');

/** What is known of something, in a line. */
export const dotted = (...all: readonly (string | false | null | undefined)[]): string => all.filter(Boolean).join(' · ');

const figures = new Intl.NumberFormat('en');
export const count = (value: number): string => figures.format(value);
export const many = (value: number, one: string, more = `${one}s`): string => `${count(value)} ${value === 1 ? one : more}`;

export const size = (bytes: number): string => {
  const power = bytes < 1 ? 0 : Math.min(Math.floor(Math.log10(bytes) / 3), 4);
  const figure = (bytes / 1000 ** power).toPrecision(3).replace(/\.?0+$/, '');
  return power === 0 ? many(bytes, 'byte') : `${figure} ${['', 'kB', 'MB', 'GB', 'TB'][power]}`;
};

const UNITS = { d: 86_400_000, h: 3_600_000, min: 60_000, s: 1000 };

/** The parts of a span, the largest first, as far as there is something of it. */
const partsOf = (ms: number): readonly string[] => {
  let rest = ms;
  return Object.entries(UNITS).flatMap(([name, unit]) => {
    const full = Math.floor(rest / unit);
    rest -= full * unit;
    return full > 0 ? [`${full} ${name}`] : [];
  });
};

/** `2 d 3 h`, `4 min 10 s`, `1.2 s`, `80 ms`. */
export const span = (ms: number): string => {
  if (ms < 10_000) return ms < 1000 ? `${Math.round(ms)} ms` : `${(ms / 1000).toFixed(1)} s`;
  return partsOf(ms).slice(0, 2).join(' ');
};

/** `3 min ago`, `in 2 h`. */
export const ago = (at: string): string => {
  const distance = now() - Date.parse(at);
  const [first = ''] = partsOf(Math.abs(distance));
  if (Math.abs(distance) < 5000) return 'now';
  return distance > 0 ? `${first} ago` : first && `in ${first}`;
};

const isTime = (date: Date): boolean => !Number.isNaN(date.getTime());

/** `2026-01-08 10:04:31 UTC`; of today without the day. */
export const utc = (at: string, isWhole = false): string => {
  const date = new Date(at);
  if (!isTime(date)) return at;
  const [day = '', time = ''] = date.toISOString().slice(0, 19).split('T');
  const isToday = new Date(now()).toISOString().startsWith(day);
  return `${isWhole || !isToday ? `${day} ` : ''}${time} UTC`;
};

const clock = new Intl.DateTimeFormat('en-GB', { hour: '2-digit', minute: '2-digit', timeZoneName: 'short' });
const dayAndMonth = new Intl.DateTimeFormat('en-GB', { day: 'numeric', month: 'short' });

/** The same in the reader's zone, with its name; none where that is UTC. */
export const local = (at: string): string | undefined => {
  const date = new Date(at);
  if (!isTime(date) || date.getTimezoneOffset() === 0) return undefined;
  return `${date.getDate() === date.getUTCDate() ? '' : `${dayAndMonth.format(date)}, `}${clock.format(date)}`;
};

/** The reader's zone. */
export const zone = (): string => new Intl.DateTimeFormat().resolvedOptions().timeZone;
