// Lists of column names in a flag, separated by commas; a name may itself contain commas.
import { didYouMean } from '../core/config/suggest.js';

/** The names in `text`, longest match first; each word that matches none adds a line to `unknown`. */
export function namesIn(text: string, names: readonly string[], flag: string, unknown: string[]): string[] {
  const found: string[] = [];
  let rest = text.trim();
  while (rest !== '') {
    const fitting = names.filter(
      (name) => rest === name || (rest.startsWith(name) && /^\s*,/.test(rest.slice(name.length))),
    );
    const name = fitting.sort((a, b) => b.length - a.length)[0];
    if (name === undefined) {
      const word = rest.split(',')[0]?.trim() ?? '';
      if (word !== '') unknown.push(`${flag}: no column ${JSON.stringify(word)}${didYouMean(word, names)}`);
      rest = rest.slice((rest.split(',')[0] ?? '').length);
    } else {
      found.push(name);
      rest = rest.slice(name.length);
    }
    rest = rest.replace(/^\s*,\s*/, '');
  }
  return found;
}

/** Words in a list, separated by commas. */
export const wordsIn = (text: string | null): string[] =>
  text === null
    ? []
    : text
        .split(',')
        .map((word) => word.trim())
        .filter((word) => word !== '');
