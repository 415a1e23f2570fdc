import type { SSEStreamingApi } from 'hono/streaming';
import type { Core } from '../core.ts';

/** A comment is sent so often, so that nothing in between takes the connection for dead, ms. */
const ALIVE = 15_000;
/** Events that wait for a slow reader; one that falls further behind is let go, and asks anew. */
const MOST_WAITING = 1000;

/** Sends events as they come, until the reader or the server goes. */
export const follow = async <T>(
  stream: SSEStreamingApi,
  core: Core,
  begin: (tell: (event: T) => void) => () => void,
): Promise<void> => {
  const waiting: T[] = [];
  let wake = (): void => undefined;
  let isOver = false;
  const end = (): void => {
    isOver = true;
    wake();
  };
  const leave = begin((event) => {
    if (waiting.length >= MOST_WAITING) return end();
    waiting.push(event);
    wake();
  });
  const forget = core.onEnd(end);
  stream.onAbort(end);
  try {
    while (!isOver) {
      const event = waiting.shift();
      if (event !== undefined) await stream.writeSSE({ data: JSON.stringify(event) });
      else if (!(await slept((resolve) => (wake = resolve)))) await stream.write(': alive\n\n');
    }
  } finally {
    leave();
    forget();
  }
};

/** True where it was woken; false after a while. */
const slept = (begin: (wake: () => void) => void): Promise<boolean> =>
  new Promise((resolve) => {
    const timer = setTimeout(() => resolve(false), ALIVE);
    begin(() => {
      clearTimeout(timer);
      resolve(true);
    });
  });
