// Finds out whether a column of text holds dates.
import { thousands } from '../core/table/words.js';
import { text, type Duck } from './duck.js';
import { isWeak, known, type TextFigures } from './figures.js';
import { MOST_ODD, MOSTLY, oddCells } from './odd.js';
import type { RawTable } from './raw.js';
import { dateFormatsFor, type DateFormat } from './words.js';

interface Dates {
  /** SQL over `t`: TIMESTAMP, NULL if missing. */
  readonly value: string;
  readonly missing: number;
  readonly distinct: number;
  readonly doubt: string;
}

/** Dates for the first look. */
const SOME = 50;

/** The column as dates, if one format reads every cell, or all but a few, which count as missing then. */
export async function dateOf(table: RawTable, c: string, { filled, weak }: TextFigures): Promise<Dates | null> {
  const { duck, rows } = table;
  const words = filled - weak;
  if (words === 0) return null;
  const some = await duck.rows(
    `SELECT DISTINCT ${c} AS v FROM t WHERE ${c} IS NOT NULL AND NOT ${isWeak(c)} LIMIT ${SOME}`,
  );
  let best: { readonly value: string; readonly found: number; readonly distinct: number } | null = null;
  for (const format of dateFormatsFor(
    some.map(({ v }) => String(v)),
    MOSTLY,
  )) {
    const value = `CASE WHEN ${isWeak(c)} THEN NULL ELSE ${timeOf(c, format)} END`;
    const [row = {}] = await duck.rows(`SELECT count(${value}) AS n, count(DISTINCT ${value}) AS d FROM t`);
    const [found, distinct] = [known(row, 'n'), known(row, 'd')];
    if (found > (best?.found ?? 0)) best = { value, found, distinct };
    if (found === words) break;
  }
  if (best === null || best.found < MOSTLY * words) return null;
  const { value, found, distinct } = best;
  const doubt = found === words ? '' : await oddDoubt(table, duck, c, value);
  return doubt === null ? null : { value, missing: rows - found, distinct, doubt };
}

/** A warning of the cells that are no dates; null if there are many different ones. */
async function oddDoubt({ lineOf }: RawTable, duck: Duck, c: string, value: string): Promise<string | null> {
  const odd = await oddCells(duck, c, `${c} IS NOT NULL AND NOT ${isWeak(c)} AND ${value} IS NULL`);
  const [first] = odd;
  if (first === undefined || odd.length > MOST_ODD) return null;
  const cells = odd.reduce((sum, { count }) => sum + count, 0);
  const line = lineOf(first.row);
  const where = `data row ${thousands(first.row + 1)}${line === null ? '' : `, line ${line}`}`;
  const more = cells === 1 ? ' is not a date and counts' : ` and ${thousands(cells - 1)} more are not dates and count`;
  return `"${first.cell}" (${where})${more} as missing`;
}

const timeOf = (c: string, { strptime }: DateFormat): string =>
  strptime === null ? `TRY_CAST(${c} AS TIMESTAMP)` : `try_strptime(${c}, ${text(strptime)})`;
