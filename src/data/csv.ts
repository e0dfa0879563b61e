// A person's own table: numeric columns become standardised features, the target's values decide the task.
import { parse } from 'csv-parse/sync';
import type { Dataset } from './dataset.js';

/** One line that says what, where and what is allowed. */
export class DataError extends Error {
  override readonly name = 'DataError';
}

const MISSING = new Set(['', 'na', 'n/a', 'nan', 'null', 'none', '?']);
/** More distinct whole numbers than this in the target mean regression. */
const MOST_CLASSES = 10;

interface Table {
  readonly header: readonly string[];
  readonly rows: readonly (readonly string[])[];
  /** Rows left out for missing values. */
  readonly dropped: number;
}

/**
 * @param text the file's content; the first row is the header.
 * @param target name of the target column; null: the last.
 * @throws DataError naming file, line or column.
 */
export function csvDataset(
  text: string,
  source: string,
  target: string | null,
): Dataset & { readonly dropped: number } {
  const table = readTable(text, source);
  const targetAt = target === null ? table.header.length - 1 : table.header.indexOf(target);
  if (targetAt < 0)
    throw new DataError(`${source}: no column ${JSON.stringify(target)}; there are: ${table.header.join(', ')}`);
  const featureAt = table.header.map((_, i) => i).filter((i) => i !== targetAt);
  if (featureAt.length === 0) throw new DataError(`${source}: a target needs at least one other column`);
  const features = featureAt.map((column) => standardised(numbers(table, column, source)));
  const labels = table.rows.map((row) => row[targetAt] ?? '');
  const samples = table.rows.length;
  const x = new Float32Array(samples * features.length);
  for (let i = 0; i < samples; i += 1) features.forEach((values, j) => (x[i * features.length + j] = values[i] ?? 0));
  return {
    name: source.split(/[\\/]/).at(-1) ?? source,
    samples,
    features: features.length,
    timesteps: 1,
    x,
    featureNames: featureAt.map((i) => table.header[i] ?? ''),
    dropped: table.dropped,
    ...targets(labels, source, table.header[targetAt] ?? ''),
  };
}

function readTable(text: string, source: string): Table {
  let records: string[][];
  try {
    records = parse(text, { bom: true, trim: true, skip_empty_lines: true, relax_column_count: false });
  } catch (error) {
    throw new DataError(`${source}: ${error instanceof Error ? error.message : String(error)}`, { cause: error });
  }
  const [header, ...all] = records;
  if (header === undefined) throw new DataError(`${source}: the file is empty; a header row and data rows are needed`);
  if (new Set(header).size !== header.length) throw new DataError(`${source}: two columns have the same name`);
  const rows = all.filter((row) => row.every((cell) => !MISSING.has(cell.toLowerCase())));
  if (rows.length < 4) throw new DataError(`${source}: ${rows.length} complete rows; at least 4 are needed`);
  return { header, rows, dropped: all.length - rows.length };
}

function numbers(table: Table, column: number, source: string): number[] {
  return table.rows.map((row, i) => {
    const value = Number(row[column]);
    if (Number.isFinite(value)) return value;
    const name = table.header[column] ?? String(column);
    throw new DataError(
      `${source}: column ${name}, data row ${i + 1}: ${JSON.stringify(row[column])} is not a number; features must be numeric`,
    );
  });
}

/** Mean 0, standard deviation 1; a constant column becomes 0. */
function standardised(values: readonly number[]): number[] {
  const mean = values.reduce((a, b) => a + b, 0) / values.length;
  const deviation = Math.sqrt(values.reduce((sum, v) => sum + (v - mean) ** 2, 0) / values.length);
  return values.map((v) => (deviation > 0 ? (v - mean) / deviation : 0));
}

type Targets = Pick<Dataset, 'task' | 'y' | 'outputs' | 'classes' | 'classNames'>;

/** Two distinct values: binary. Words, or few whole numbers: several classes. Else regression on the standardised target. */
function targets(labels: readonly string[], source: string, column: string): Targets {
  const distinct = [...new Set(labels)];
  const values = labels.map(Number);
  const numeric = values.every(Number.isFinite);
  if (distinct.length < 2) throw new DataError(`${source}: target ${column} has one value only: ${distinct[0] ?? ''}`);
  const whole = numeric && values.every(Number.isInteger);
  if (distinct.length === 2 || !numeric || (whole && distinct.length <= MOST_CLASSES)) {
    const names = distinct.sort((a, b) => (numeric ? Number(a) - Number(b) : a < b ? -1 : 1));
    if (names.length > 100)
      throw new DataError(`${source}: target ${column} has ${names.length} different words; at most 100 classes`);
    const index = labels.map((label) => names.indexOf(label));
    if (names.length === 2)
      return { task: 'binary', y: Float32Array.from(index), outputs: 1, classes: 2, classNames: names };
    return {
      task: 'multiclass',
      y: oneHot(index, names.length),
      outputs: names.length,
      classes: names.length,
      classNames: names,
    };
  }
  return { task: 'regression', y: Float32Array.from(standardised(values)), outputs: 1, classes: 0, classNames: [] };
}

/** Row-major [samples, classes]. */
export function oneHot(index: ArrayLike<number>, classes: number): Float32Array {
  const y = new Float32Array(index.length * classes);
  for (let i = 0; i < index.length; i += 1) y[i * classes + (index[i] ?? 0)] = 1;
  return y;
}
