// Properties over generated cases: the same cases on every machine, ten times as many in `npm run test:all`.
import fc from 'fast-check';

const ALL = process.env['GRADTOP_TEST_ALL'] === '1';
const FACTOR = ALL ? 10 : 1;

/** The number of cases for a property of which the fast suite tries `few`. */
export const runs = (few: number): number => FACTOR * few;

/** The first `few` in the fast suite, all of them in `npm run test:all`. */
export const some = <T>(all: readonly T[], few: number): readonly T[] => (ALL ? all : all.slice(0, few));

/** Every `step`-th in the fast suite, all of them in `npm run test:all`. */
export const spread = <T>(all: readonly T[], step: number, from = 0): readonly T[] =>
  ALL ? all : all.filter((_, i) => i % step === from % step);

fc.configureGlobal({ seed: Number(process.env['SEED'] ?? 1), numRuns: runs(100) });

export { fc };
