// A table as the engine holds it, and how it is read.
import type { Duck } from './duck.js';
import type { LineFinder } from './lines.js';
import type { HeaderChoice } from './look.js';
import type { TableWatch } from './watch.js';

export interface ReadOptions {
  readonly header: HeaderChoice;
  /** More words for a missing value, as they stand in the file. */
  readonly missingWords: readonly string[];
  /** So many rows, drawn with this seed; null: all. */
  readonly sample: { readonly rows: number; readonly seed: number } | null;
  readonly watch: TableWatch;
}

export interface RawColumn {
  /** Of the table in DuckDB. */
  readonly sql: string;
  readonly name: string;
  readonly kind: 'number' | 'text' | 'time' | 'nested';
}

export interface RawTable {
  readonly duck: Duck;
  readonly name: string;
  readonly format: string;
  readonly encoding: string | null;
  readonly header: boolean | null;
  readonly headerWhy: string;
  readonly delimiter: string | null;
  readonly columns: readonly RawColumn[];
  readonly rows: number;
  readonly lineOf: LineFinder;
  readonly close: () => void;
}
