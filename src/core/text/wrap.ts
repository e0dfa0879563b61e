// Wraps text into lines of a width, counted in cells.
import { textWidth } from './width.js';

/** Breaks at spaces, and inside words that are wider than a line. */
export function wrap(value: string, width: number): string[] {
  if (width < 1) return [];
  const lines: string[] = [];
  let line = '';
  for (const word of value.split(' ')) {
    const [first = '', ...others] = pieces(word, width);
    if (line === '') line = first;
    else if (others.length === 0 && textWidth(line) + 1 + textWidth(first) <= width) line += ` ${first}`;
    else {
      lines.push(line);
      line = first;
    }
    for (const piece of others) {
      lines.push(line);
      line = piece;
    }
  }
  lines.push(line);
  return lines;
}

/** Cuts a word into pieces of at most `width` cells. */
function pieces(word: string, width: number): string[] {
  const found = [''];
  let used = 0;
  for (const character of word) {
    const more = textWidth(character);
    if (used > 0 && used + more > width) {
      found.push('');
      used = 0;
    }
    found[found.length - 1] += character;
    used += more;
  }
  return found;
}

/** Wraps a line at `columns`; continuation lines are indented by `hang` more cells. */
export function wrapHanging(line: string, columns: number, hang = 2): string[] {
  if (textWidth(line) <= columns) return [line];
  const indent = line.length - line.trimStart().length;
  const room = columns - indent - hang;
  // If hardly a word fits, leave the wrapping to the terminal.
  if (room < 16) return [line];
  const [first = '', ...others] = wrap(line.slice(indent), room);
  return [' '.repeat(indent) + first, ...others.map((other) => ' '.repeat(indent + hang) + other)];
}
