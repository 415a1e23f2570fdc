import { defineConfig } from 'vitest/config';

export default defineConfig({
  test: {
    include: ['test/**/*.test.ts'],
    globalSetup: 'test/temp-folder.ts',
    pool: 'forks',
    maxWorkers: 2,
    // They only end what hangs: no verdict is to depend on how busy the machine is.
    testTimeout: 180_000,
    hookTimeout: 180_000,
    // A zone with an odd offset and daylight saving: a time read without its zone shows. `npm run check` has UTC as well.
    env: { TZ: process.env['TEST_TZ'] ?? 'America/St_Johns' },
  },
});
