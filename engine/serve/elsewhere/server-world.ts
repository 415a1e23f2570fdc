import { createRedactor, type World } from '../../api/world.ts';
import type { CoreOptions } from '../core.ts';

/** The world as the server itself sees it, where it looks for what its processes are to work on. */
export const worldOf = ({ cwd, env, now, redactor = createRedactor() }: Omit<CoreOptions, 'watch'>): World => ({
  cwd,
  env,
  now,
  ticks: () => performance.now(),
  signal: new AbortController().signal,
  note: () => undefined,
  warn: () => undefined,
  redactor,
  redact: redactor.redact,
});
