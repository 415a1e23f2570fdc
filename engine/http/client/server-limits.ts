import type { HttpResponse } from '../http.ts';

type Headers = Pick<HttpResponse, 'header'>;

/** Numbers above this are a moment, not a number of seconds: 2001 as epoch seconds. */
const EPOCH = 1_000_000_000;
const DAY = 86_400_000;

/** `Retry-After` (RFC 9110, section 10.2.3) in milliseconds: seconds or a date. `now` is ms since epoch. */
export const retryAfter = (response: Headers, now: number): number | undefined =>
  waitOf(response.header('retry-after'), serverTime(response, now));

/** How long to wait before the next request, in milliseconds, where the server says that nothing is left of its budget. */
export function budgetPause(response: Headers, now: number): number | undefined {
  for (const prefix of ['ratelimit', 'x-ratelimit', 'x-rate-limit']) {
    if (response.header(`${prefix}-remaining`)?.trim() === '0')
      return waitOf(response.header(`${prefix}-reset`), serverTime(response, now));
  }
  return structuredPause(response.header('ratelimit') ?? '');
}

/** The header `RateLimit` of the drafts for it: `"default";r=0;t=30`, several separated by commas; before that `remaining=0, reset=30`. */
function structuredPause(text: string): number | undefined {
  const items = /\bremaining=/.test(text) ? [text.replaceAll(',', ';')] : text.split(',');
  const waits = items.map((item) => {
    const parameters = new Map(item.split(';').map((part) => [part.split('=')[0]?.trim(), part.split('=')[1]?.trim()]));
    const left = parameters.get('r') ?? parameters.get('remaining');
    const reset = parameters.get('t') ?? parameters.get('reset') ?? '';
    return left === '0' && /^\d{1,9}$/.test(reset) ? Number(reset) * 1000 : undefined;
  });
  const found = waits.filter((wait) => wait !== undefined);
  return found.length === 0 ? undefined : Math.max(...found);
}

/** The server's own clock counts for its dates, where it shows it. */
function serverTime(response: Headers, now: number): number {
  const shown = Date.parse(response.header('date') ?? '');
  return Number.isNaN(shown) ? now : shown;
}

function waitOf(text: string | undefined, now: number): number | undefined {
  const trimmed = text?.trim() ?? '';
  if (/^\d{1,400}(\.\d{1,400})?$/.test(trimmed)) return waitOfNumber(Number(trimmed), now);
  const date = /[A-Za-z]{3}|^\d{4}-\d{2}/.test(trimmed) ? Date.parse(trimmed) : Number.NaN;
  return Number.isNaN(date) ? undefined : Math.max(0, date - now);
}

/** A moment that has long passed is none: who sends such a number of seconds does not want to be asked again. */
function waitOfNumber(count: number, now: number): number {
  const moment = count >= EPOCH * 1000 ? count : count >= EPOCH ? count * 1000 : undefined;
  const wait = moment === undefined || moment < now - DAY ? count * 1000 : Math.max(0, moment - now);
  return Math.min(wait, Number.MAX_SAFE_INTEGER);
}
