/** What a thread does that proves feeds: see `prove-all.ts`, which starts it. */
import { serveThread } from '../threads/serve-thread.ts';
import type { Manner } from './prove-target.ts';
import type { Happening, Proved } from './proved.ts';

await serveThread<Manner, string, Happening, Proved>(async (manner, signal) => {
  const { targetProver } = await import('./prove-target.ts');
  return targetProver(manner, signal);
});
