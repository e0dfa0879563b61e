// CSV files in DuckDB's SQL, in the dialect that the first lines show.
import { list, text } from './duck.js';
import type { Dialect } from './look.js';

export interface CsvColumn {
  readonly name: string;
  readonly type: 'DOUBLE' | 'VARCHAR';
}

/** Size of a piece that a thread reads, and of the longest line; DuckDB's default of 32 MB takes 100 MB more memory. */
const BUFFER_BYTES = 4_194_304;

/** `missing`: words for a missing number. Several files are read one after the other. */
export function csvFrom(
  files: readonly string[],
  { delimiter, quote, skipRows }: Pick<Dialect, 'delimiter' | 'quote' | 'skipRows'>,
  columns: readonly CsvColumn[],
  missing: readonly string[],
): string {
  const read = [
    list(files),
    "auto_detect = false, header = false, strict_mode = true, compression = 'none', hive_partitioning = false",
    `delim = ${text(delimiter)}, quote = ${text(quote)}, escape = ${text(quote)}, skip = ${skipRows}`,
    `nullstr = ${list([...new Set(missing)])}, buffer_size = ${BUFFER_BYTES}, max_line_size = ${BUFFER_BYTES}`,
    `columns = {${columns.map(({ name, type }) => `'${name}': '${type}'`).join(', ')}}`,
  ];
  return `read_csv(${read.join(', ')})`;
}
