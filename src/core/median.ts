// Medians by selection, because sorting a thousand numbers for the median of every kernel would take most of the time of a
// probe. Each function states which values count.

/** Ignores NaN; NaN for an empty list. For an even count, the mean of the two middle values. */
export function median(values: readonly number[]): number {
  const known = Float64Array.from(values.filter(isNumber));
  return middleOf(known, known.length);
}

/** For an even count the upper of the two middle values, so that it is one of `values`. Ignores NaN; undefined for an empty list. */
export function upperMedian(values: readonly number[]): number | undefined {
  const known = Float64Array.from(values.filter(isNumber));
  return known.length === 0 ? undefined : select(known, known.length, known.length >> 1);
}

/** Median of all values, with NaN as the largest, as in a sorted typed array; NaN for an empty array. Reorders `values`. */
export function medianNaNLast(values: Float64Array): number {
  const known = numbersFirst(values);
  return values.length >> 1 >= known ? NaN : middleOf(values, known, values.length);
}

/** Median of the finite values among the first `count`, which are reordered; NaN if there are none. */
export const finiteMedian = (values: Float64Array, count: number): number =>
  middleOf(values, finiteFirst(values, count));

/** Median of the first `count` values, which are finite and are reordered; NaN if there are none. */
export const medianOfFinite = (values: Float64Array, count: number): number => middleOf(values, count);

/** Moves the finite values to the front and returns their number. */
function finiteFirst(values: Float64Array, count: number): number {
  let kept = 0;
  for (let i = 0; i < count; i += 1) {
    const value = values[i]!;
    if (!Number.isFinite(value)) continue;
    values[i] = values[kept]!;
    values[kept] = value;
    kept += 1;
  }
  return kept;
}

const isNumber = (value: number): boolean => !Number.isNaN(value);

/** Moves the values other than NaN to the front and returns their number. */
function numbersFirst(values: Float64Array): number {
  let kept = 0;
  for (let i = 0; i < values.length; i += 1) {
    const value = values[i]!;
    if (!isNumber(value)) continue;
    values[i] = values[kept]!;
    values[kept] = value;
    kept += 1;
  }
  return kept;
}

/** The middle of `length` sorted values of which the smallest are the first `count` (none NaN); NaN if `count` is 0. */
function middleOf(values: Float64Array, count: number, length = count): number {
  if (count === 0) return NaN;
  const upper = length >> 1;
  const high = select(values, count, upper);
  if (length % 2 === 1) return high;
  let low = -Infinity;
  for (let i = 0; i < upper; i += 1) if (values[i]! > low) low = values[i]!;
  return (low + high) / 2;
}

/** The value at `k` if the first `count` were sorted; smaller values end up before it (Hoare's quickselect). */
function select(values: Float64Array, count: number, k: number): number {
  let left = 0;
  let right = count - 1;
  while (left < right) {
    const pivot = values[(left + right) >> 1]!;
    let i = left;
    let j = right;
    while (i <= j) {
      while (values[i]! < pivot) i += 1;
      while (values[j]! > pivot) j -= 1;
      if (i > j) break;
      const swapped = values[i]!;
      values[i] = values[j]!;
      values[j] = swapped;
      i += 1;
      j -= 1;
    }
    if (k <= j) right = j;
    else if (k >= i) left = i;
    else break;
  }
  return values[k]!;
}
