// Encodes pixels as sixels: bands of six rows, each colour of a band as a row of characters.
// @see https://vt100.net/docs/vt3xx-gp/chapter14.html
import type { Picture } from '../../../core/screen/picture.js';

const BAND = 6;
const MOST_COLOURS = 255;
/** The index of a pixel that is not drawn. */
const HOLE = 255;

/** The sequence that draws the picture at the cursor. Pictures of more than 255 colours lose low bits of their channels. */
export function toSixel({ width, height, rgba }: Picture): string {
  const { palette, indices } = indexed(rgba);
  const colours = palette.map((colour, i) => `#${i};2;${[16, 8, 0].map((bits) => percent(colour >> bits)).join(';')}`);
  const bands: string[] = [];
  for (let top = 0; top < height; top += BAND) bands.push(band(indices, width, top, Math.min(BAND, height - top)));
  // 1: the pixels are square; its size avoids a guess by the terminal.
  return `\u001bP0;1;0q"1;1;${width};${height}${colours.join('')}${bands.join('-')}\u001b\\`;
}

const percent = (channel: number): number => Math.round(((channel & 255) * 100) / 255);

/** The colours, and the index of each pixel. */
function indexed(rgba: Uint8Array): { readonly palette: readonly number[]; readonly indices: Uint8Array } {
  for (let lost = 0; ; lost += 1) {
    const mask = ((0xff << lost) & 0xff) * 0x010101;
    const known = new Map<number, number>();
    const indices = new Uint8Array(rgba.length / 4);
    for (let i = 0; i < indices.length && known.size <= MOST_COLOURS; i += 1) {
      if (rgba[4 * i + 3] === 0) {
        indices[i] = HOLE;
        continue;
      }
      const colour = (((rgba[4 * i] ?? 0) << 16) | ((rgba[4 * i + 1] ?? 0) << 8) | (rgba[4 * i + 2] ?? 0)) & mask;
      let index = known.get(colour);
      if (index === undefined) known.set(colour, (index = known.size));
      indices[i] = index;
    }
    if (known.size <= MOST_COLOURS) return { palette: [...known.keys()], indices };
  }
}

function band(indices: Uint8Array, width: number, top: number, rows: number): string {
  const masks = new Map<number, Uint8Array>();
  for (let row = 0; row < rows; row += 1)
    for (let x = 0; x < width; x += 1) {
      const colour = indices[(top + row) * width + x] ?? 0;
      if (colour === HOLE) continue;
      let mask = masks.get(colour);
      if (mask === undefined) masks.set(colour, (mask = new Uint8Array(width)));
      mask[x] = (mask[x] ?? 0) | (1 << row);
    }
  // `$` returns to the left end of the band for the next colour.
  return [...masks].map(([colour, mask]) => `#${colour}${runs(mask)}`).join('$');
}

/** A character for each column; four or more equal ones as `!count`. */
function runs(mask: Uint8Array): string {
  let out = '';
  for (let x = 0; x < mask.length;) {
    let end = x + 1;
    while (end < mask.length && mask[end] === mask[x]) end += 1;
    const sign = String.fromCharCode(63 + (mask[x] ?? 0));
    out += end - x > 3 ? `!${end - x}${sign}` : sign.repeat(end - x);
    x = end;
  }
  return out;
}
