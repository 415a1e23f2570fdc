const DAY = 86_400_000;
const MONTH_DAYS = [31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31] as const;

const isLeap = (year: number): boolean => (year % 4 === 0 && year % 100 !== 0) || year % 400 === 0;

/** A calendar date and clock time in UTC; `month` and `day` from 1. */
export interface CivilTime {
  readonly year: number;
  readonly month: number;
  readonly day: number;
  readonly hour: number;
  readonly minute: number;
  readonly second: number;
  readonly millisecond: number;
}

/** Milliseconds since 1970 of a date that exists (years 1 to 9999), else undefined. Second 60, a leap second, is the next minute's first. */
export function fromCivil(time: CivilTime, offsetMinutes: number): number | undefined {
  const { year, month, day, hour, minute, second, millisecond } = time;
  if (year < 1 || year > 9999 || month < 1 || month > 12 || day < 1) return undefined;
  const days = month === 2 && isLeap(year) ? 29 : (MONTH_DAYS[month - 1] ?? 0);
  if (day > days || hour > 23 || minute > 59 || second > 60) return undefined;
  return daysSince1970(year, month, day) * DAY + (hour * 60 + minute - offsetMinutes) * 60_000 + second * 1000 + millisecond;
}

/** Counts with years that begin in March, so that a leap day is a year's last. `Date.UTC` would read year 50 as 1950. */
function daysSince1970(year: number, month: number, day: number): number {
  const shifted = month > 2 ? year : year - 1;
  const era = Math.floor(shifted / 400);
  const yearOfEra = shifted - era * 400;
  const dayOfYear = Math.floor((153 * (month + (month > 2 ? -3 : 9)) + 2) / 5) + day - 1;
  const dayOfEra = yearOfEra * 365 + Math.floor(yearOfEra / 4) - Math.floor(yearOfEra / 100) + dayOfYear;
  return era * 146_097 + dayOfEra - 719_468;
}
