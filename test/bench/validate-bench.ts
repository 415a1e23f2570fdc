/** What `validate` takes for many definitions, for one, and after a change to one of them in a process that goes on. */
import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { openEngine } from '../../engine/api/open-engine.ts';
import { writeDefinitions } from './many-definitions.ts';
import { childrensTime, measuredProcess, median } from './measured-process.ts';

const DEFINITIONS = 200;
const KEY_PRESSES = 100;
const bin = join(import.meta.dirname, '../../engine/cli/feedwright.mjs');

interface ProcessTimes {
  /** Seconds, medians of whole processes. */
  readonly wall: number;
  /** User and system; NaN where there is no /proc. */
  readonly cpu: number;
  readonly peakMb: number;
}

export interface ValidateFigures {
  readonly definitions: number;
  /** Of a definition, in bytes. */
  readonly size: number;
  readonly many: ProcessTimes;
  readonly one: ProcessTimes;
  /** Node with nothing to do. */
  readonly node: ProcessTimes;
  /** From a changed text of one definition to its findings, in a process that has checked it before: ms, median and the slowest of 20. */
  readonly keyPress: { readonly median: number; readonly slow: number };
}

const timed = async (args: readonly string[]): Promise<ProcessTimes> => {
  const before = childrensTime();
  const { wall, peak } = await measuredProcess(args);
  return { wall: wall / 1000, cpu: childrensTime() - before, peakMb: peak / 1e6 };
};

const medians = (times: readonly ProcessTimes[]): ProcessTimes => ({
  wall: median(times.map(({ wall }) => wall)),
  cpu: median(times.map(({ cpu }) => cpu)),
  peakMb: median(times.map(({ peakMb }) => peakMb)),
});

/** Each time another name is written in one of its expressions. */
const keyPresses = async (folder: string, file: string): Promise<ValidateFigures['keyPress']> => {
  const path = join(folder, 'definitions', file);
  const engine = openEngine({ cwd: folder, definitions: join(folder, 'definitions') });
  const text = readFileSync(path, 'utf8');
  const took: number[] = [];
  for (let press = 0; press < KEY_PRESSES; press++) {
    writeFileSync(path, text.replace(/published_at: !expr \w+/, `published_at: !expr changed${press}`));
    const started = performance.now();
    await engine.validate(path);
    took.push(performance.now() - started);
  }
  writeFileSync(path, text);
  return { median: median(took), slow: took.toSorted((a, b) => a - b)[Math.floor(KEY_PRESSES * 0.95)] ?? Number.NaN };
};

export async function validateBench(runs: number): Promise<ValidateFigures> {
  const folder = mkdtempSync(join(tmpdir(), 'feedwright-bench-'));
  try {
    const bytes = writeDefinitions(DEFINITIONS, folder);
    const [first = ''] = readdirSync(join(folder, 'definitions'));
    const validate = [bin, 'validate', '--definitions', join(folder, 'definitions')];
    const ways = { many: validate, one: [...validate, join(folder, 'definitions', first)], node: ['-e', '0'] };
    const times: Record<keyof typeof ways, ProcessTimes[]> = { many: [], one: [], node: [] };
    for (let run = 0; run <= runs; run++)
      for (const way of ['many', 'one', 'node'] as const) {
        const taken = await timed(ways[way]);
        // The first of each fills the caches of the machine.
        if (run > 0) times[way].push(taken);
      }
    return {
      definitions: DEFINITIONS,
      size: Math.round(bytes / DEFINITIONS),
      many: medians(times.many),
      one: medians(times.one),
      node: medians(times.node),
      keyPress: await keyPresses(folder, first),
    };
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

const row = (name: string, { wall, cpu, peakMb }: ProcessTimes): string =>
  `| ${name} | ${wall.toFixed(2)} | ${cpu.toFixed(2)} | ${peakMb.toFixed(0)} |`;

export const validateTable = ({ definitions, size, many, one, node, keyPress }: ValidateFigures): string =>
  [
    '| whole process | s | s of processor | peak MB |',
    '| --- | --: | --: | --: |',
    row(`validate, ${definitions} definitions of ${size} bytes`, many),
    row('validate, one definition', one),
    row('Node with nothing to do', node),
    '',
    `${definitions} definitions beside Node's own start: ${(many.wall - node.wall).toFixed(2)} s. After a key press in one of them: ${keyPress.median.toFixed(1)} ms, 19 of 20 within ${keyPress.slow.toFixed(1)} ms.`,
  ].join('\n');
