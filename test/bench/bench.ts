/** `npm run bench`: everything that is said about speed, side by side in one run. Tables to stdout, figures to bench-results.json. */
import { writeFileSync } from 'node:fs';
import { parseArgs } from 'node:util';
import { decodeBench, decodeTable } from './decode-bench.ts';
import { measure, workloads } from './expression-bench.ts';
import { pipelineBench, pipelineTable } from './pipeline-bench.ts';

const { values } = parseArgs({
  options: {
    rows: { type: 'string', default: '1000000' },
    kept: { type: 'string', default: '100000' },
    runs: { type: 'string', default: '5' },
    large: { type: 'string', default: '1000' },
    only: {
      type: 'string',
      multiple: true,
      default: [
        'pipeline',
        'expressions',
        'decoders',
        'calls',
        'validate',
        'editor',
        'large',
        'export',
        'drift',
        'health',
        'postgres',
        'workers',
        'queue',
      ],
    },
  },
});
const [rows, keptRows, runs] = [Number(values.rows), Number(values.kept), Number(values.runs)];
const results: Record<string, unknown> = { node: process.version, rows, keptRows, runs };
const say = (text: string): void => void process.stdout.write(`${text}\n`);

if (values.only.includes('pipeline')) {
  const figures = await pipelineBench({ rows, keptRows, runs });
  results['pipeline'] = figures;
  say(`\n## A dump from the vendor to the store (medians of ${runs} processes each, in turn)\n\n${pipelineTable(figures)}`);
}
if (values.only.includes('expressions')) {
  const figures = [];
  for (const workload of workloads) figures.push(await measure(workload, runs));
  results['expressions'] = figures;
  say(`\n## Expressions of the shipped definitions: compiled, and by the jsonata package\n`);
  for (const one of figures) say(`- ${JSON.stringify(one)}`);
}
if (values.only.includes('decoders')) {
  const figures = await decodeBench({ rows, runs, reference: true });
  results['decoders'] = figures;
  say(`\n## Decompressing and finding rows\n\n${decodeTable(figures)}`);
}
if (values.only.includes('calls')) {
  const { feedBench, feedTable } = await import('./feed-bench.ts');
  const figures = await feedBench();
  results['calls'] = figures;
  say(`\n## A feed of many calls\n\n${feedTable(figures)}`);
}
if (values.only.includes('validate')) {
  const { validateBench, validateTable } = await import('./validate-bench.ts');
  const figures = await validateBench(runs);
  results['validate'] = figures;
  say(
    `\n## Checking made-up definitions, no two alike (medians of ${runs} processes each, in turn)\n\n${validateTable(figures)}`,
  );
}
if (values.only.includes('editor')) {
  const { editorBench, editorTable } = await import('./editor-bench.ts');
  const figures = await editorBench(process.cwd());
  results['editor'] = figures;
  say(`\n## The language server behind a key press (medians)\n\n${editorTable(figures)}`);
}
if (values.only.includes('large')) {
  const { largeBench, largeTable } = await import('./large-bodies.ts');
  const figures = await largeBench(Number(values.large) * 1e6);
  results['large'] = figures;
  say(`\n## Bodies of ${values.large} MB, every thousandth record kept\n\n${largeTable(figures)}`);
}
if (values.only.includes('export')) {
  const { exportBench, exportTable } = await import('./export-bench.ts');
  const figures = await exportBench({ rows, runs });
  results['export'] = figures;
  say(
    `\n## A store of ${rows.toLocaleString('en')} indicators, filled and written as files (medians of ${runs} processes each)\n\n${exportTable(figures)}`,
  );
}
if (values.only.includes('postgres')) {
  const { postgresBench, postgresTable } = await import('./postgres/postgres-bench.ts');
  const figures = await postgresBench(keptRows, 3);
  results['postgres'] = figures;
  say(
    `\n## A store on PostgreSQL, ${keptRows.toLocaleString('en')} objects with 10 attributes (medians of 3 rounds)\n\n${postgresTable(figures)}`,
  );
}
if (values.only.includes('postgres') || values.only.includes('workers')) {
  const { workersBench, workersTable } = await import('./jobs/workers-bench.ts');
  const figures = await workersBench();
  results['workers'] = figures;
  say(`\n## 300 small feeds, 5 requests of 50 ms and 50 objects each, 8 at once a worker\n\n${workersTable(figures)}`);
}
if (values.only.includes('queue')) {
  const { queueBench, queueTable } = await import('./jobs/queue-bench.ts');
  const { daysTable, simulateDays } = await import('./jobs/simulate-queue.ts');
  const [figures, days] = [await queueBench(10_000), simulateDays()];
  results['queue'] = { figures, days };
  say(`\n## The queue of 10,000 instances of 10 tenants\n\n${queueTable(figures)}\n\nA virtual day:\n\n${daysTable(days)}`);
}
if (values.only.includes('drift')) {
  const { driftBench, driftTable } = await import('./drift/drift-bench.ts');
  const figures = await driftBench({ rows, keptRows, runs });
  results['drift'] = figures;
  say(`\n## Folding the shape of what comes (medians of ${runs} pairs of processes, in turn)\n\n${driftTable(figures)}`);
}
if (values.only.includes('health')) {
  const { healthBench, healthTable } = await import('./health/health-bench.ts');
  const figures = await healthBench(runs);
  results['health'] = figures;
  say(`\n## How 300 instances are (medians of ${runs} processes each, in turn)\n\n${healthTable(figures)}`);
}
writeFileSync('bench-results.json', `${JSON.stringify(results, null, 2)}\n`);
