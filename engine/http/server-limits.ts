import type { HttpResponse } from './http.ts';

/** Numbers above this are a moment, not a number of seconds: 2001 as epoch seconds. */
const EPOCH = 1_000_000_000;

/** `Retry-After` in milliseconds from `now` (ms since epoch): seconds or an HTTP date. */
export function retryAfter(response: Pick<HttpResponse, 'header'>, now: number): number | undefined {
  return waitOf(response.header('retry-after'), now);
}

/** How long to wait before the next request, where the server says that nothing is left of its budget. */
export function budgetPause(response: Pick<HttpResponse, 'header'>, now: number): number | undefined {
  for (const prefix of ['ratelimit', 'x-ratelimit', 'x-rate-limit']) {
    if (response.header(`${prefix}-remaining`)?.trim() === '0') return waitOf(response.header(`${prefix}-reset`), now);
  }
  // RFC 9331's successor draft: `RateLimit: "default";r=0;t=30`.
  const structured = /;\s*r=0\s*;\s*t=(\d{1,9})/.exec(response.header('ratelimit') ?? '');
  return structured === null ? undefined : Number(structured[1]) * 1000;
}

function waitOf(text: string | undefined, now: number): number | undefined {
  const trimmed = text?.trim() ?? '';
  if (/^\d{1,13}(\.\d+)?$/.test(trimmed)) {
    const count = Number(trimmed);
    if (count >= EPOCH * 1000) return Math.max(0, count - now);
    return count >= EPOCH ? Math.max(0, count * 1000 - now) : count * 1000;
  }
  const date = /[A-Za-z]{3}/.test(trimmed) || /^\d{4}-\d{2}/.test(trimmed) ? Date.parse(trimmed) : Number.NaN;
  return Number.isNaN(date) ? undefined : Math.max(0, date - now);
}
