// Text in a rectangle: shortened to a width, wrapped, centred.
import { text, type Canvas, type Style } from './canvas.js';
import { glyphs } from './glyphs.js';

/** The first of `versions` (longest first) that fits into `width`; else the last one cut. */
export function fitting(versions: readonly string[], width: number, ascii: boolean): string {
  for (const version of versions) if (version.length <= width) return version;
  return shorten(versions.at(-1) ?? '', width, ascii);
}

/** Cut with an ellipsis. */
export function shorten(value: string, width: number, ascii: boolean): string {
  const characters = [...value];
  if (characters.length <= width) return value;
  if (width <= 0) return '';
  return characters.slice(0, width - 1).join('') + glyphs(ascii).ellipsis;
}

/** Breaks at spaces; a word longer than a line is cut into pieces. */
export function wrap(value: string, width: number): string[] {
  if (width < 1) return [];
  const lines: string[] = [];
  let line = '';
  for (const word of value.split(' ')) {
    let rest = word;
    if (line !== '' && line.length + 1 + rest.length > width) {
      lines.push(line);
      line = '';
    }
    while (rest.length > width) {
      if (line !== '') lines.push(line);
      line = '';
      lines.push(rest.slice(0, width));
      rest = rest.slice(width);
    }
    line = line === '' ? rest : `${line} ${rest}`;
  }
  lines.push(line);
  return lines;
}

/** Wrapped and centred in the whole canvas: what a panel says when it has nothing to show. */
export function centred(canvas: Canvas, message: string, style: Style): void {
  const lines = wrap(message, Math.max(1, canvas.width - 2)).slice(0, canvas.height);
  const top = Math.max(0, Math.floor((canvas.height - lines.length) / 2));
  lines.forEach((line, index) => {
    text(canvas, Math.max(0, Math.floor((canvas.width - line.length) / 2)), top + index, line, style);
  });
}

/** Text that ends at column `right` (not included); what would begin left of `left` is cut at its front. */
export function textRight(canvas: Canvas, right: number, y: number, value: string, style: Style, left = 0): void {
  const room = right - left;
  if (room <= 0) return;
  const shown = value.length > room ? value.slice(value.length - room) : value;
  text(canvas, right - shown.length, y, shown, style);
}
