// A metric over steps in fixed memory: buckets of count, sum, min, max, last and non-finite count. When full, neighbors merge
// and the stride doubles, so a spike of one step or one NaN always stays visible.

export interface Bucket {
  /** First and last step of the bucket. */
  readonly firstStep: number;
  readonly lastStep: number;
  /** Finite samples. */
  readonly count: number;
  readonly sum: number;
  /** NaN while count is 0. */
  readonly min: number;
  readonly max: number;
  /** The value at `lastStep`, exact, finite or not. */
  readonly last: number;
  readonly nonFinite: number;
}

/** Offset of each field in a bucket. */
export const BUCKET = { firstStep: 0, lastStep: 1, count: 2, sum: 3, min: 4, max: 5, last: 6, nonFinite: 7 } as const;
const FIELDS = 8;
/** Initial memory of a series; in a log with many figures most stay short. */
const FIRST_BUCKETS = 64;

/** Mutable. `capacity` buckets (even); a bucket holds `stride` consecutive samples once full. */
export class Series {
  readonly capacity: number;
  private cells: Float64Array;
  private used = 0;
  private perBucket = 1;
  private inLast = 0;
  /** Samples ever pushed. */
  total = 0;

  constructor(capacity = 512) {
    if (capacity < 2 || capacity % 2 !== 0)
      throw new Error(`series capacity must be an even number of at least 2, not ${capacity}`);
    this.capacity = capacity;
    this.cells = new Float64Array(Math.min(capacity, FIRST_BUCKETS) * FIELDS);
  }

  get length(): number {
    return this.used;
  }

  /** Samples a bucket holds. */
  get stride(): number {
    return this.perBucket;
  }

  /** `value` may be any float. A step that arrives out of order joins the bucket that covers it. */
  push(step: number, value: number): void {
    this.total += 1;
    if (step < this.field(this.used - 1, BUCKET.lastStep)) {
      this.pushLate(step, value);
      return;
    }
    if (this.used > 0 && this.inLast < this.perBucket) {
      this.extend((this.used - 1) * FIELDS, step, value);
      this.inLast += 1;
      return;
    }
    // Every bucket is full here, so pairs merge into full buckets of twice the stride.
    if (this.used === this.capacity) this.merge();
    if (this.used * FIELDS === this.cells.length) this.grow();
    const at = this.used * FIELDS;
    this.cells.fill(0, at, at + FIELDS);
    this.cells[at] = step;
    this.cells[at + 4] = NaN;
    this.cells[at + 5] = NaN;
    this.used += 1;
    this.inLast = 1;
    this.extend(at, step, value);
  }

  /** One field of a bucket, without allocating an object; NaN for a bucket that does not exist. */
  field(index: number, field: number): number {
    return index >= 0 && index < this.used ? this.cells[index * FIELDS + field]! : NaN;
  }

  bucket(index: number): Bucket | undefined {
    if (index < 0 || index >= this.used) return undefined;
    const cell = (field: number): number => this.field(index, field);
    return {
      firstStep: cell(BUCKET.firstStep),
      lastStep: cell(BUCKET.lastStep),
      count: cell(BUCKET.count),
      sum: cell(BUCKET.sum),
      min: cell(BUCKET.min),
      max: cell(BUCKET.max),
      last: cell(BUCKET.last),
      nonFinite: cell(BUCKET.nonFinite),
    };
  }

  /** Index of the last bucket that starts at or before `step`; -1 if there is none. */
  indexAt(step: number): number {
    let low = 0;
    let high = this.used;
    while (low < high) {
      const middle = (low + high) >> 1;
      if ((this.cells[middle * FIELDS] ?? Infinity) <= step) low = middle + 1;
      else high = middle;
    }
    return low - 1;
  }

  /** The last value; undefined before the first. */
  get latest(): number | undefined {
    return this.used === 0 ? undefined : this.cells[(this.used - 1) * FIELDS + 6];
  }

  /** Drops the samples after `step`. The bucket that covers the step is dropped whole, unless it is the first one. */
  cut(step: number): void {
    const keep = (index: number): boolean =>
      this.field(index, BUCKET.lastStep) <= step || (index === 0 && this.field(index, BUCKET.firstStep) <= step);
    let used = this.used;
    while (used > 0 && !keep(used - 1)) used -= 1;
    if (used === this.used) return;
    this.used = used;
    // The next sample begins a bucket of its own.
    this.inLast = this.perBucket;
    this.total = 0;
    for (let i = 0; i < used; i += 1) this.total += this.field(i, BUCKET.count) + this.field(i, BUCKET.nonFinite);
  }

  private pushLate(step: number, value: number): void {
    const at = Math.max(0, this.indexAt(step)) * FIELDS;
    const [lastStep, last] = [this.cells[at + BUCKET.lastStep]!, this.cells[at + BUCKET.last]!];
    this.extend(at, step, value);
    if (step < lastStep) {
      this.cells[at + BUCKET.lastStep] = lastStep;
      this.cells[at + BUCKET.last] = last;
    }
    this.cells[at + BUCKET.firstStep] = Math.min(this.cells[at + BUCKET.firstStep]!, step);
  }

  private extend(at: number, step: number, value: number): void {
    const c = this.cells;
    c[at + 1] = step;
    c[at + 6] = value;
    if (!Number.isFinite(value)) {
      c[at + 7] = (c[at + 7] ?? 0) + 1;
      return;
    }
    c[at + 2] = (c[at + 2] ?? 0) + 1;
    c[at + 3] = (c[at + 3] ?? 0) + value;
    const low = c[at + 4] ?? NaN;
    const high = c[at + 5] ?? NaN;
    c[at + 4] = Number.isNaN(low) || value < low ? value : low;
    c[at + 5] = Number.isNaN(high) || value > high ? value : high;
  }

  private grow(): void {
    const more = new Float64Array(Math.min(2 * this.cells.length, this.capacity * FIELDS));
    more.set(this.cells);
    this.cells = more;
  }

  private merge(): void {
    const c = this.cells;
    for (let i = 0; i < this.capacity / 2; i += 1) {
      const a = 2 * i * FIELDS;
      const b = a + FIELDS;
      const to = i * FIELDS;
      const pick = (x: number, y: number, choose: (p: number, q: number) => number): number =>
        Number.isNaN(x) ? y : Number.isNaN(y) ? x : choose(x, y);
      const v = (at: number): number => c[at] ?? NaN;
      const merged = [
        v(a),
        v(b + 1),
        v(a + 2) + v(b + 2),
        v(a + 3) + v(b + 3),
        pick(v(a + 4), v(b + 4), Math.min),
        pick(v(a + 5), v(b + 5), Math.max),
        v(b + 6),
        v(a + 7) + v(b + 7),
      ];
      c.set(merged, to);
    }
    this.used = this.capacity / 2;
    this.perBucket *= 2;
    this.inLast = this.perBucket;
  }
}
