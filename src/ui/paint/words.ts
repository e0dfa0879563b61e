// Text in a rectangle: shortened to a width, wrapped, centred.
import { fitText, textWidth } from '../../core/text/width.js';
import { text, type Canvas, type Style } from './canvas.js';
import { glyphs } from './glyphs.js';

/** The first of `versions` (longest first) that fits into `width`; else the last one cut. */
export function fitting(versions: readonly string[], width: number, ascii: boolean): string {
  for (const version of versions) if (textWidth(version) <= width) return version;
  return shorten(versions.at(-1) ?? '', width, ascii);
}

/** Cut with an ellipsis. */
export const shorten = (value: string, width: number, ascii: boolean): string =>
  fitText(value, width, glyphs(ascii).ellipsis);

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

/** Wrapped and centred in the whole canvas: what a panel says when it has nothing to show. */
export function centred(canvas: Canvas, message: string, style: Style): void {
  const lines = wrap(message, Math.max(1, canvas.width - 2)).slice(0, canvas.height);
  const top = Math.max(0, Math.floor((canvas.height - lines.length) / 2));
  lines.forEach((line, index) => {
    text(canvas, Math.max(0, Math.floor((canvas.width - textWidth(line)) / 2)), top + index, line, style);
  });
}

/** Text that ends at column `right` (not included); what would begin left of `left` is cut at its front. */
export function textRight(canvas: Canvas, right: number, y: number, value: string, style: Style, left = 0): void {
  const room = right - left;
  if (room <= 0) return;
  const shown = endOf(value, room);
  text(canvas, right - textWidth(shown), y, shown, style);
}

/** The last characters of `value` that fit into `width` cells. */
function endOf(value: string, width: number): string {
  const characters = [...value];
  let used = textWidth(value);
  let from = 0;
  for (; used > width; from += 1) used -= textWidth(characters[from] ?? '');
  return characters.slice(from).join('');
}
