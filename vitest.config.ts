import { defineConfig } from 'vitest/config';

/** What starts a PostgreSQL, kills processes, builds and packs, measures memory, waits, or goes through very many cases or runs: `npm run test:all` has it too. */
const SLOW = [
  'test/**/*.slow.test.ts',
  'test/cli/author/explained/**/*.test.ts',
  'test/cli/node24.test.ts',
  'test/cli/{partitions,shared-rate}.test.ts',
  'test/cli/trouble/{interruption,vendor-trouble}.test.ts',
  'test/components/decoders/{csv-equivalence,csv-marks,json-equivalence,large-records}.test.ts',
  'test/components/states/contract.test.ts',
  'test/e2e/foreign/consume-kills.test.ts',
  'test/e2e/izoologic/{act-trouble,changes,commands,failures,history,sessions}.test.ts',
  'test/e2e/kills/**/*.test.ts',
  'test/e2e/outputs/kills.test.ts',
  'test/e2e/plan-and-run.test.ts',
  'test/e2e/seclytics/{failures,killed-runs,runs,token,unwritable-store}.test.ts',
  'test/e2e/shipped/{snapshots,taxii}.test.ts',
  'test/expression/{differential,reads-generated}.test.ts',
  'test/http/masking/masking.test.ts',
  'test/inference/mutations.test.ts',
  'test/inference/soundness.test.ts',
  'test/jobs/**/*.test.ts',
  'test/package/**/*.test.ts',
  'test/proof/{diff,prove}/**/*.test.ts',
  'test/proof/testing/threads.test.ts',
  'test/run/**/large-records.test.ts',
  'test/run/{known-rows,record-by-record}.test.ts',
  'test/run/shortcuts/generated-feeds.test.ts',
  'test/run/sources/halving.test.ts',
  'test/scripts/build.test.ts',
  'test/validate-corpus/**/*.test.ts',
  'test/store/postgres/**/*.test.ts',
  'test/store/processes/{crash,two-processes}.test.ts',
];

export default defineConfig({
  test: {
    globalSetup: 'test/temp-folder.ts',
    pool: 'forks',
    maxWorkers: 2,
    // They only end what hangs: no verdict is to depend on how busy the machine is.
    testTimeout: 180_000,
    hookTimeout: 180_000,
    // A zone with an odd offset and daylight saving: a time read without its zone shows.
    env: { TZ: process.env['TEST_TZ'] ?? 'America/St_Johns' },
    projects: [
      // A worker keeps what it has loaded for the next file: a third less of what they take. Nothing is put in a module's place there.
      { extends: true, test: { name: 'quick', include: ['test/**/*.test.ts'], exclude: SLOW, isolate: false } },
      { extends: true, test: { name: 'slow', include: SLOW } },
    ],
  },
});
