// Properties over generated cases: the same cases on every machine, ten times as many in `npm run test:all`.
import fc from 'fast-check';

const FACTOR = process.env['GRADTOP_TEST_ALL'] === '1' ? 10 : 1;

/** The number of cases for a property of which the fast suite tries `few`. */
export const runs = (few: number): number => FACTOR * few;

fc.configureGlobal({ seed: Number(process.env['SEED'] ?? 1), numRuns: runs(100) });

export { fc };
