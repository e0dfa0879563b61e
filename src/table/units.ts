// Finds numbers that are text because of a unit, brackets or an unknown grouping, so that the loss of a column is not silent.
import { sanitizeLine } from '../core/text/sanitize.js';
import { thousands } from '../core/table/words.js';
import type { Duck } from './duck.js';

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

/** A warning that only some of the numbers have a percent sign, which is not counted: `5%` is read as 5. */
export async function signDoubt(duck: Duck, c: string, filled: number): Promise<string> {
  const [row] = await duck.rows(`SELECT count(*) FILTER (contains(${c}, '%')) AS n FROM t`);
  const signs = Number(row?.['n']);
  return signs === 0 || signs === filled
    ? ''
    : `${thousands(signs)} of ${thousands(filled)} numbers have a percent sign; "5%" is read as 5`;
}
