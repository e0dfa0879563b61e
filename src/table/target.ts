// The target: whether a column can be it, and whether it is a set of classes or a number.
import type { Config } from '../core/config/schema.js';
import type { Category, Column } from './columns.js';
import { valueCounts } from './numbers.js';

export type TaskKind = 'classification' | 'regression';

export interface Target {
  readonly column: Column;
  readonly task: TaskKind;
  readonly why: string;
}

/** Largest number of classes. */
export const MOST_CLASSES = 100;
/** At most this many different whole numbers may be codes of classes. */
const FEW = 20;
/** Least number of rows per class for the evidence below. */
const ROWS_A_CLASS = 3;
const CLASS_NAMES = /^(?:.*[ _.-])?(?:class|classes|label|labels|species|category|cluster|group|target|digit)$/i;
/** Classes are unordered if they explain at least this share of a feature's variance beyond a straight line, with this F statistic. */
const UNORDERED_SHARE = 0.1;
const UNORDERED_F = 10;
/** Number of features that are tested. */
const MOST_FEATURES = 100;

/** Why a column cannot be a target; null if it can. */
export function whyNoTarget({ type, distinct, missing, odd, categories }: Column, rows: number): string | null {
  if (type === 'empty') return 'it has no values';
  if (type === 'nested') return 'its values are lists or objects';
  if (type === 'date') return 'it holds dates; allowed: numbers, words, truth values';
  if (distinct < 2) return `it has only one value${categories?.[0] === undefined ? '' : `: "${categories[0].name}"`}`;
  if (type === 'number' || odd.length > 0) return null;
  if (distinct === rows - missing && distinct > 10) return 'its value differs in each row';
  return distinct > MOST_CLASSES
    ? `it has ${distinct} different words; at most ${MOST_CLASSES} classes are allowed`
    : null;
}

/** The task of a usable target, and the reason in words. `features`: the numeric ones. */
export function taskOf(
  column: Column,
  features: readonly Column[],
  { task, rows }: { readonly task: Config['task']; readonly rows: number },
): Target {
  const { distinct, range } = column;
  const numeric = column.type === 'number';
  const decided = (kind: TaskKind, why: string): Target => ({ column, task: kind, why });
  if (task !== 'auto') return decided(task, `--task ${task}`);
  if (!numeric)
    return decided('classification', column.type === 'boolean' ? 'truth values' : `${distinct} different words`);
  if (distinct === 2) return decided('classification', 'two different values');
  if (range?.whole !== true) return decided('regression', 'numbers with fractions');
  const asClasses = distinct <= MOST_CLASSES ? `; --task classification makes it ${distinct} classes` : '';
  if (distinct > FEW || rows < ROWS_A_CLASS * distinct)
    return decided('regression', `${distinct} different whole numbers${asClasses}`);
  const asNumber = '; --task regression makes it a number';
  if (CLASS_NAMES.test(column.name.trim()))
    return decided('classification', `${distinct} whole numbers in a column called ${column.name}${asNumber}`);
  const feature = areCodes(column) ? unorderedAlong(column, features) : null;
  if (feature !== null)
    return decided('classification', `${distinct} whole numbers without an order along ${feature}${asNumber}`);
  return decided('regression', `${distinct} whole numbers in an order${asClasses}`);
}

/** Whether whole numbers look like codes of classes: from 0 or 1, with few gaps. */
const areCodes = ({ range, distinct }: Column): boolean =>
  range !== null && (range.min === 0 || range.min === 1) && range.max - range.min < 1.5 * distinct;

/**
 * The first feature whose mean differs between the values of the target, but not along a line. This is the test of linearity, with
 * eta² (explained by classes) against r² (explained by a line).
 */
function unorderedAlong({ numbers: y }: Column, features: readonly Column[]): string | null {
  for (const { name, numbers: x } of features.slice(0, MOST_FEATURES)) {
    const { n, k, eta2, r2 } = explained(x!, y!);
    if (n <= k) continue;
    const excess = eta2 - r2;
    const f = excess / (k - 2) / (Math.max(1e-12, 1 - eta2) / (n - k));
    if (excess >= UNORDERED_SHARE && f >= UNORDERED_F) return name;
  }
  return null;
}

/** Shares of the variance of `x` that the `k` values of `y` explain, as classes and along a line; 0 for a constant. */
function explained(x: Float64Array, y: Float64Array): { n: number; k: number; eta2: number; r2: number } {
  const classes = new Map<number, { n: number; sum: number }>();
  let n = 0;
  let [sumX, sumY] = [0, 0];
  const each = (see: (x: number, y: number) => void): void => {
    for (let i = 0; i < x.length; i += 1) if (!Number.isNaN(x[i]!) && !Number.isNaN(y[i]!)) see(x[i]!, y[i]!);
  };
  each((a, b) => {
    const one = classes.get(b) ?? { n: 0, sum: 0 };
    classes.set(b, { n: one.n + 1, sum: one.sum + a });
    n += 1;
    sumX += a;
    sumY += b;
  });
  const [meanX, meanY] = [sumX / n, sumY / n];
  let [xx, yy, xy] = [0, 0, 0];
  each((a, b) => {
    xx += (a - meanX) ** 2;
    yy += (b - meanY) ** 2;
    xy += (a - meanX) * (b - meanY);
  });
  const between = [...classes.values()].reduce((sum, one) => sum + one.n * (one.sum / one.n - meanX) ** 2, 0);
  const share = (part: number, whole: number): number => (whole > 0 ? part / whole : 0);
  return { n, k: classes.size, eta2: share(between, xx), r2: share(xy ** 2, xx * yy) };
}

/** Classes of these rows in order: numbers by size, words by character code. `cells`: the column as numbers. */
export function classesOf({ type, categories }: Column, cells: Float64Array, rows: Int32Array): readonly Category[] {
  const counts = valueCounts(cells, rows);
  if (type === 'number') return counts.map(([value, count]) => ({ raw: String(value), name: String(value), count }));
  const classes = counts.map(([place, count]): Category => ({ ...categories![place]!, count }));
  return classes.sort((a, b) => (a.raw < b.raw ? -1 : 1));
}
