/** What a thread does that runs cases: see `run-cases.ts`, which starts it. */
import { serveThread } from '../threads/serve-thread.ts';
import type { Ran } from './ran.ts';
import type { CaseFile, Manner } from './run-file.ts';

await serveThread<Manner, CaseFile, never, Ran>(async (manner, signal) => {
  const { fileRunner } = await import('./run-file.ts');
  return fileRunner(manner, signal);
});
