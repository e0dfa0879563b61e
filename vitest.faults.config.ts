// The harness of faults: `npm run faults` runs it, with a build.
import { defineConfig } from 'vitest/config';

export default defineConfig({
  test: {
    include: ['tests/faults/**/*.rows.ts'],
    globalSetup: 'tests/helpers/tidy.ts',
    pool: 'forks',
    // Most rows wait for a terminal. Batches of mutations are processes of their own.
    maxWorkers: 4,
    maxConcurrency: 2,
    reporters: ['default', 'tests/faults/reporter.ts'],
    env: { NODE_ENV: 'production' },
  },
});
