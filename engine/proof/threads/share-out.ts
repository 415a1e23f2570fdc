import { availableParallelism } from 'node:os';
import type { Runner } from './work-thread.ts';

export interface Sharing<Task, Told, Done> {
  readonly tasks: readonly Task[];
  /** Tasks under way at once in each thread. */
  readonly atOnce: number;
  /** Fewer tasks are over before another thread has loaded what it needs. */
  readonly leastPerThread: number;
  readonly signal: AbortSignal;
  /** Does tasks in this thread. */
  readonly here: Runner<Task, Told, Done>['run'];
  /** Another thread that does. */
  readonly thread: () => Runner<Task, Told, Done>;
  readonly onTold: (told: Told) => void;
  readonly onDone: (done: Done, index: number) => void;
}

/** Does tasks on all processors. Gives what came of them by their index; nothing of one that was interrupted, or not begun. */
export const shareOut = async <Task, Told, Done>(parts: Sharing<Task, Told, Done>): Promise<readonly (Done | undefined)[]> => {
  const { tasks, atOnce, signal, onTold, onDone } = parts;
  const runners = startRunners(parts);
  const all: (Done | undefined)[] = tasks.map(() => undefined);
  let next = 0;
  const work = async (runner: Runner<Task, Told, Done>): Promise<void> => {
    while (next < tasks.length && !runner.hasEnded && !signal.aborted) {
      const index = next++;
      const done = await runner.run(tasks[index] as Task, onTold);
      // One that was interrupted says nothing of its task.
      if (signal.aborted) return;
      all[index] = done;
      onDone(done, index);
    }
  };
  try {
    await Promise.all(runners.flatMap((runner) => Array.from({ length: atOnce }, () => work(runner))));
  } finally {
    await Promise.all(runners.map((runner) => runner.close()));
  }
  return all;
};

/** This thread, and as many others as there are processors and work for them. */
const startRunners = <Task, Told, Done>({
  tasks,
  leastPerThread,
  here,
  thread,
}: Sharing<Task, Told, Done>): readonly Runner<Task, Told, Done>[] => {
  const threads = Math.min(availableParallelism(), Math.ceil(tasks.length / leastPerThread)) - 1;
  const inThis = { run: here, hasEnded: false, close: async () => undefined };
  return [inThis, ...Array.from({ length: Math.max(0, threads) }, thread)];
};
