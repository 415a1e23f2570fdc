import { mkdtempSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { liveDay } from './day.ts';
const [instances, minutes, kills] = process.argv.slice(2).map(Number);
const begun = performance.now();
const plan = new Map(Array.from({ length: kills! }, (_, i) => [Math.floor(((i + 1) * minutes!) / (kills! + 1)), i % 3] as const));
const day = await liveDay({
  folder: mkdtempSync(join(tmpdir(), 'day-')),
  instances: instances!,
  minutes: minutes!,
  atOnce: 4,
  kills: plan,
  onMinute: (m, f) =>
    console.log(
      m,
      Math.round(f.blocked),
      Math.round(f.waited),
      Math.round(f.memory / 1e6),
      Math.round(performance.now() - begun),
    ),
});
console.log({ ...day, wrong: day.wrong.slice(0, 20), failed: day.failed.slice(0, 5) }, performance.now() - begun);
