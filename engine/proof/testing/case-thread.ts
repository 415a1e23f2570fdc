/** What a thread does that runs cases: see `case-threads.ts`, which starts it. */
import { enableCompileCache } from 'node:module';
import { parentPort, workerData } from 'node:worker_threads';
import type { FromThread, ThreadData, ToThread } from './case-threads.ts';

const { manner, compileCache } = workerData as ThreadData;
// Before the modules that it is for are loaded.
if (compileCache !== undefined) enableCompileCache(compileCache);
const { fileRunner } = await import('./run-file.ts');

const stopping = new AbortController();
const run = fileRunner(manner, stopping.signal);

parentPort?.on('message', async (message: ToThread) => {
  if (message === 'stop') return stopping.abort(new Error('interrupted'));
  const answer: FromThread = { id: message.id, ran: await run(message.one) };
  parentPort?.postMessage(answer);
});
