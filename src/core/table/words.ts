// Describes a table in lines of text, for `gradtop data` and the data panel.
import type { TableReport } from './report.js';

const ENCODINGS: Readonly<Record<string, string>> = {
  'utf-8': 'UTF-8',
  'utf-16le': 'UTF-16 (little endian)',
  'utf-16be': 'UTF-16 (big endian)',
  'latin-1': 'Latin-1',
  'windows-1252': 'Windows-1252',
};
const SEPARATORS: Readonly<Record<string, string>> = {
  ',': 'commas',
  ';': 'semicolons',
  '\t': 'tabs',
  ' ': 'blanks',
  '|': 'bars',
};
/** The most classes that are listed by name. */
const MOST_CLASSES = 12;
const WIDEST_NAME = 32;

/** `1,234`. */
export const thousands = (count: number): string => String(count).replace(/\B(?=(\d{3})+$)/g, ',');
const counted = (count: number, noun: string): string => `${thousands(count)} ${noun}${count === 1 ? '' : 's'}`;

export function reportLines(report: TableReport): string[] {
  return [
    formatLine(report),
    ...targetLines(report),
    '',
    ...columnLines(report),
    ...missingLines(report),
    ...warningLines(report),
  ];
}

export function formatLine({
  format,
  encoding,
  separator,
  header,
  headerWhy,
  rows,
  columns,
  features,
}: TableReport): string {
  const parts = [
    format === 'jsonl' ? 'JSON Lines' : format === 'parquet' ? 'Parquet' : format.toUpperCase(),
    ...(separator === null ? [] : [`separated by ${SEPARATORS[separator] ?? `"${separator}"`}`]),
    ...(encoding === null ? [] : [ENCODINGS[encoding] ?? encoding]),
    ...(header === null ? [] : [`${header ? 'with' : 'without'} a header (${headerWhy})`]),
    counted(rows, 'row'),
    counted(columns.length, 'column'),
    counted(features, 'feature'),
  ];
  return parts.join(', ');
}

export function targetLines({ target }: TableReport): string[] {
  const { name, task, why, classes } = target;
  const first = `target ${name}: ${task} (${why})`;
  if (classes.length === 0) return [first];
  const shown = classes.slice(0, MOST_CLASSES).map(({ name: label, count, used }) => {
    const of = used === undefined ? '' : ` (${thousands(used)} used)`;
    return `${label} ${thousands(count)}${of}`;
  });
  const more = classes.length > MOST_CLASSES ? [`and ${classes.length - MOST_CLASSES} more`] : [];
  const known = classes.reduce((sum, { count }) => sum + count, 0);
  const most = Math.max(...classes.map(({ count }) => count));
  const share = `the largest class is ${((100 * most) / known).toFixed(1)} %`;
  return [
    first,
    `  ${counted(classes.length, 'class').replace('classs', 'classes')}: ${[...shown, ...more].join(', ')}; ${share}`,
  ];
}

export function columnLines({ columns }: TableReport): string[] {
  const names = columns.map(({ name }) => (name.length > WIDEST_NAME ? `${name.slice(0, WIDEST_NAME - 1)}…` : name));
  const rows = [
    ['column', 'type', 'missing', 'distinct', 'role', 'why'],
    ...columns.map(({ type, missing, distinct, role, why }, i) => [
      names[i] ?? '',
      type,
      thousands(missing),
      thousands(distinct),
      role,
      why,
    ]),
  ];
  const widths = [0, 1, 2, 3, 4].map((at) => Math.max(...rows.map((row) => row[at]?.length ?? 0)));
  return rows.map((row) =>
    row
      .map((cell, at) => (at === 2 || at === 3 ? cell.padStart(widths[at] ?? 0) : cell.padEnd(widths[at] ?? 0)))
      .join('  ')
      .trimEnd(),
  );
}

export function missingLines({ dropped, rows, target }: TableReport): string[] {
  const by = Object.entries(dropped.byColumn);
  if (by.length === 0) return [];
  const columns = by.map(([name, count]) => `${name} ${thousands(count)} of ${thousands(rows)}`).join(', ');
  const gone = `${counted(dropped.rows, 'row')} of ${thousands(rows)} dropped`;
  const what =
    dropped.rows === 0
      ? 'missing values are filled (--missing)'
      : dropped.rows === dropped.byColumn[target.name]
        ? `${gone} because the target is missing`
        : `${gone} for missing values; --missing mean fills them`;
  return ['', what, `  ${columns}`];
}

const warningLines = ({ warnings }: TableReport): string[] => warnings.map((warning) => `warning: ${warning}`);
