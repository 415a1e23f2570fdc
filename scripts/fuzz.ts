// Compares the compiled expressions with the jsonata package on generated expressions and inputs:
//   npm run fuzz -- --count 200000 [--seed N]
//   npm run fuzz -- masking --count 100000 [--seed N]
// masks generated secrets in every encoding, case and split instead; exit code 1 with any that shows.
//   npm run fuzz -- definitions --count 100000 [--seed N] [--threads N]
// spoils the shipped definitions with their samples, mocks and cases, and validates each; exit code 1 with any stack trace, any file
// that takes a minute, or any finding without a place.
// Prints how often each kind of node and each function occurred; exit code 1 with any difference, or, from
// 200,000 expressions on, where one of them occurred fewer than 500 times.
import { parseArgs } from 'node:util';
import { builtins } from '../engine/expression/jsonata/builtins/index.ts';
import { differential, kindsOfNodes } from './fuzz/differential.ts';
import { fuzzDefinitions } from './fuzz/definitions/watched.ts';
import { fuzzMasking } from './fuzz/masking.ts';

const { values, positionals } = parseArgs({
  options: { count: { type: 'string' }, seed: { type: 'string' }, threads: { type: 'string', default: '1' } },
  allowPositionals: true,
});
const [part] = positionals;
const count = Number(values.count ?? (part === undefined ? 200_000 : 100_000));
const seed = values.seed === undefined ? Math.floor(Math.random() * 2 ** 30) : Number(values.seed);
const say = (line: string): void => void process.stdout.write(`${line}\n`);

if (part === 'masking') process.exitCode = fuzzMasking(count, seed, say) === 0 ? 0 : 1;
else if (part === 'definitions')
  process.exitCode = (await fuzzDefinitions(count, seed, Number(values.threads), say)) === 0 ? 0 : 1;
else await fuzzExpressions();

async function fuzzExpressions(): Promise<void> {
  say(`fuzz: ${String(count)} expressions, seed ${String(seed)}`);
  const started = performance.now();
  const report = await differential(count, seed, (done) => say(`  ${String(done)} compared`));

  /** Prints a table, and gives the names that are too rare for a long run. */
  const table = (title: string, names: readonly string[], found: ReadonlyMap<string, number>): string[] => {
    const counts = names.map((name) => ({ name, times: found.get(name) ?? 0 })).sort((a, b) => a.times - b.times);
    say(`${title}: ${counts.map(({ name, times }) => `${name} ${String(times)}`).join(', ')}`);
    return counts.filter(({ times }) => times < 500).map(({ name }) => name);
  };
  const rare = [
    ...table('nodes', kindsOfNodes, report.kinds),
    ...table('functions', [...builtins.keys(), 'eval'], report.functions),
  ];
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
  const tooRare = count >= 200_000 ? rare : [];
  if (tooRare.length > 0) say(`fewer than 500 times: ${tooRare.join(', ')}`);
  process.exitCode = report.differences.length === 0 && tooRare.length === 0 ? 0 : 1;
}
