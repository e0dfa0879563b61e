// Reads a query once, row by row: numbers become arrays, the other columns the table `t` of DuckDB.
import type { DuckDBDataChunk } from '@duckdb/node-api';
import type { Duck } from './duck.js';
import { RangeFinder, type NumberCells } from './ranges.js';
import type { RawColumn, ReadOptions } from './raw.js';
import { sharedDoubles } from './shared.js';

export interface Part {
  /** DOUBLE for numbers, TIMESTAMP for times, else VARCHAR. */
  readonly sql: string;
  readonly kind: RawColumn['kind'];
}

export interface Loaded {
  readonly rows: number;
  /** The cells of each column of numbers; null for other columns, which are `c0`, `c1`, ... in `t`. */
  readonly numbers: readonly (NumberCells | null)[];
}

/** `expected`: about how many rows there are. */
export async function load(
  duck: Duck,
  parts: readonly Part[],
  from: string,
  { sample }: Pick<ReadOptions, 'sample'>,
  { expected, tell }: { readonly expected: number; readonly tell?: (share: number) => void },
): Promise<Loaded> {
  const all = `SELECT ${parts.map(({ sql }, i) => `${sql} AS c${i}`).join(', ')} FROM ${from}`;
  const query = sample === null ? all : drawn(all, sample);
  if (parts.every(({ kind }) => kind !== 'number')) {
    await duck.run(`CREATE TABLE t AS ${query}`, tell);
    const [row] = await duck.rows('SELECT count(*) AS n FROM t');
    return { rows: Number(row?.['n']), numbers: parts.map(() => null) };
  }
  const numbers = parts.map(({ kind }) => (kind === 'number' ? new Numbers(expected) : null));
  const writer = await duck.table(
    parts.flatMap(({ kind }, at) =>
      kind === 'number' ? [] : [{ name: `c${at}`, type: kind === 'time' ? 'TIMESTAMP' : 'VARCHAR', at }],
    ),
  );
  let rows = 0;
  const take = (chunk: DuckDBDataChunk): void => {
    numbers.forEach((column, i) => column?.append(chunk, i));
    writer.append(chunk);
    rows += chunk.rowCount;
  };
  try {
    await duck.stream(query, take, tell);
  } finally {
    writer.close();
  }
  return { rows, numbers: numbers.map((column) => column?.all() ?? null) };
}

/** A seeded sample of the rows, in their order. */
function drawn(select: string, { rows, seed }: NonNullable<ReadOptions['sample']>): string {
  const numbered = `SELECT *, row_number() OVER () AS rn FROM (${select})`;
  const some = `SELECT * FROM (${numbered}) ORDER BY hash(rn * 4294967296 + ${seed}), rn LIMIT ${rows}`;
  return `SELECT * EXCLUDE (rn) FROM (${some}) ORDER BY rn`;
}

/** An expression over `t`. */
export async function numbersOf(duck: Duck, sql: string, rows: number): Promise<NumberCells> {
  const numbers = new Numbers(rows);
  await duck.stream(`SELECT ${sql} FROM t`, (chunk) => numbers.append(chunk, 0));
  return numbers.all();
}

/** An array that grows. */
class Numbers {
  private values: Float64Array;
  private count = 0;
  private readonly finder: RangeFinder;
  constructor(expected: number) {
    this.values = sharedDoubles(Math.ceil(expected));
    this.finder = new RangeFinder(this.values);
  }

  append(chunk: DuckDBDataChunk, column: number): void {
    const { rowCount } = chunk;
    const [at, end] = [this.count, this.count + rowCount];
    if (end > this.values.length) {
      const larger = sharedDoubles(Math.ceil(1.5 * end));
      larger.set(this.values);
      this.values = larger;
      this.finder.moveTo(larger);
    }
    this.count = end;
    // Not public, but reading item by item takes ten times as long.
    const { items, validity } = chunk.getColumnVector(column) as unknown as Parts;
    this.values.set(items, at);
    if (validity.data !== null) eachMissing(validity.data, rowCount, (i) => (this.values[at + i] = NaN));
    this.finder.see(at, end);
  }

  all(): NumberCells {
    return { values: this.values.subarray(0, this.count), ...this.finder.figures() };
  }
}

/** What DuckDB's vector of DOUBLE has inside. `data`: a bit for each item that is not NULL; null if none is. */
interface Parts {
  readonly items: Float64Array;
  readonly validity: { readonly data: BigUint64Array | null };
}

function eachMissing({ buffer, byteOffset }: BigUint64Array, count: number, see: (item: number) => void): void {
  const words = new Int32Array(buffer, byteOffset, Math.ceil(count / 32));
  for (let word = 0; word < words.length; word += 1) {
    if (words[word] === -1) continue;
    const end = Math.min(count, 32 * word + 32);
    for (let i = 32 * word; i < end; i += 1) if ((words[word]! & (1 << (i % 32))) === 0) see(i);
  }
}
