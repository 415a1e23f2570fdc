import { describe, expect, test } from 'vitest';
import { budgetPause, retryAfter } from '../../../engine/http/client/server-limits.ts';

const now = Date.UTC(2026, 0, 1, 12);
const answer = (headers: Readonly<Record<string, string>>) => ({ header: (name: string) => headers[name] });

describe('the pause that a server asks for, in ms', () => {
  test.each([
    ['120', 120_000],
    ['0', 0],
    ['1.5', 1500],
    [' 3 ', 3000],
    ['Thu, 01 Jan 2026 12:00:10 GMT', 10_000],
    ['Thursday, 01-Jan-26 12:00:10 GMT', 10_000],
    ['2026-01-01T12:00:10Z', 10_000],
    ['Thu, 01 Jan 2026 11:00:00 GMT', 0],
    ['-5', undefined],
    ['soon', undefined],
    ['99999999999999999', Number.MAX_SAFE_INTEGER],
    ['', undefined],
  ])('by Retry-After: %j', (text, wait) => {
    expect(retryAfter(answer({ 'retry-after': text }), now)).toBe(wait);
  });

  test('counts from the time that the server shows, not from ours', () => {
    const headers = { 'retry-after': 'Thu, 01 Jan 2026 09:00:10 GMT', date: 'Thu, 01 Jan 2026 09:00:00 GMT' };
    expect(retryAfter(answer(headers), now)).toBe(10_000);
  });

  test.each([
    [{ 'x-ratelimit-remaining': '0', 'x-ratelimit-reset': '30' }, 30_000],
    [{ 'x-ratelimit-remaining': '0', 'x-ratelimit-reset': String(now / 1000 + 30) }, 30_000],
    [{ 'x-ratelimit-remaining': '0', 'x-ratelimit-reset': String(now + 30_000) }, 30_000],
    [{ 'x-ratelimit-remaining': '0', 'x-ratelimit-reset': 'Thu, 01 Jan 2026 12:00:30 GMT' }, 30_000],
    [{ 'x-rate-limit-remaining': '0', 'x-rate-limit-reset': '30' }, 30_000],
    [{ 'ratelimit-remaining': '0', 'ratelimit-reset': '30' }, 30_000],
    [{ 'ratelimit-remaining': '1', 'ratelimit-reset': '30' }, undefined],
    [{ 'ratelimit-remaining': '0' }, undefined],
    [{ ratelimit: '"default";r=0;t=30' }, 30_000],
    [{ ratelimit: '"default";t=30;r=0' }, 30_000],
    [{ ratelimit: '"burst";r=0;t=10, "daily";r=50;t=3600' }, 10_000],
    [{ ratelimit: '"burst";r=3;t=10, "daily";r=0;t=3600' }, 3_600_000],
    [{ ratelimit: 'limit=100, remaining=0, reset=30' }, 30_000],
    [{ ratelimit: 'limit=100, remaining=5, reset=30' }, undefined],
    [{ ratelimit: 'nonsense;;=,' }, undefined],
    [{}, undefined],
  ] as readonly [Readonly<Record<string, string>>, number | undefined][])(
    'by what is left of the budget: %j',
    (headers, wait) => {
      expect(budgetPause(answer(headers), now)).toBe(wait);
    },
  );
});
