// Lists the problems of a table, each with the flags that solve it.
import type { Config } from '../core/config/schema.js';
import { namesIn } from './names.js';
import type { PlannedColumn } from './planned.js';
import type { RawTable } from './raw.js';

type Wishes = Pick<Config, 'columns' | 'maxCategories'>;

/** One line per problem. A cell that is probably a mistake is an error, not a guess. */
export function problemsOf(
  table: RawTable,
  roles: readonly PlannedColumn[],
  { columns, maxCategories }: Wishes,
): string[] {
  const { name, rows, lineOf } = table;
  return roles.flatMap(({ column, role }) => {
    const { odd, distinct } = column;
    const [first] = odd;
    const asClasses = role === 'target' && distinct <= 10;
    if (first !== undefined && !asClasses && role !== 'dropped') {
      const line = lineOf(first.row);
      const cells = odd.reduce((sum, one) => sum + one.count, 0);
      const wrong = first.large ? 'is too large (allowed: up to 3.4e38)' : 'is not a number';
      const where = `column ${column.name}, data row ${first.row + 1}: "${first.cell}" ${wrong}${line === null ? '' : ` (line ${line})`}`;
      const more = cells === 1 ? '' : `, and ${cells - 1} more`;
      const solved = [
        ...asMissing(odd.map((one) => one.cell)),
        ...(role === 'target' ? [] : [`--drop ${JSON.stringify(column.name)} leaves the column out`]),
      ];
      return [`${name}: ${where}${more}, of ${rows} rows${solved.length === 0 ? '' : `; ${solved.join(', ')}`}`];
    }
    const tooMany = role === 'dropped' && columns !== null && column.type === 'text' && distinct > maxCategories;
    if (
      tooMany &&
      namesIn(
        columns,
        roles.map((one) => one.column.name),
        '',
        [],
      ).includes(column.name)
    )
      return [
        `${name}: column ${column.name} has ${distinct} different texts; --max-categories ${distinct} takes them, --drop leaves the column out`,
      ];
    return [];
  });
}

/** The flag that counts cells as missing; none for cells with a comma, at which `--na` separates words. */
function asMissing(cells: readonly string[]): string[] {
  if (cells.some((one) => one.includes(','))) return [];
  // A value that begins with - looks like a flag.
  const equals = cells[0]?.startsWith('-') === true ? '=' : ' ';
  return [`--na${equals}${JSON.stringify(cells.join(','))} counts it as missing`];
}
