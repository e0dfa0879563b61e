// Three projects: `unit` needs no build, `program` starts the built program, `long` is what `npm run test:all` adds,
// besides single tests that carry the tag of the same name.
import { defineConfig, type ViteUserConfig as UserConfig } from 'vitest/config';
import { GUARD_MS } from './tests/helpers/waiting.js';

/** Folders of tests that start the built program or a process of it. */
export const PROGRAM_FOLDERS = ['cli', 'docs', 'runtime', 'scenarios', 'worker'];
const PROGRAM = PROGRAM_FOLDERS.map((folder) => `tests/${folder}/**/*.test.ts`);
const LONG = ['tests/**/*.long.test.ts'];
const SETUP = 'tests/helpers/tidy.ts';
const BUILT = 'tests/helpers/built.ts';

const CONFIG = {
  // React runs as in the program, so JSX must be compiled for that too.
  oxc: { jsx: { runtime: 'automatic', development: false } },
  test: {
    // Limits guard against a test that hangs; no test passes or fails by its speed.
    testTimeout: 3 * GUARD_MS,
    hookTimeout: 3 * GUARD_MS,
    expect: { poll: { timeout: GUARD_MS } },
    pool: 'forks',
    maxWorkers: 2,
    tags: [{ name: 'long', description: 'left out by `npm test`, run by `npm run test:all`' }],
    // See tests/helpers/property.ts.
    env: { NODE_ENV: 'production' },
    projects: [
      {
        extends: true,
        test: {
          name: 'unit',
          // Pure modules have no state that one file could leave to the next; loading them once halves the time.
          isolate: false,
          include: ['tests/**/*.test.{ts,tsx}'],
          exclude: [...PROGRAM, ...LONG],
          globalSetup: SETUP,
        },
      },
      {
        extends: true,
        test: { name: 'program', isolate: false, include: PROGRAM, exclude: LONG, globalSetup: [SETUP, BUILT] },
      },
      { extends: true, test: { name: 'long', include: LONG, globalSetup: [SETUP, BUILT] } },
    ],
  },
} satisfies UserConfig;

export default defineConfig(({ mode }) => {
  // In the environment, because Vitest configures the projects in a mode of their own.
  if (mode === 'all') process.env['GRADTOP_TEST_ALL'] = '1';
  return CONFIG;
});
