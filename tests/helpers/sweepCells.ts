// The sweep log as a test reads it.
import { readFileSync } from 'node:fs';

interface Line {
  readonly type: string;
  readonly column: number;
  readonly row: number;
  readonly seeds: readonly { readonly loss: number; readonly seed: number; readonly steps: number }[];
}
const linesOf = (file: string): Line[] =>
  readFileSync(file, 'utf8')
    .trimEnd()
    .split('\n')
    .map((line) => JSON.parse(line) as Line);
export const cellsOf = (file: string): Line[] => linesOf(file).filter((line) => line.type === 'cell');
/** Cells by position, with the numbers of their runs, which must not depend on the process or the time. */
export const numbers = (file: string): Map<string, unknown> =>
  new Map(cellsOf(file).map(({ column, row, seeds }) => [`${column},${row}`, seeds]));
