// Compiled expressions against the jsonata package, side by side in one process:
//   node test/bench/expression-bench.ts
import { readFileSync } from 'node:fs';
import jsonata from 'jsonata';
import { compileExpression, type CompileOptions } from '../../engine/expression/jsonata/compile.ts';
import { definitionFunctions } from '../../engine/expression/definition/definition-evaluator.ts';
import { shippedExpressions } from './shipped-expressions.ts';

/** Expressions that are evaluated together on each row, as the fields of a mapping or the conditions of a filter are. */
export interface Workload {
  readonly name: string;
  readonly expressions: readonly string[];
  readonly rows: readonly unknown[];
  readonly bindings: Readonly<Record<string, unknown>>;
  /** A filter: the next condition is only looked at while the ones before hold. */
  readonly isFilter?: boolean;
}

export interface Measurement {
  readonly name: string;
  /** Rows a second, medians. */
  readonly reference: number;
  readonly compiled: number;
  readonly ratio: number;
}

/** As the evaluator of definitions has it: within a run neither the options nor the window change. */
const options: CompileOptions = {
  functions: Object.fromEntries(
    Object.entries(definitionFunctions).map(([name, definition]) => [name, { ...definition, pure: true }]),
  ),
  clock: () => 0,
  stable: ['user', 'run', 'window'],
};

function median(values: readonly number[]): number {
  const sorted = values.toSorted((a, b) => a - b);
  return sorted[Math.floor(sorted.length / 2)] ?? Number.NaN;
}

function rate(rows: number, work: () => void): number {
  const started = performance.now();
  work();
  return (rows / (performance.now() - started)) * 1000;
}

function compiledRate({ expressions, rows, bindings, isFilter = false }: Workload, count: number): () => number {
  const programs = expressions.map((text) => compileExpression(text, options));
  const one = (row: unknown): number => {
    let found = 0;
    for (const program of programs) {
      const value = program.evaluate(row, bindings);
      if (value !== undefined) found++;
      if (isFilter && value !== true) break;
    }
    return found;
  };
  // Every evaluation is bounded by itself: the default limits hold.
  return () =>
    rate(count, () => {
      for (let i = 0; i < count; i++) one(rows[i % rows.length]);
    });
}

function referenceRate({ expressions, rows, bindings, isFilter = false }: Workload, count: number): () => Promise<number> {
  const programs = expressions.map((text) => {
    const program = jsonata(text);
    for (const [name, definition] of Object.entries(definitionFunctions))
      program.registerFunction(name, (...args: unknown[]) => definition.call(...args));
    return program;
  });
  return async () => {
    const started = performance.now();
    for (let i = 0; i < count; i++) {
      for (const program of programs) {
        const value: unknown = await program.evaluate(rows[i % rows.length], bindings);
        if (isFilter && value !== true) break;
      }
    }
    return (count / (performance.now() - started)) * 1000;
  };
}

/** Medians of `rounds`, the two taking turns, after one round to warm up. */
export async function measure(
  workload: Workload,
  rounds = 5,
  compiledRows = 200_000,
  referenceRows = 3000,
): Promise<Measurement> {
  const ours = compiledRate(workload, compiledRows);
  const theirs = referenceRate(workload, referenceRows);
  ours();
  await theirs();
  const compiled: number[] = [];
  const reference: number[] = [];
  for (let round = 0; round < rounds; round++) {
    compiled.push(ours());
    reference.push(await theirs());
  }
  return {
    name: workload.name,
    reference: median(reference),
    compiled: median(compiled),
    ratio: median(compiled) / median(reference),
  };
}

const rows = Array.from({ length: 1000 }, (_, i) => ({
  ip: `10.${String(i % 256)}.3.${String(i % 200)}`,
  predicted_at: '2025-01-01 00:00:00',
  predicted_netblock: '10.0.0.0/8',
  predicted_category: ['spam', 'malicious', 'botnet'][i % 3],
  ...(i % 5 === 0 ? {} : { cluster: `c${String(i)}` }),
  detected_by: 'level2',
  detected_identifiers: 'x;y',
  detected_categories: i % 2 === 0 ? 'spam;Botnet' : 'phishing',
  detected_at: '2025-01-02 00:00:00',
  last_seen_at: '2025-01-03 00:00:00',
  importance: String(i % 100),
}));

const bindings = {
  user: {
    importance_threshold: 20,
    context: ['Importance', 'Detected Identifiers', 'Detected Categories', 'Last Seen At'],
    detected_categories: ['malicious', 'phishing', 'botnet', 'backscatter'],
    filter_by_date: true,
    normalize_importance: true,
  },
  run: { since: '2025-01-01T00:00:00.000Z' },
};

const fields = `{
  "type": $contains(ip, ":") ? "IPv6 Address" : "IP Address",
  "value": $trim(ip),
  "importance": importance,
  "level": $number(importance) >= 70 ? "High" : $number(importance) >= 40 ? "Medium" : "Low",
  "predicted at": predicted_at,
  "netblock": predicted_netblock,
  "category": $uppercase(predicted_category),
  "cluster": cluster ?? "none",
  "by": $split(detected_by, ";"),
  "identifiers": detected_identifiers,
  "categories": $split(detected_categories, ";"),
  "seen": last_seen_at,
  "label": $lowercase(predicted_category) & "/" & cluster
}`;

const predictions = shippedExpressions('seclytics/predictions.yaml', 'predictions');
const cases = shippedExpressions('izoologic/sync-cases.yaml', 'incident-case-sync');
const detail = JSON.parse(
  readFileSync(new URL('../../fixtures/izoologic-sync-cases/case-detail.json', import.meta.url), 'utf8'),
) as {
  readonly result: Readonly<Record<string, unknown>>;
};
const caseRows = Array.from({ length: 1000 }, (_, i) => ({ caseId: `CASE${String(i)}`, updatedAt: String(1_672_531_200 + i) }));
const caseBindings = {
  ...bindings,
  detail: Object.fromEntries(Object.entries(detail.result).filter(([, value]) => value !== null)),
  published: '2023-01-01T00:00:00.000Z',
  address: '192.168.1.100',
  name_server: 'ns1.example.com',
};

export const workloads: readonly Workload[] = [
  {
    name: `mapping of the predictions (${String(predictions.mapping.length)} expressions)`,
    expressions: predictions.mapping,
    rows,
    bindings,
  },
  {
    name: `mapping of the cases (${String(cases.mapping.length)} expressions)`,
    expressions: cases.mapping,
    rows: caseRows,
    bindings: caseBindings,
  },
  { name: 'filters of the predictions', expressions: predictions.filters, rows, bindings, isFilter: true },
  { name: 'one object of 13 fields', expressions: [fields], rows, bindings },
  {
    name: 'one filter of 3 conditions',
    expressions: [
      '$number(importance) >= $user.importance_threshold and $exists(ip) and predicted_category in $user.detected_categories',
    ],
    rows,
    bindings,
    isFilter: true,
  },
];

if (import.meta.main) {
  for (const workload of workloads) {
    const { name, reference, compiled, ratio } = await measure(workload);
    process.stdout.write(
      `${name.padEnd(42)} ${(reference / 1000).toFixed(1).padStart(8)} k/s ${(compiled / 1000).toFixed(0).padStart(8)} k/s ${ratio.toFixed(1).padStart(6)} ×\n`,
    );
  }
}
