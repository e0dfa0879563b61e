// Finds titles above the names of the columns, also those that have as many values as a row because they contain separators.
import type { CsvRecord } from './records.js';
import { isMissing, isNumber, isWeakMissing } from './words.js';

/** Also those of fewer or more values than a row. */
const MOST_TITLES = 20;

/** Whether a column has numbers in any notation, at least one. */
export function isNumberColumn(body: readonly CsvRecord[], column: number): boolean {
  const cells = body
    .map(({ cells: all }) => all[column] ?? '')
    .filter((cell) => !isMissing(cell) && !isWeakMissing(cell));
  return cells.length > 0 && cells.every(isNumber);
}

/**
 * Number of titles. Below them a row of words stands above columns of numbers. `spaced`: whether a line has a blank after a separator, as
 * a sentence has.
 */
export function titlesAbove(all: readonly CsvRecord[], width: number, spaced: (line: number) => boolean): number {
  for (let at = 1; at <= Math.min(MOST_TITLES, all.length - 3); at += 1) {
    const names = all[at]!;
    const above = all.slice(0, at);
    if (!above.every((one) => mayBeTitle(one, width, spaced))) return 0;
    const body = all.slice(at + 1).filter(({ cells }) => cells.length === width);
    if (body.length > 1 && areNames(names, body, width))
      return above.every((one) => isTitle(one, names, spaced)) ? at : 0;
  }
  return 0;
}

/** Whether a row has a word above each column of numbers. */
function areNames({ cells }: CsvRecord, body: readonly CsvRecord[], width: number): boolean {
  if (cells.length !== width) return false;
  const others = cells.flatMap((cell, i) => (isMissing(cell) || isNumber(cell) ? [i] : []));
  if (others.some((i) => isNumberColumn(body, i))) return false;
  return cells.some((_, i) => !others.includes(i) && isNumberColumn(body, i));
}

const filled = ({ cells }: CsvRecord): number => cells.filter((cell) => cell !== '').length;

const mayBeTitle = (one: CsvRecord, width: number, spaced: (line: number) => boolean): boolean =>
  one.cells.length !== width || filled(one) <= 1 || spaced(one.line) || one.cells.some(isNumber);

/** Whether it is less like names than the names. */
const isTitle = (one: CsvRecord, names: CsvRecord, spaced: (line: number) => boolean): boolean =>
  one.cells.some(isNumber) || filled(one) < filled(names) || (spaced(one.line) && !spaced(names.line));
