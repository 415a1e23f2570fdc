// Runs a folder of JSONata cases (`cases.json`, `datasets.json`) through the compiled expressions:
//   npm run conformance -- DIR
// A case has `expr`, its input (`data`, or `dataset` by name, or nothing) and `bindings`; it demands one of `result`,
// `undefinedResult`, `code` (with `token`) or `error`. `timelimit` (ms) and `depth` bound it.
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { isDeepStrictEqual } from 'node:util';
import { compileExpression, ExpressionError } from '../../engine/expression/jsonata/compile.ts';

interface Case {
  readonly id: string;
  readonly expr: string;
  readonly data?: unknown;
  readonly dataset?: string | null;
  readonly bindings?: Readonly<Record<string, unknown>>;
  readonly timelimit?: number;
  readonly depth?: number;
  readonly result?: unknown;
  readonly undefinedResult?: boolean;
  readonly unordered?: boolean;
  readonly code?: string;
  readonly token?: string;
  readonly error?: Readonly<Record<string, unknown>>;
}

interface Outcome {
  readonly value?: unknown;
  readonly error?: unknown;
  readonly compiled: boolean;
}

function run(test: Case, datasets: Readonly<Record<string, unknown>>): Outcome {
  const input = Object.hasOwn(test, 'data') ? test.data : typeof test.dataset === 'string' ? datasets[test.dataset] : undefined;
  // Cases that give no time or depth have none in the reference either, where a machine under load must not fail them.
  const limits = { timeMs: test.timelimit ?? 60_000, ...(test.depth === undefined ? {} : { depth: test.depth }) };
  let compiled = false;
  try {
    const expression = compileExpression(test.expr, { allowEval: true, utc: false, limits });
    ({ compiled } = expression);
    return { value: expression.evaluate(input, test.bindings), compiled };
  } catch (error) {
    // A text that cannot be read fails in the compiler: nothing is left to interpret.
    return { error, compiled: true };
  }
}

function sorted(value: unknown): unknown {
  return Array.isArray(value) ? value.map((item) => JSON.stringify(item)).sort() : value;
}

/** Compares as JSON does: members in any order, and only what JSON can write. */
function plain(value: unknown): unknown {
  return value === undefined ? undefined : (JSON.parse(JSON.stringify(value)) as unknown);
}

function complaint(test: Case, { value, error }: Outcome): string | undefined {
  const demanded: Readonly<Record<string, unknown>> | undefined =
    test.error ??
    (test.code === undefined ? undefined : { code: test.code, ...(test.token === undefined ? {} : { token: test.token }) });
  if (demanded !== undefined) {
    if (error === undefined) return `demanded ${JSON.stringify(demanded)}, gave ${JSON.stringify(value)}`;
    const given: Record<string, unknown> =
      error instanceof ExpressionError ? { ...error.details, ...error, message: error.message } : { message: String(error) };
    return Object.entries(demanded).every(([key, wanted]) => isDeepStrictEqual(given[key], wanted))
      ? undefined
      : `demanded ${JSON.stringify(demanded)}, failed with ${JSON.stringify(given)}`;
  }
  if (error !== undefined) return `failed: ${error instanceof Error ? (error.stack ?? error.message) : String(error)}`;
  if (test.undefinedResult === true) return value === undefined ? undefined : `demanded nothing, gave ${JSON.stringify(value)}`;
  const [wanted, given] = test.unordered === true ? [sorted(test.result), sorted(plain(value))] : [test.result, plain(value)];
  return isDeepStrictEqual(given, wanted) ? undefined : `demanded ${JSON.stringify(wanted)}, gave ${JSON.stringify(given)}`;
}

const [folder] = process.argv.slice(2);
if (folder === undefined) {
  process.stderr.write('Name the folder with cases.json and datasets.json.\n');
  process.exit(2);
}
const cases = JSON.parse(readFileSync(join(folder, 'cases.json'), 'utf8')) as readonly Case[];
const datasets = JSON.parse(readFileSync(join(folder, 'datasets.json'), 'utf8')) as Readonly<Record<string, unknown>>;
let passed = 0;
let compiledCount = 0;
for (const test of cases) {
  const outcome = run(test, datasets);
  if (outcome.compiled) compiledCount++;
  const wrong = complaint(test, outcome);
  if (wrong === undefined) passed++;
  else process.stdout.write(`${test.id}: ${test.expr}\n    ${wrong.slice(0, 600)}\n`);
}
process.stdout.write(
  `conformance: ${String(passed)} of ${String(cases.length)} passed, ${String(compiledCount)} compiled, ${String(cases.length - compiledCount)} interpreted\n`,
);
process.exitCode = passed === cases.length && compiledCount === cases.length ? 0 : 1;
