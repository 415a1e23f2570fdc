import { iso } from '../../language/basics/instant.ts';

export { iso, isoOr } from '../../language/basics/instant.ts';

/** Numbers as people read them; no locale, so that output is the same everywhere. */

/** `1,234,567` */
export const count = (value: number): string => String(Math.round(value)).replace(/\B(?=(\d{3})+$)/g, ',');

/** `1 cell`, `2,400 cells` */
export const counted = (number: number, thing: string): string => `${count(number)} ${thing}${number === 1 ? '' : 's'}`;

/** `12.3 MB`: powers of 1000. */
export const size = (bytes: number): string => {
  if (bytes < 1000) return `${bytes} B`;
  const power = Math.min(4, Math.floor(Math.log10(bytes) / 3));
  return `${(bytes / 1000 ** power).toFixed(1)} ${['B', 'kB', 'MB', 'GB', 'TB'][power]}`;
};

/** Milliseconds as `0.42 s`, `12.3 s`, `4 min 05 s`, `2 h 10 min`. */
export const span = (ms: number): string => {
  const seconds = ms / 1000;
  if (seconds < 10) return `${seconds.toFixed(2)} s`;
  if (seconds < 60) return `${seconds.toFixed(1)} s`;
  const whole = Math.round(seconds);
  const two = (value: number): string => String(value).padStart(2, '0');
  if (whole < 3600) return `${Math.floor(whole / 60)} min ${two(whole % 60)} s`;
  if (whole < 86_400) return `${Math.floor(whole / 3600)} h ${two(Math.floor((whole % 3600) / 60))} min`;
  return `${Math.floor(whole / 86_400)} d ${Math.floor((whole % 86_400) / 3600)} h`;
};

/** `45,000/s`; nothing before there is something to measure. */
export const rate = (things: number, ms: number): string => (ms < 10 ? '–' : `${count((things * 1000) / ms)}/s`);

/** ISO 8601 UTC, without milliseconds where they are zero; `–` for a time that is not set. */
export const instant = (ms: number | undefined): string => (ms === undefined ? '–' : iso(ms).replace('.000Z', 'Z'));
