// The target: whether a column can be it, and whether it is a set of classes or a number.
import type { Config } from '../core/config/schema.js';
import type { Category, Column } from './columns.js';
import type { Duck } from './duck.js';

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
export async function taskOf(
  duck: Duck,
  column: Column,
  features: readonly Column[],
  { task, rows }: { readonly task: Config['task']; readonly rows: number },
): Promise<Target> {
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
  const feature = areCodes(column) ? await unorderedAlong(duck, column, features) : null;
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
async function unorderedAlong(duck: Duck, target: Column, features: readonly Column[]): Promise<string | null> {
  const some = features.slice(0, MOST_FEATURES);
  if (some.length === 0) return null;
  const y = target.value;
  const where = `WHERE ${y} IS NOT NULL`;
  const sums = some.flatMap(({ value: x }, i) => [`sum(${x}) AS s${i}`, `count(${x}) AS n${i}`]);
  const classes = await duck.rows(`SELECT ${y} AS y, ${sums.join(', ')} FROM t ${where} GROUP BY 1 ORDER BY 1`);
  const totals = some.flatMap(({ value: x }, i) => [
    `count(${x}) AS n${i}`,
    `avg(${x}) AS m${i}`,
    `var_pop(${x}) AS v${i}`,
    `regr_r2(${x}, ${y}) AS r${i}`,
  ]);
  const [total = {}] = await duck.rows(`SELECT ${totals.join(', ')} FROM t ${where}`);
  const k = classes.length;
  for (const [i, feature] of some.entries()) {
    const [n, mean, variance, r2] = ['n', 'm', 'v', 'r'].map((key) => Number(total[`${key}${i}`] ?? NaN)) as [
      number,
      number,
      number,
      number,
    ];
    if (!(variance > 0) || n <= k) continue;
    const between = classes.reduce((sum, row) => {
      const rows = Number(row[`n${i}`]);
      return rows === 0 ? sum : sum + rows * (Number(row[`s${i}`]) / rows - mean) ** 2;
    }, 0);
    const eta2 = between / (n * variance);
    const excess = eta2 - (Number.isFinite(r2) ? r2 : 0);
    const f = excess / (k - 2) / (Math.max(1e-12, 1 - eta2) / (n - k));
    if (excess >= UNORDERED_SHARE && f >= UNORDERED_F) return feature.name;
  }
  return null;
}

/** Classes in order: numbers by size, words by character code. */
export async function classesOf(duck: Duck, column: Column, where: string): Promise<readonly Category[]> {
  const numeric = column.type === 'number';
  const rows = await duck.rows(`SELECT ${column.value} AS v, count(*) AS n FROM t WHERE ${where} GROUP BY 1`);
  const classes = rows.map(({ v, n }): Category => {
    const raw = numeric ? String(Number(v) + 0) : String(v);
    return { raw, name: column.categories?.find((one) => one.raw === raw)?.name ?? raw, count: Number(n) };
  });
  return classes.sort((a, b) => (numeric ? Number(a.raw) - Number(b.raw) : a.raw < b.raw ? -1 : 1));
}
