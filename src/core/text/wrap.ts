// Text in lines of a width, counted in cells. Pure.
import { textWidth } from './width.js';

/** Breaks at spaces; a word wider than a line is cut into pieces. */
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

/** A word in pieces of `width` cells at most; a wide character in a narrower line stands alone. */
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

/** A line for a terminal of `columns`: what does not fit goes on below, `hang` cells further in than the line begins. */
export function wrapHanging(line: string, columns: number, hang = 2): string[] {
  if (textWidth(line) <= columns) return [line];
  const indent = line.length - line.trimStart().length;
  const room = columns - indent - hang;
  // Where hardly a word would fit the terminal breaks the line as it can.
  if (room < 16) return [line];
  const [first = '', ...others] = wrap(line.slice(indent), room);
  return [' '.repeat(indent) + first, ...others.map((other) => ' '.repeat(indent + hang) + other)];
}
