import { describe, expect, test } from 'vitest';
import { createProgress } from '../../../engine/commands/display/progress.ts';
import type { RunEvent } from '../../../engine/run/context/services.ts';
import { fakeIo } from './fake-io.ts';

const started: RunEvent = { kind: 'started', run: 'r1', feed: 'pack/feed', windows: 4, resumed: false };
const window: RunEvent = { kind: 'window', index: 1, of: 4, since: Date.UTC(2026, 0, 1), until: Date.UTC(2026, 0, 31) };
const progress = (records: number, more: object = {}): RunEvent => ({
  kind: 'progress',
  window: 1,
  windows: 4,
  records,
  mapped: 7,
  requests: 2,
  bytes: 1_500_000,
  read: undefined,
  expected: undefined,
  ...more,
});

/** What a terminal shows after all escapes: lines, the last two of them live. */
const screen = (text: string): string => {
  const lines = [''];
  let row = 0;
  for (const [part] of text.matchAll(/\p{Cc}\[(?:1A|2K)|\r|\n|\P{Cc}+/gu)) {
    if (part === '\u001b[1A') row--;
    else if (part === '\u001b[2K') lines[row] = '';
    else if (part === '\n') lines[++row] ??= '';
    else if (part !== '\r') lines[row] += part;
  }
  return lines.join('\n').trimEnd();
};

describe('on a terminal', () => {
  test('two live lines show window, records, rate, size, share and what is left', () => {
    const { io, written, pass } = fakeIo(true, 120);
    const display = createProgress(io);
    display.report(started);
    display.report(window);
    pass(2000);
    display.report(progress(90_000));
    expect(screen(written.err)).toBe(
      'pack/feed  window 2/4  2026-01-01T00:00:00Z → 2026-01-31T00:00:00Z\n90,000 records · 45,000/s · 7 mapped · 1.5 MB · 2 requests · 25 % · 6.00 s left',
    );
  });

  test('are drawn at most ten times a second, and are gone at the end', () => {
    const { io, written, pass } = fakeIo(true);
    const display = createProgress(io);
    for (let at = 0; at < 1000; at += 10) {
      pass(10);
      display.report(progress(at));
    }
    expect(written.err.match(/records/g)?.length).toBeLessThanOrEqual(11);
    display.end();
    expect(screen(written.err)).toBe('');
  });

  test('keep within the width, and a notice stays above them', () => {
    const { io, written, pass } = fakeIo(true, 30);
    const display = createProgress(io);
    display.report(started);
    display.report(window);
    pass(200);
    display.report(progress(1000));
    display.report({ kind: 'notice', level: 'warning', message: 'odd\u001b[2J' });
    pass(200);
    display.report(progress(2000));
    const lines = screen(written.err).split('\n');
    expect(lines[0]).toBe('warning: odd\\u{1b}[2J');
    expect(lines.slice(1).map((line) => line.length)).toEqual([29, 29]);
  });

  test('a response of known length moves the share within its window', () => {
    const { io, written, pass } = fakeIo(true, 120);
    const display = createProgress(io);
    pass(2000);
    display.report(progress(10, { window: 0, windows: 1, read: 250, expected: 1000 }));
    expect(screen(written.err)).toContain('25 % · 6.00 s left');
  });
});

test('piped, there is a line every five seconds and no escape', () => {
  const { io, written, pass } = fakeIo(false);
  const display = createProgress(io);
  display.report(started);
  display.report(window);
  for (let second = 1; second <= 11; second++) {
    pass(1000);
    display.report(progress(second * 1000));
  }
  display.end();
  expect(written.err.split('\n').filter(Boolean)).toEqual([
    'pack/feed  window 2/4  2026-01-01T00:00:00Z → 2026-01-31T00:00:00Z: 5,000 records · 1,000/s · 7 mapped · 1.5 MB · 2 requests · 25 % · 15.0 s left',
    'pack/feed  window 2/4  2026-01-01T00:00:00Z → 2026-01-31T00:00:00Z: 10,000 records · 1,000/s · 7 mapped · 1.5 MB · 2 requests · 25 % · 30.0 s left',
  ]);
});
