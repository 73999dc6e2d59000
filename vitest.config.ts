import { defineConfig } from 'vitest/config';

/** Every test file gets a database of its own inside one PostgreSQL that is started for the run. */
export default defineConfig({
  test: {
    include: ['server/**/*.test.ts', 'bench/**/*.test.ts'],
    globalSetup: ['server/test/support/postgres.ts', 'server/test/support/kafka-desk.ts'],
    testTimeout: 15_000,
    hookTimeout: 60_000,
    maxWorkers: 2, // times that are promised are asked for: more at once would ask for them on a machine that has none left
    retry: 0, // a test that fails now and then has found something
    coverage: { provider: 'v8', include: ['server/src/**/*.ts'], exclude: ['**/*.test.ts', '**/*.suite.ts'] },
  },
});
