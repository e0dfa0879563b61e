// Counts the values of a column and finds the least and the largest one, while they are in the processor's cache.

/** A column of numbers. */
export interface NumberCells {
  /** NaN where a cell is missing. */
  readonly values: Float64Array;
  readonly filled: number;
  readonly range: Range;
}

export interface Range {
  readonly min: number;
  readonly max: number;
  readonly whole: boolean;
}

/** What is counted. */
export type Figures = Pick<NumberCells, 'filled' | 'range'>;

export class RangeFinder {
  private filled = 0;
  private min = Infinity;
  private max = -Infinity;
  private whole = true;

  /** `values`: NaN where one is missing. */
  constructor(private values: Float64Array) {}

  /** The values are in another array now. */
  moveTo(values: Float64Array): void {
    this.values = values;
  }

  see(from: number, to: number): void {
    const { values } = this;
    let { filled, min, max, whole } = this;
    for (let i = from; i < to; i += 1) {
      const value = values[i]!;
      if (Number.isNaN(value)) continue;
      filled += 1;
      if (value < min) min = value;
      if (value > max) max = value;
      whole &&= value === Math.trunc(value);
    }
    [this.filled, this.min, this.max, this.whole] = [filled, min, max, whole];
  }

  figures(): Figures {
    const { filled, min, max, whole } = this;
    return { filled, range: { min, max, whole } };
  }
}
