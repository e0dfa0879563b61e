// A value on an axis in a few characters.

/** Integers in full, others to three digits. */
export const axisLabel = (value: number): string =>
  Number.isInteger(value) ? String(value) : String(Number(value.toPrecision(3)));
