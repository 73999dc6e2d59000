import { defineConfig } from 'vitest/config';

/** Takes the pictures in `docs/screens/`; no part of the tests. */
export default defineConfig({
  test: {
    include: ['web/test/screens.ts'],
    globalSetup: ['server/test/support/postgres.ts', 'web/test/browser/support/build.ts'],
    hookTimeout: 120_000,
  },
});
