import { defineConfig } from 'vitest/config';

export default defineConfig({
  test: {
    include: ['test/**/*.test.ts'],
    globalSetup: 'test/temp-folder.ts',
    pool: 'forks',
    maxWorkers: 2,
    testTimeout: 30_000,
    hookTimeout: 30_000,
    // A zone with an odd offset and daylight saving: a time read without its zone shows.
    env: { TZ: process.env['TEST_TZ'] ?? 'America/St_Johns' },
  },
});
