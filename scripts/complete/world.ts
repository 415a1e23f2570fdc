import { createRedactor } from '../../engine/api/world.ts';
import type { World } from '../../engine/api/world.ts';

/** A world in which nothing happens: files are all that is looked at. */
export const worldAt = (cwd: string): World => ({
  cwd,
  env: {},
  signal: new AbortController().signal,
  now: () => 0,
  ticks: () => 0,
  note: () => {},
  warn: () => {},
  redactor: createRedactor(),
  redact: (text) => text,
});
