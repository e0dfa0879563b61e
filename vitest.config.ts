import { defineConfig } from 'vitest/config';
import { GUARD_MS } from './tests/helpers/waiting.js';

export default defineConfig({
  test: {
    include: ['tests/**/*.test.ts', 'tests/**/*.test.tsx'],
    globalSetup: 'tests/helpers/tidy.ts',
    // Limits guard against a test that hangs; no test passes or fails by its speed.
    testTimeout: 3 * GUARD_MS,
    hookTimeout: 3 * GUARD_MS,
    expect: { poll: { timeout: GUARD_MS } },
    pool: 'forks',
    maxWorkers: 2,
    env: { NODE_ENV: 'production' },
  },
});
