// The cells of a column as numbers, whatever they are.
import type { Column } from './columns.js';
import { list } from './duck.js';
import { numbersOf } from './load.js';
import type { RawTable } from './raw.js';

/**
 * Numbers as they are, words as the place of their category, dates and words without categories as 0; NaN where a cell is missing. The
 * arrays are kept, and are not to be changed.
 */
export class Values {
  private readonly known = new Map<Column, Promise<Float64Array>>();

  constructor(private readonly table: RawTable) {}

  of(column: Column): Promise<Float64Array> {
    if (column.numbers !== null) return Promise.resolve(column.numbers);
    const known = this.known.get(column);
    if (known !== undefined) return known;
    const { duck, rows } = this.table;
    const cells = numbersOf(duck, placeOf(column), rows).then(({ values }) => values);
    this.known.set(column, cells);
    return cells;
  }
}

/** As an ENUM DuckDB finds a word by its hash, not by a comparison with each category. */
const placeOf = ({ value, categories }: Column): string =>
  categories === null || categories.length === 0
    ? `CASE WHEN ${value} IS NULL THEN NULL ELSE 0 END::DOUBLE`
    : `enum_code((${value})::ENUM(${list(categories.map(({ raw }) => raw)).slice(1, -1)}))::DOUBLE`;
