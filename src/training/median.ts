// The median by selection: a probe takes one of every kernel, and sorting a thousand numbers for it is most of the probe.

/** Median of all values, NaN counted as the largest, as in a sorted typed array; NaN for none. Reorders `values`. */
export function medianOf(values: Float64Array): number {
  const { length } = values;
  const known = nansLast(values);
  const upper = length >> 1;
  if (upper >= known) return NaN;
  const high = select(values, known, upper);
  if (length % 2 === 1) return high;
  let low = -Infinity;
  for (let i = 0; i < upper; i += 1) if (values[i]! > low) low = values[i]!;
  return (low + high) / 2;
}

/** Moves NaNs behind all numbers; returns how many numbers there are. */
function nansLast(values: Float64Array): number {
  let known = 0;
  for (let i = 0; i < values.length; i += 1) {
    const value = values[i]!;
    if (Number.isNaN(value)) continue;
    values[i] = values[known]!;
    values[known] = value;
    known += 1;
  }
  return known;
}

/** The value that would stand at `k` if the first `count` were sorted; smaller ones stand before it then (Hoare's quickselect). */
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
