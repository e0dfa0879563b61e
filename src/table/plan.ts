// Plans each column: a feature, one feature for each category, the target, or dropped, with the reason.
import { didYouMean } from '../core/config/suggest.js';
import type { Config } from '../core/config/schema.js';
import { sanitizeLine } from '../core/text/sanitize.js';
import { UserError } from '../core/userError.js';
import { CompleteRows } from './complete.js';
import { columnsOf, type Category, type Column } from './columns.js';
import type { PlannedColumn, Role } from './planned.js';
import { namesIn } from './names.js';
import { problemsOf } from './problems.js';
import type { RawTable } from './raw.js';
import { classesOf, taskOf, whyNoTarget, type Target } from './target.js';
import { Values } from './values.js';

export interface Plan {
  readonly table: RawTable;
  readonly columns: readonly PlannedColumn[];
  readonly target: Target;
  /** Classes of the used rows; empty for regression. */
  readonly classes: readonly Category[];
  /** Classes of all rows. */
  readonly allClasses: readonly Category[];
  /** Numbers of the used rows, ascending. */
  readonly rows: Int32Array;
  readonly values: Values;
  readonly warnings: readonly string[];
}

type Wishes = Pick<Config, 'target' | 'columns' | 'drop' | 'missing' | 'task' | 'maxCategories'>;

/** Names of columns that number the rows. */
const COUNTERS =
  /^(?:id|index|idx|row|rownames?|row[ _.]?(?:id|number|names?)|no\.?|nr\.?|#|unnamed: ?\d+|obs|column 1|.*[ _]id|identifier)$/i;
/** Share of distinct values of a counter; below 1, because the number of distinct values may be an estimate. */
const ALMOST_ALL = 0.9;
const LEAST_ROWS = 4;
/** Features with missing values are dropped, the emptiest first, until this share of the rows is complete. */
const ENOUGH_ROWS = 0.75;
/** A target that the user did not choose has at least this share of values. */
const FILLED_TARGET = 0.5;
/** Warn of at most this many labels that occur once, or of half the classes: they may be typing mistakes. */
const MOST_WARNED = 3;

/** @throws UserError with a line a problem, each with the flags that solve it */
export async function planOf(table: RawTable, wishes: Wishes): Promise<Plan> {
  if (table.rows === 0) throw new UserError(`${table.name}: no data rows${table.header ? ' below the header' : ''}`);
  const all = await columnsOf(table);
  const names = all.map(({ name }) => name);
  const unknown: string[] = [];
  const wanted = wishes.columns === null ? null : namesIn(wishes.columns, names, '--columns', unknown);
  const unwanted = new Set(wishes.drop === null ? [] : namesIn(wishes.drop, names, '--drop', unknown));
  if (unknown.length > 0)
    throw new UserError(unknown.map((line) => `${table.name}: ${line}; allowed: ${names.join(', ')}`));
  const targetColumn = chooseTarget(table, all, wishes.target, unwanted);
  const roles = all.map((column): PlannedColumn => {
    if (column === targetColumn.column) return { column, role: 'target', why: targetColumn.why };
    if (unwanted.has(column.name)) return { column, role: 'dropped', why: '--drop' };
    if (wanted !== null && !wanted.includes(column.name)) return { column, role: 'dropped', why: 'not in --columns' };
    return { column, ...roleOf(column, table.rows, wishes, wanted !== null) };
  });
  const problems = problemsOf(table, roles, wishes);
  if (problems.length > 0) throw new UserError(problems);
  const values = new Values(table);
  const { columns, rows } = await withEnoughRows(table, keepOne(roles), values, wishes);
  return finish({ table, columns, rows, values }, targetColumn.column, wishes.task);
}

async function finish(
  used: Pick<Plan, 'table' | 'columns' | 'rows' | 'values'>,
  column: Column,
  asked: Wishes['task'],
): Promise<Plan> {
  const { table, columns, values, rows } = used;
  const { name } = table;
  const count = rows.length;
  const without = count === table.rows ? '' : ` (${table.rows - count} of ${table.rows} have missing values)`;
  if (count < LEAST_ROWS)
    throw new UserError(
      `${name}: ${count} complete rows${without}; at least ${LEAST_ROWS} are needed${without === '' ? '' : '; --missing mean fills them'}`,
    );
  if (!columns.some(({ role }) => isFeature(role))) throw new UserError(noFeature(table, columns, column));
  if (asked === 'regression' && column.type !== 'number')
    throw new UserError(
      `${name}: target ${column.name} holds ${column.type === 'boolean' ? 'truth values' : 'words'}; --task regression needs numbers`,
    );
  const numeric = columns
    .filter(({ role, column: one }) => isFeature(role) && one.type === 'number')
    .map((one) => one.column);
  const target = taskOf(column, numeric, { task: asked, rows: count });
  const cells = await values.of(column);
  const classes = target.task === 'classification' ? classesOf(column, cells, rows) : [];
  if (target.task === 'classification' && classes.length < 2)
    throw new UserError(`${name}: target ${column.name} has only one value in the ${count} complete rows${without}`);
  const all = count === table.rows || classes.length === 0;
  const allClasses = all
    ? classes
    : classesOf(
        column,
        cells,
        Int32Array.from(cells, (_, i) => i),
      );
  const once = allClasses.filter(({ count }) => count === 1);
  const stray =
    once.length > 0 && classes.length > 2 && once.length <= Math.max(MOST_WARNED, classes.length / 2)
      ? [`${column.name}: ${once.map((one) => `"${one.name}"`).join(', ')} occurs once; a typing mistake?`]
      : [];
  const doubts = columns.flatMap(({ column: { name: one, doubt } }) => (doubt === '' ? [] : [`${one}: ${doubt}`]));
  return { ...used, target, classes, allClasses, warnings: [...table.warnings, ...doubts, ...stray] };
}

const isFeature = (role: Role): boolean => role === 'feature' || role === 'one-hot';

function noFeature({ name }: RawTable, columns: readonly PlannedColumn[], target: Column): string {
  if (columns.length === 1)
    return `${name}: only one column, ${target.name}; a target needs at least one feature column`;
  const why = columns
    .filter(({ role }) => role === 'dropped')
    .map(
      ({ column: { name: dropped, doubt }, why: reason }) =>
        `${dropped} (${reason}${doubt === '' ? '' : `; ${doubt}`})`,
    );
  return `${name}: no feature column is left beside the target ${target.name}: ${why.join(', ')}`;
}

/** The column that the user chose, else the last one that can be a target. */
function chooseTarget(
  table: RawTable,
  all: readonly Column[],
  asked: string | null,
  unwanted: ReadonlySet<string>,
): { column: Column; why: string } {
  const { name, rows } = table;
  if (asked !== null) {
    const cleaned = sanitizeLine(asked, 60);
    const column = all.find((one) => one.name === cleaned);
    if (column === undefined) {
      const names = all.map((one) => one.name);
      throw new UserError(
        `${name}: no column ${JSON.stringify(cleaned)}${didYouMean(cleaned, names)}; allowed: ${names.join(', ')}`,
      );
    }
    const why = whyNoTarget(column, rows);
    if (why !== null) throw new UserError(`${name}: target ${column.name}: ${why}`);
    return { column, why: '--target' };
  }
  const possible = all.filter((one) => !unwanted.has(one.name));
  const filled = possible.filter(({ type }) => type !== 'empty' && type !== 'nested');
  const last = filled.at(-1) ?? possible.at(-1) ?? all.at(-1);
  if (last === undefined) throw new UserError(`${name}: the table has no columns`);
  const why = (one: Column): string | null =>
    whyNoTarget(one, rows) ?? (rows - one.missing < FILLED_TARGET * rows ? 'most of its values are missing' : null);
  const not = why(last);
  if (not === null)
    return { column: last, why: last === all.at(-1) ? 'the last column' : 'the last column with values' };
  // Choose another column only if a feature is left.
  const other = filled.findLast((one) => why(one) === null);
  const features = filled.filter((one) => one !== other && one.distinct > 1);
  if (other === undefined || features.length === 0) throw new UserError(`${name}: target ${last.name}: ${not}`);
  return { column: other, why: `the last column that can be one; ${last.name}: ${not}` };
}

function roleOf(
  { name, type, distinct, missing, range, odd }: Column,
  rows: number,
  { maxCategories }: Wishes,
  asked: boolean,
): { role: Role; why: string } {
  const dropped = (why: string): { role: Role; why: string } => ({ role: 'dropped', why });
  const filled = rows - missing;
  if (type === 'empty') return dropped('it has no values');
  if (type === 'nested') return dropped('its values are lists or objects');
  if (distinct === 1) {
    const precise = Math.abs(range?.max ?? 0) <= Number.MAX_SAFE_INTEGER ? '' : ', to 16 digits';
    return dropped(`${missing === 0 ? 'the same value in each row' : 'only one value'}${precise}`);
  }
  if (type === 'date') return { role: 'feature', why: 'date: year, day of the year, weekday' };
  if (type === 'number') {
    const counts =
      range !== null && range.whole && distinct > ALMOST_ALL * filled && range.max - range.min === filled - 1;
    if (counts && !asked && COUNTERS.test(name)) return dropped('it numbers the rows; --columns keeps it');
    return { role: 'feature', why: 'numbers' };
  }
  if (odd.length > 0) return { role: 'feature', why: 'numbers, with some words' };
  if (distinct === filled) return dropped('a different text in each row');
  if (distinct <= maxCategories) return { role: 'one-hot', why: `${distinct} categories` };
  return dropped(`${distinct} different texts; --max-categories ${distinct} takes them`);
}

/** Keeps a column that would be dropped, such as a counter, if no other feature is left. */
function keepOne(roles: readonly PlannedColumn[]): readonly PlannedColumn[] {
  if (roles.some(({ role }) => isFeature(role))) return roles;
  const at = roles.findIndex(
    ({ role, column }) => role === 'dropped' && column.type === 'number' && column.distinct > 1,
  );
  return roles.map((one, i) =>
    i === at && !/^--|^not in/.test(one.why) ? { ...one, role: 'feature', why: 'numbers' } : one,
  );
}

/** Drops the emptiest features until enough rows are complete; drops none with `--columns` or `--missing`. */
async function withEnoughRows(
  table: RawTable,
  given: readonly PlannedColumn[],
  values: Values,
  { missing, columns: asked }: Wishes,
): Promise<Pick<Plan, 'columns' | 'rows'>> {
  // The target is never filled in.
  const needed = given.filter(({ role }) => role === 'target' || (missing === 'drop' && isFeature(role)));
  const complete = await CompleteRows.of(
    needed.map(({ column }) => column),
    values,
    table.rows,
  );
  const all = complete.rows();
  if (missing !== 'drop' || asked !== null) return { columns: given, rows: all };
  const target = given.find(({ role }) => role === 'target')!.column;
  const labels = await values.of(target);
  const usable = table.rows - target.missing;
  let [columns, rows] = [given, all];
  for (;;) {
    const enough = rows.length >= Math.max(LEAST_ROWS, ENOUGH_ROWS * usable);
    if (enough && rows.some((row) => labels[row] !== labels[rows[0]!])) return { columns, rows };
    const features = columns.filter(({ role }) => isFeature(role));
    const emptiest = features.reduce<PlannedColumn | null>(
      (most, one) => (one.column.missing > (most?.column.missing ?? 0) ? one : most),
      null,
    );
    if (emptiest === null || features.length === 1) return { columns, rows };
    const why = `${emptiest.column.missing} of ${table.rows} values are missing; --missing mean keeps it`;
    columns = columns.map((one) => (one === emptiest ? { ...one, role: 'dropped', why } : one));
    await complete.without(emptiest.column, values);
    rows = complete.rows();
  }
}
