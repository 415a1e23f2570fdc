import { openServe, type RunningServe, type ServeOptions } from '../../engine/serve/open-serve.ts';
import { logTelling } from '../../engine/serve/log/log-telling.ts';
import { openLog } from '../../engine/serve/log/open-log.ts';

export interface StartedServe extends RunningServe {
  /** Every line of its log. */
  readonly log: readonly string[];
  /** Mistakes of its own: there are none. */
  readonly mistakes: readonly unknown[];
}

/** `serve` over a folder, its log kept. */
export const startServe = async (cwd: string, options: Partial<ServeOptions> = {}): Promise<StartedServe> => {
  const log: string[] = [];
  const mistakes: unknown[] = [];
  const logger = openLog({ write: (line) => log.push(line), now: Date.now, redact: (text) => text, isPlain: false });
  const serve = await openServe({
    cwd,
    env: {},
    now: Date.now,
    places: { isFleeting: true },
    atOnce: 2,
    pushes: true,
    host: '127.0.0.1',
    port: 0,
    names: [],
    files: undefined,
    onMistake: (error) => mistakes.push(error),
    telling: logTelling(logger),
    ...options,
  });
  return { ...serve, log, mistakes };
};

/** Waits until it holds, as long as a test may take. */
export const until = async <T>(look: () => T | Promise<T>, holds: (found: T) => boolean): Promise<T> => {
  for (let left = 3000; left > 0; left--) {
    const found = await look();
    if (holds(found)) return found;
    await new Promise((resolve) => setTimeout(resolve, 20));
  }
  throw new Error('it never came');
};
