/**
 * `npm run check`: everything that CI holds, each step's output shown only where it fails.
 * `--report FILE` also writes what vitest says of each test, as JSON.
 */
import { spawn } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';

const root = fileURLToPath(new URL('..', import.meta.url));

const { report } = parseArgs({ options: { report: { type: 'string' } } }).values;

interface Step {
  readonly name: string;
  readonly args: readonly string[];
}

const steps: readonly Step[] = [
  // The longest of them first.
  { name: 'format', args: ['node_modules/prettier/bin/prettier.cjs', '--check', '--log-level', 'warn', '.'] },
  { name: 'types', args: ['node_modules/typescript/bin/tsc', '-p', '.'] },
  { name: 'types of the console', args: ['node_modules/typescript/bin/tsc', '-p', 'engine/console'] },
  { name: 'lint', args: ['node_modules/oxlint/bin/oxlint', '--deny-warnings', 'engine', 'scripts', 'test'] },
  { name: 'unused code', args: ['node_modules/knip/bin/knip.js'] },
  { name: 'generated files', args: ['scripts/generate.ts', '--check'] },
  {
    name: 'tests',
    args: [
      'node_modules/vitest/vitest.mjs',
      'run',
      '--reporter=dot',
      ...(report === undefined ? [] : ['--reporter=json', `--outputFile.json=${report}`]),
    ],
  },
];

/** Gives whether it went well; its output is shown where it did not. */
const done = ({ name, args }: Step): Promise<boolean> =>
  new Promise((resolve) => {
    const started = performance.now();
    const child = spawn(process.execPath, args, { cwd: root, stdio: ['ignore', 'pipe', 'pipe'] });
    const parts: Buffer[] = [];
    for (const stream of [child.stdout, child.stderr]) stream.on('data', (part: Buffer) => parts.push(part));
    child.once('close', (code) => {
      const seconds = ((performance.now() - started) / 1000).toFixed(1);
      process.stdout.write(`${code === 0 ? 'ok    ' : 'FAILED'}  ${name} (${seconds} s)\n`);
      if (code !== 0) process.stdout.write(`${Buffer.concat(parts).toString()}\n`);
      resolve(code === 0);
    });
  });

/** Those before the tests keep one processor busy each: two of them at a time. */
const waiting = steps.slice(0, -1);
const some = async (): Promise<number> => {
  let bad = 0;
  for (let step = waiting.shift(); step !== undefined; step = waiting.shift()) if (!(await done(step))) bad += 1;
  return bad;
};
const bad = (await Promise.all([some(), some()])).reduce((sum, count) => sum + count, 0);
const failed = bad + ((await done(steps.at(-1) as Step)) ? 0 : 1);

process.stdout.write(failed === 0 ? 'all is well\n' : `${failed} of ${steps.length} failed\n`);
process.exitCode = failed === 0 ? 0 : 1;
