// Describes how gradtop read a table, as a record.
import type { TableReport } from '../core/table/report.js';
import type { Plan } from './plan.js';

export function reportOf(
  { table, columns, target, classes, allClasses, rows, warnings }: Plan,
  features: number,
): TableReport {
  const used = columns.filter(({ role }) => role !== 'dropped');
  return {
    format: table.format,
    encoding: table.encoding,
    separator: table.delimiter,
    header: table.header,
    headerWhy: table.headerWhy,
    rows: table.rows,
    columns: columns.map(({ column: { name, type, missing, distinct, notation }, role, why }) => ({
      name,
      type,
      missing,
      distinct,
      role,
      why: notation === '' ? why : `${why}; ${notation}`,
    })),
    target: {
      name: target.column.name,
      task: target.task,
      why: target.why,
      classes: allClasses.map(({ raw, name, count }) => {
        const used = classes.find((one) => one.raw === raw)?.count ?? 0;
        return used === count ? { name, count } : { name, count, used };
      }),
    },
    dropped: {
      rows: table.rows - rows.length,
      byColumn: Object.fromEntries(
        used.flatMap(({ column: { name, missing } }) => (missing > 0 ? [[name, missing]] : [])),
      ),
    },
    features,
    warnings,
  };
}
