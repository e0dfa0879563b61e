// Shared by the readers of the formats: names of columns, missing cells and numbers.
import { sanitizeLine } from '../core/text/sanitize.js';
import { isOneOf, list, text } from './duck.js';
import type { ReadOptions } from './raw.js';
import { MISSING } from './words.js';

export const nameOf = (name: string, i: number): string => sanitizeLine(name, 60) || `column ${i + 1}`;

/** Makes names unique as pandas does: the second `a` is `a.1`. */
export function distinctNames(names: readonly string[]): string[] {
  const taken = new Set<string>();
  return names.map((name) => {
    let free = name;
    for (let i = 1; taken.has(free); i += 1) free = `${name}.${i}`;
    taken.add(free);
    return free;
  });
}

const BLANK = text(' \t\r\n\v\f\u00a0');

/** SQL for a trimmed cell of text; NULL if it is a word for a missing value. */
export function cell(c: string, { missingWords }: ReadOptions): string {
  const trimmed = `trim(${c}, ${BLANK})`;
  const more = missingWords.length === 0 ? '' : ` OR ${isOneOf(trimmed, list(missingWords))}`;
  return `CASE WHEN ${isOneOf(`lower(${trimmed})`, list(MISSING))}${more} THEN NULL ELSE ${trimmed} END`;
}
/** SQL for a number. NaN stays, because the figures of the column must find it. */
export const number = (c: string, { missingWords }: ReadOptions): string => {
  const numbers = missingWords.map(Number).filter(Number.isFinite);
  if (numbers.length === 0) return `${c}::DOUBLE`;
  const missing = isOneOf(`${c}::DOUBLE`, `[${numbers.join(', ')}]::DOUBLE[]`);
  return `CASE WHEN ${missing} THEN NULL ELSE ${c}::DOUBLE END`;
};
