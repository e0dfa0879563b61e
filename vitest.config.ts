import { defineConfig } from 'vitest/config';

export default defineConfig({
  test: {
    include: ['tests/**/*.test.ts', 'tests/**/*.test.tsx'],
    globalSetup: 'tests/helpers/tidy.ts',
    testTimeout: 60_000,
    hookTimeout: 60_000,
    pool: 'forks',
    maxWorkers: 2,
    // A second, the default, is short for processes that start or end beside two files of tests.
    expect: { poll: { timeout: 10_000 } },
    // What a whole program in a terminal did not show in time on a busy machine is looked for once more, and reported as such;
    // a wrong picture, number or exit code is never asked twice.
    retry: { count: 1, condition: /^(not seen|still there):/ },
    env: { NODE_ENV: 'production' },
  },
});
