// The staging thread's start. No TypeScript: what would make JavaScript of it takes longer to load than all the rest, and is not
// needed where the compile cache has the rest already.
import { enableCompileCache } from 'node:module';
import { workerData } from 'node:worker_threads';

/** As in `staging-requests.ts`, which may be what can't be loaded. */
const DONE = 1;
const { compileCache, counts, module, port } = workerData;
if (compileCache !== undefined) enableCompileCache(compileCache);
try {
  const { answerRequests } = await import(module);
  answerRequests(workerData);
} catch ({ message, code }) {
  // The other thread waits without an event loop: it would not hear of an error. To it, all requests are done, and failed.
  port.postMessage({ failure: { message, code } });
  Atomics.store(counts, DONE, 2 ** 30);
  Atomics.notify(counts, DONE);
}
