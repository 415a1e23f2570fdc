import type { RunRow } from '../../run/context/run-row.ts';
import type { RunEvent } from '../../run/context/services.ts';

/** A run under way: its events as they come, and what it came to. */
export interface FeedRun extends AsyncIterable<RunEvent> {
  /**
   * The run's row, once it has ended: `status` is `succeeded`, `failed` (then `error` says why) or `interrupted`. Rejects with
   * UsageError or EngineError where the run could not begin.
   */
  readonly result: Promise<RunRow>;
}

/** Of these only the last one says anything: nobody has to read them all. */
const isPassing = ({ kind }: RunEvent): boolean => kind === 'progress' || kind === 'applying';

/** Starts a run; events wait until they are read, but for figures that have been overtaken. */
export const startRun = (begin: (report: (event: RunEvent) => void) => Promise<RunRow>): FeedRun => {
  const waiting: RunEvent[] = [];
  let wake = (): void => undefined;
  const report = (event: RunEvent): void => {
    const last = waiting.at(-1);
    if (last !== undefined && last.kind === event.kind && isPassing(event)) waiting.pop();
    waiting.push(event);
    wake();
  };
  let isOver = false;
  const result = begin(report).finally(() => {
    isOver = true;
    wake();
  });
  // Whoever reads only the events is told of a failure there.
  result.catch(() => undefined);
  return {
    result,
    async *[Symbol.asyncIterator]() {
      for (;;) {
        const event = waiting.shift();
        if (event !== undefined) yield event;
        else if (isOver) break;
        else await new Promise<void>((resolve) => (wake = resolve));
      }
      await result;
    },
  };
};
