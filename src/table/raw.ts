// A table, its numbers in arrays and the rest in DuckDB, and the options for reading it.
import type { Crew } from './crew.js';
import type { Duck } from './duck.js';
import type { LineFinder } from './lines.js';
import type { HeaderChoice } from './look.js';
import type { NumberCells } from './ranges.js';
import type { TableWatch } from './watch.js';

export interface ReadOptions {
  readonly header: HeaderChoice;
  /** Additional words for a missing value, as the file spells them. */
  readonly missingWords: readonly string[];
  /** Number of rows to draw, and the seed; null for all rows. */
  readonly sample: { readonly rows: number; readonly seed: number } | null;
  readonly watch: TableWatch;
  readonly crew: Crew;
}

export interface RawColumn {
  /** Name of the column in `t`. */
  readonly sql: string;
  readonly name: string;
  readonly kind: 'number' | 'text' | 'time' | 'nested';
  /** Null for other columns, which lie in `t`. */
  readonly numbers: NumberCells | null;
}

export interface RawTable {
  readonly duck: Duck;
  readonly crew: Crew;
  readonly name: string;
  readonly format: string;
  readonly encoding: string | null;
  readonly header: boolean | null;
  readonly headerWhy: string;
  readonly delimiter: string | null;
  readonly columns: readonly RawColumn[];
  readonly rows: number;
  readonly warnings: readonly string[];
  readonly lineOf: LineFinder;
  readonly close: () => void;
}
