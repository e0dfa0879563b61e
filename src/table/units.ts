// Finds numbers that are text because of a unit, brackets or an unknown grouping, so that the loss of a column is not silent.
import { sanitizeLine } from '../core/text/sanitize.js';
import { thousands } from '../core/table/words.js';
import type { Duck } from './duck.js';
import { UNIT_SIGNS, type NumberFormat } from './words.js';

/** Cells that are looked at, and the share of them that are such numbers. */
const CELLS = 200;
const SHARE = 0.9;
/** More different units are names, such as those of streets. */
const MOST_UNITS = 3;
/** A number with digits grouped in any way, and what stands before and after it. */
const NUMBER = /^([^\p{L}\p{N}]{0,3})\d[\d.,'’_\s]*([^\d]{0,8})$/u;

/** A warning about a column of text; empty if its cells are not numbers with something around them. */
export async function unitDoubt(duck: Duck, c: string): Promise<string> {
  const rows = await duck.rows(`SELECT ${c} AS v FROM t WHERE ${c} IS NOT NULL LIMIT ${CELLS}`);
  const cells = rows.map(({ v }) => String(v));
  const found = cells.flatMap((cell) => {
    const match = NUMBER.exec(cell);
    return match === null ? [] : [{ cell, around: `${match[1] ?? ''}${match[2] ?? ''}`.trim() }];
  });
  const units = new Set(found.map(({ around }) => around));
  const shown = found.find(({ around }) => around !== '') ?? found[0];
  if (shown === undefined || found.length < SHARE * cells.length || units.size > MOST_UNITS) return '';
  return `numbers such as "${sanitizeLine(shown.cell, 40)}" are read as text`;
}

/** How often each sign of a unit occurs in the numbers of a column. */
export async function signsOf(duck: Duck, c: string): Promise<ReadonlyMap<string, number>> {
  const rows = await duck.rows(
    `SELECT regexp_extract(${c}, '${UNIT_SIGNS}') AS sign, count(*) AS n FROM t WHERE ${c} IS NOT NULL GROUP BY 1 ORDER BY 2 DESC, 1`,
  );
  return new Map(rows.flatMap(({ sign, n }) => (sign === '' ? [] : [[String(sign), Number(n)]])));
}

/** A warning that numbers have different units, so that they are no numbers of one column. */
export const mixedDoubt = (signs: ReadonlyMap<string, number>): string =>
  `mixed units (${[...signs].map(([sign, n]) => `${thousands(n)} with ${sign}`).join(', ')}), which are read as text`;

/** A warning that only some of the numbers have a percent sign, which is not counted: `5%` is read as 5. */
export function percentDoubt(signs: ReadonlyMap<string, number>, filled: number): string {
  const percent = signs.get('%') ?? 0;
  return percent === 0 || percent === filled
    ? ''
    : `${thousands(percent)} of ${thousands(filled)} numbers have a percent sign; "5%" is read as 5`;
}

/** A warning of how a notation is read that other programs take for text; empty for the others. */
export async function notationDoubt(duck: Duck, c: string, { name, plain }: NumberFormat): Promise<string> {
  const unusual = name === 'indian' ? ',[0-9]{2},' : /accounts$/i.test(name) ? '\\(|-$' : null;
  if (unusual === null) return '';
  const [row] = await duck.rows(
    `SELECT ${c} AS v, (${plain(c)})::DOUBLE AS n FROM t WHERE regexp_matches(${c}, '${unusual}') ORDER BY rowid LIMIT 1`,
  );
  return row === undefined ? '' : `"${sanitizeLine(String(row['v']), 40)}" is read as ${Number(row['n'])}`;
}
