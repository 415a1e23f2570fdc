/** Checks its share of the seeds, and tells the thread that watches it which one it is at. */
import { parentPort, workerData } from 'node:worker_threads';
import { DefinitionFuzz } from './fuzz-definitions.ts';
import type { Share, Told } from './watched.ts';

const { folder, from, to, at } = workerData as Share;
const tell = (told: Told): void => parentPort?.postMessage(told);
const fuzz = new DefinitionFuzz(folder);
const codes = new Map<string, number>();
for (let seed = from; seed < to; seed++) {
  Atomics.store(at, 0, seed);
  const { fault, ways, codes: found } = await fuzz.check(seed);
  for (const code of new Set(found)) codes.set(code, (codes.get(code) ?? 0) + 1);
  if (fault !== undefined) tell({ kind: 'fault', seed, ways, why: fault });
}
Atomics.store(at, 0, to);
tell({ kind: 'codes', codes });
