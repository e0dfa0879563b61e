// Reads images out of the bytes for a terminal: kitty's protocol, iTerm2's and sixels.
import { readPng } from './png.js';

interface Sixels {
  readonly width: number;
  readonly height: number;
  readonly colours: number;
  /** Red, green and blue in per cent; null where nothing is drawn. */
  readonly at: (x: number, y: number) => readonly number[] | null;
}

/** Decodes `ESC P ... q ... ESC \`, as a terminal would. */
export function readSixel(sequence: string): Sixels {
  const body = /^\u001bP[\d;]*q([^\u001b]*)\u001b\\$/.exec(sequence)?.[1];
  if (body === undefined) throw new Error('no sixels');
  const [, wide = '', high = ''] = /^"1;1;(\d+);(\d+)/.exec(body) ?? [];
  const palette = new Map<number, number[]>();
  const pixels = new Map<string, number[] | null>();
  let [x, y, colour] = [0, 0, 0];
  for (const [token] of body.slice(body.indexOf('#')).matchAll(/#\d+(?:;2;\d+;\d+;\d+)?|!\d+[?-~]|[?-~]|\$|-/g)) {
    if (token === '$') x = 0;
    else if (token === '-') [x, y] = [0, y + 6];
    else if (token.startsWith('#')) {
      const [index = 0, , ...channels] = token.slice(1).split(';').map(Number);
      colour = index;
      if (channels.length === 3) palette.set(index, channels);
    } else {
      const count = token.startsWith('!') ? Number.parseInt(token.slice(1), 10) : 1;
      const mask = token.charCodeAt(token.length - 1) - 63;
      for (let i = 0; i < count; i += 1, x += 1)
        for (let row = 0; row < 6; row += 1)
          if ((mask & (1 << row)) !== 0) pixels.set(`${x},${y + row}`, palette.get(colour) ?? null);
    }
  }
  return {
    width: Number(wide),
    height: Number(high),
    colours: palette.size,
    at: (px, py) => pixels.get(`${px},${py}`) ?? null,
  };
}

export interface DrawnImage {
  readonly form: 'kitty' | 'iterm2' | 'sixel';
  /** Of the cell at the upper left, from 1. */
  readonly column: number;
  readonly row: number;
  /** Red, green and blue: 0 to 255, of sixels in per cent. */
  readonly pixel: (x: number, y: number) => readonly number[] | null;
}

const channels = (colour: number): number[] => [colour >> 16, (colour >> 8) & 255, colour & 255];

/** The images in the output, with the place of the cursor move before them. */
export function drawnImages(bytes: string): DrawnImage[] {
  const found: DrawnImage[] = [];
  const pieces =
    /\u001b\[(\d+);(\d+)H|(\u001b_Ga=T[^\u001b]*\u001b\\(?:\u001b_Gm=[^\u001b]*\u001b\\)*)|\u001b\]1337;File=[^:]*:([^\u0007]*)\u0007|(\u001bP[^\u001b]*\u001b\\)/g;
  let [row, column] = [NaN, NaN];
  const png = (form: 'kitty' | 'iterm2', data: string): void => {
    const image = readPng(Buffer.from(data, 'base64'));
    found.push({ form, column, row, pixel: (x, y) => channels(image.at(x, y)) });
  };
  for (const [, y, x, kitty, iterm2, sixel] of bytes.matchAll(pieces)) {
    if (y !== undefined) [row, column] = [Number(y), Number(x)];
    else if (kitty !== undefined) {
      const parts = [...kitty.matchAll(/_G([^;]*);([^\u001b]*)/g)];
      // The rest of a picture may not have arrived yet.
      if (/m=0/.test(parts.at(-1)?.[1] ?? '')) png('kitty', parts.map(([, , piece = '']) => piece).join(''));
    } else if (iterm2 !== undefined) png('iterm2', iterm2);
    else if (sixel !== undefined) found.push({ form: 'sixel', column, row, pixel: readSixel(sixel).at });
  }
  return found;
}
