/**
 * `npm run check`: everything that CI holds, each step's output shown only where it fails.
 * `--report FILE` also writes what vitest says of each test, as JSON.
 */
import { spawnSync } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';

const root = fileURLToPath(new URL('..', import.meta.url));

const { report } = parseArgs({ options: { report: { type: 'string' } } }).values;

interface Step {
  readonly name: string;
  readonly args: readonly string[];
}

const steps: readonly Step[] = [
  { name: 'types', args: ['node_modules/typescript/bin/tsc', '-p', '.'] },
  { name: 'types of the console', args: ['node_modules/typescript/bin/tsc', '-p', 'engine/console'] },
  { name: 'lint', args: ['node_modules/oxlint/bin/oxlint', '--deny-warnings', 'engine', 'scripts', 'test'] },
  { name: 'format', args: ['node_modules/prettier/bin/prettier.cjs', '--check', '--log-level', 'warn', '.'] },
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

const failed = steps.filter(({ name, args }) => {
  const started = performance.now();
  const { status, stdout, stderr } = spawnSync(process.execPath, args, {
    cwd: root,
    encoding: 'utf8',
    maxBuffer: 1 << 28,
  });
  process.stdout.write(
    `${status === 0 ? 'ok    ' : 'FAILED'}  ${name} (${((performance.now() - started) / 1000).toFixed(1)} s)\n`,
  );
  if (status !== 0) process.stdout.write(`${stdout}${stderr}\n`);
  return status !== 0;
});

process.stdout.write(failed.length === 0 ? 'all is well\n' : `${failed.length} of ${steps.length} failed\n`);
process.exitCode = failed.length === 0 ? 0 : 1;
