// Values of an axis in a few characters.

/** Integers in full, others to three digits. */
export const axisLabel = (value: number): string => shortened(value, FEWEST);

const FEWEST = 3;
/** Every float64 differs from its neighbors in this many digits. */
const MOST = 17;
/** Of values in sentences. */
const IN_WORDS = 12;

const shortened = (value: number, digits: number): string =>
  Number.isInteger(value) ? String(value) : String(Number(value.toPrecision(digits)));

interface Labels {
  readonly short: readonly string[];
  readonly words: readonly string[];
}
const known = new WeakMap<readonly number[], Labels>();

/** The labels of an axis: as few digits as tell its values apart. */
export const axisLabels = (values: readonly number[]): readonly string[] => labelsOf(values).short;

/** The same with more digits, for sentences. */
export const valueWords = (values: readonly number[]): readonly string[] => labelsOf(values).words;

function labelsOf(values: readonly number[]): Labels {
  const before = known.get(values);
  if (before !== undefined) return before;
  const to = (digits: number): string[] => values.map((value) => shortened(value, digits));
  let digits = FEWEST;
  let short = to(digits);
  const wanted = new Set(values).size;
  while (digits < MOST && new Set(short).size < wanted) short = to((digits += 1));
  const labels = { short, words: to(Math.max(digits, IN_WORDS)) };
  known.set(values, labels);
  return labels;
}
