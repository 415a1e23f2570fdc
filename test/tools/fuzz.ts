// Compares the compiled expressions with the jsonata package on generated expressions and inputs:
//   npm run fuzz -- --count 200000 [--seed N]
// Prints how often each kind of node and each function occurred; exit code 1 with any difference.
import { parseArgs } from 'node:util';
import { builtins } from '../../engine/expression/builtins/index.ts';
import { differential } from './fuzz/differential.ts';

const { values } = parseArgs({ options: { count: { type: 'string', default: '200000' }, seed: { type: 'string' } } });
const count = Number(values.count);
const seed = values.seed === undefined ? Math.floor(Math.random() * 2 ** 31) : Number(values.seed);
const say = (line: string): void => void process.stdout.write(`${line}\n`);

say(`fuzz: ${String(count)} expressions, seed ${String(seed)}`);
const started = performance.now();
const report = await differential(count, seed, (done) => say(`  ${String(done)} compared`));

const table = (title: string, entries: Iterable<readonly [string, number]>): void => {
  const parts = [...entries].sort((a, b) => a[1] - b[1]).map(([name, times]) => `${name} ${String(times)}`);
  say(`${title}: ${parts.join(', ')}`);
};
table('nodes', report.kinds);
table(
  'functions',
  [...builtins.keys(), 'eval'].map((name) => [name, report.functions.get(name) ?? 0] as const),
);
for (const { expression, input, expected, given } of report.differences.slice(0, 20)) {
  say(`DIFFERENCE ${expression}\n  input    ${JSON.stringify(input)}\n  expected ${expected}\n  given    ${given}`);
}
say(
  `the reference broke down on ${String(report.crashes.length)} more, which were left out${report.crashes
    .slice(0, 5)
    .map((line) => `\n  ${line}`)
    .join('')}`,
);
const seconds = ((performance.now() - started) / 1000).toFixed(0);
say(
  `fuzz: ${String(report.compared)} compared, ${String(report.errors)} of them errors, ${String(report.differences.length)} differences, seed ${String(seed)}, ${seconds} s`,
);
process.exitCode = report.differences.length === 0 ? 0 : 1;
