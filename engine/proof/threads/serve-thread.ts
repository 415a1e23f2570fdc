import { enableCompileCache } from 'node:module';
import { parentPort, workerData } from 'node:worker_threads';
import type { FromThread, ThreadData, ToThread } from './work-thread.ts';

/**
 * What a thread does that was started by `WorkThread`: does the tasks that come, several at once. `open` loads what they need and says
 * how they are done; its signal is aborted once nothing is wanted any more.
 */
export const serveThread = async <Manner, Task, Told, Done>(
  open: (manner: Manner, signal: AbortSignal) => Promise<(task: Task, tell: (told: Told) => void) => Promise<Done>>,
): Promise<void> => {
  const { manner, compileCache } = workerData as ThreadData<Manner>;
  // Before the modules that it is for are loaded.
  if (compileCache !== undefined) enableCompileCache(compileCache);
  const stopping = new AbortController();
  const work = await open(manner, stopping.signal);
  const answer = (message: FromThread<Told, Done>): void => parentPort?.postMessage(message);
  parentPort?.on('message', async (message: ToThread<Task>) => {
    if (message === 'stop') return stopping.abort(new Error('interrupted'));
    const { id, task } = message;
    answer({ id, done: await work(task, (told) => answer({ id, told })) });
  });
};
