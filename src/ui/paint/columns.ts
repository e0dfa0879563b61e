// Columns of a chart: count, sum, extremes, last and non-finite samples, in one array of numbers. Objects with
// fields would mean twenty thousand allocations per frame on a screen of nine heatmaps.
import { BUCKET, type Series } from '../../core/run/series.js';

const FIELDS = 6;
const [COUNT, SUM, MIN, MAX, LAST, NON_FINITE] = [0, 1, 2, 3, 4, 5];
/** A column without samples. */
const EMPTY = Float64Array.of(0, 0, NaN, NaN, NaN, 0);

export class Columns {
  private readonly cells: Float64Array;
  /** Whether a column was restored or cleared by `write` since `clear`. */
  rewritten = false;

  constructor(readonly length: number) {
    this.cells = new Float64Array(length * FIELDS);
    this.clear();
  }

  clear(): void {
    this.rewritten = false;
    for (let x = 0; x < this.length; x += 1) this.cells.set(EMPTY, x * FIELDS);
  }

  private get(x: number, field: number): number {
    return x >= 0 && x < this.length ? this.cells[x * FIELDS + field]! : EMPTY[field]!;
  }

  /** Number of finite samples. */
  count(x: number): number {
    return this.get(x, COUNT);
  }
  /** Sum of the finite samples. */
  sum(x: number): number {
    return this.get(x, SUM);
  }
  /** NaN without a finite sample. */
  min(x: number): number {
    return this.get(x, MIN);
  }
  max(x: number): number {
    return this.get(x, MAX);
  }
  /** The last sample, finite or not; NaN while there is none (see `samples`). */
  last(x: number): number {
    return this.get(x, LAST);
  }
  nonFinite(x: number): number {
    return this.get(x, NON_FINITE);
  }
  /** Number of samples, finite or not. */
  samples(x: number): number {
    return this.get(x, COUNT) + this.get(x, NON_FINITE);
  }
  /** Mean of the finite samples; NaN without any. */
  mean(x: number): number {
    return this.get(x, SUM) / this.get(x, COUNT);
  }

  add(x: number, value: number): void {
    const at = x * FIELDS;
    this.cells[at + LAST] = value;
    if (Number.isFinite(value)) this.merge(at, 1, value, value, value);
    else this.cells[at + NON_FINITE]! += 1;
  }

  addBucket(x: number, series: Series, index: number): void {
    const at = x * FIELDS;
    const of = (field: number): number => series.field(index, field);
    this.cells[at + LAST] = of(BUCKET.last);
    this.cells[at + NON_FINITE]! += of(BUCKET.nonFinite);
    this.merge(at, of(BUCKET.count), of(BUCKET.sum), of(BUCKET.min), of(BUCKET.max));
  }

  private merge(at: number, count: number, sum: number, min: number, max: number): void {
    const { cells } = this;
    cells[at + COUNT]! += count;
    cells[at + SUM]! += sum;
    // NaN means no sample yet.
    if (!(cells[at + MIN]! <= min) && !Number.isNaN(min)) cells[at + MIN] = min;
    if (!(cells[at + MAX]! >= max) && !Number.isNaN(max)) cells[at + MAX] = max;
  }

  /** A copy of one column, for `write`. */
  read(x: number): Float64Array {
    return this.cells.slice(x * FIELDS, (x + 1) * FIELDS);
  }

  /** Restores a column from `read`, or clears it. */
  write(x: number, column: Float64Array | null): void {
    this.rewritten = true;
    this.cells.set(column ?? EMPTY, x * FIELDS);
  }
}
