// The middle of a list of numbers.

/** NaN is left out; NaN for none. Of an even number, halfway between the two in the middle. */
export function median(values: readonly number[]): number {
  // A difference would tell nothing of two infinities.
  const sorted = values.filter((value) => !Number.isNaN(value)).sort((a, b) => (a < b ? -1 : a > b ? 1 : 0));
  const upper = sorted[sorted.length >> 1] ?? NaN;
  return sorted.length % 2 === 1 ? upper : ((sorted[(sorted.length >> 1) - 1] ?? NaN) + upper) / 2;
}
