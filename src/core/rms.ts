/** Root mean square; NaN without values. */
export function rmsOf(values: ArrayLike<number>): number {
  let squares = 0;
  for (let i = 0; i < values.length; i += 1) squares += values[i]! ** 2;
  return Math.sqrt(squares / values.length);
}
