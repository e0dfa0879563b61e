// Writes the result of each row, with its promise, for scripts/faults.mjs, in the order of the files.
import { mkdirSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import type { Reporter, TestModule } from 'vitest/node';
import { ROOT } from './place.js';
import type { RowRecord } from './row.js';

export interface RowOutcome extends RowRecord {
  readonly state: string;
  readonly outcome: 'passed' | 'failed' | 'skipped';
  /** The reason for skipping the row, or the first line of its failure. */
  readonly note: string;
}

export const RESULTS = path.join(ROOT, 'node_modules', '.cache', 'gradtop-faults', 'results.json');

function outcomesOf(module: TestModule): RowOutcome[] {
  return [...module.children.allTests()].flatMap((test) => {
    const { fault } = test.meta();
    const { state, errors = [], ...rest } = test.result();
    if (fault === undefined) return [];
    const outcome = state === 'pending' ? 'skipped' : state;
    const note = 'note' in rest && rest.note ? rest.note : (errors[0]?.message.split('\n')[0] ?? '');
    return [{ ...fault, outcome, note }];
  });
}

export class FaultReporter implements Reporter {
  onTestRunEnd(modules: readonly TestModule[]): void {
    const sorted = [...modules].sort((a, b) => (a.moduleId < b.moduleId ? -1 : 1));
    mkdirSync(path.dirname(RESULTS), { recursive: true });
    writeFileSync(RESULTS, JSON.stringify(sorted.flatMap(outcomesOf)));
  }
}

export default FaultReporter;
