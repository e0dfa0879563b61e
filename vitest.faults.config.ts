// The harness of faults: `npm run faults` runs it, with a build.
import { defineConfig } from 'vitest/config';

export default defineConfig({
  test: {
    include: ['tests/faults/**/*.rows.ts'],
    globalSetup: 'tests/helpers/tidy.ts',
    pool: 'forks',
    // Most of a row is waiting for a program: more workers than cores.
    maxWorkers: 3,
    maxConcurrency: 2,
    reporters: ['default', 'tests/faults/reporter.ts'],
    env: { NODE_ENV: 'production' },
  },
});
