import type { RunEvent } from '../../api/views.ts';
import type { Io } from '../shell/io.ts';
import { liveLines } from './live-lines.ts';
import { harmless } from './text.ts';
import { count, instant, rate, size, span } from '../../api/wording/units.ts';

type Progress = Extract<RunEvent, { kind: 'progress' }>;
type Window = Extract<RunEvent, { kind: 'window' }>;

export interface Display {
  readonly report: (event: RunEvent) => void;
  /** Takes the live lines away. */
  readonly end: () => void;
}

/** How much is done, 0..1, where the windows or the response's length tell. */
const share = (progress: Progress): number | undefined => {
  const inWindow =
    progress.expected !== undefined && progress.read !== undefined && progress.expected > 0
      ? Math.min(1, progress.read / progress.expected)
      : undefined;
  if (inWindow === undefined && progress.windows < 2) return undefined;
  return (progress.window + (inWindow ?? 0)) / progress.windows;
};

const figures = (progress: Progress, ms: number): string => {
  const parts = [
    `${count(progress.records)} records`,
    rate(progress.records, ms),
    `${count(progress.mapped)} mapped`,
    size(progress.bytes),
    `${count(progress.requests)} ${progress.requests === 1 ? 'request' : 'requests'}`,
  ];
  const done = share(progress);
  if (done !== undefined) parts.push(`${Math.floor(done * 100)} %`);
  if (done !== undefined && done > 0.02 && ms > 1000) parts.push(`${span((ms * (1 - done)) / done)} left`);
  return parts.join(' · ');
};

const heading = (feed: string, window: Window | undefined): string => {
  if (window === undefined) return feed;
  const range =
    window.since === undefined && window.until === undefined ? '' : `  ${instant(window.since)} → ${instant(window.until)}`;
  return window.of < 2 ? `${feed}${range}` : `${feed}  window ${window.index + 1}/${window.of}${range}`;
};

/** What both kinds of display know of the run. */
const follow = (io: Io) => {
  let feed = '';
  let window: Window | undefined;
  let line = '';
  const started = io.ticks();
  return {
    lines: (): readonly string[] => [heading(feed, window), line].filter((one) => one !== ''),
    /** Takes in an event; a notice comes back as text to be kept. */
    take(event: RunEvent): string | undefined {
      switch (event.kind) {
        case 'started':
          feed = event.feed;
          return undefined;
        case 'notice':
          return event.level === 'warning'
            ? `${io.stderr.style('yellow', 'warning')}: ${harmless(event.message)}`
            : harmless(event.message);
        case 'window':
          window = event;
          return undefined;
        case 'progress':
          line = figures(event, io.ticks() - started);
          return undefined;
        case 'applying':
          line = `writing ${count(event.done)} of ${count(event.total)} objects`;
          return undefined;
        case 'ended':
          return undefined;
      }
      return event satisfies never;
    },
  };
};

/** One or two lines that are drawn over. */
const live = (io: Io): Display => {
  const state = follow(io);
  const lines = liveLines(io, state.lines);
  return {
    report(event) {
      const kept = state.take(event);
      if (kept !== undefined) {
        lines.clear();
        io.note(kept);
      }
      if (event.kind !== 'ended') lines.draw();
    },
    end: lines.clear,
  };
};

const LINE_EVERY_MS = 5000;

/** Piped: a line every few seconds, for logs. */
const plain = (io: Io): Display => {
  const state = follow(io);
  let last = io.ticks();
  return {
    report(event) {
      const kept = state.take(event);
      if (kept !== undefined) io.note(kept);
      if (event.kind === 'ended' || io.ticks() - last < LINE_EVERY_MS) return;
      io.note(state.lines().join(': '));
      last = io.ticks();
    },
    end() {},
  };
};

export const createProgress = (io: Io): Display => (io.stderr.isTerminal ? live(io) : plain(io));
