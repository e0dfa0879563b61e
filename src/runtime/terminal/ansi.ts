// Parses rows of text with colour codes, as Ink writes them, into cells.
import { BOLD, CONTINUATION, DEFAULT, DIM, INVERSE, UNDERLINE, type Canvas } from '../../core/screen/canvas.js';
import { isWide, isZeroWidth } from '../../core/text/width.js';
import { ANSI } from './colour.js';

interface Pen {
  fg: number;
  bg: number;
  attributes: number;
}

/** Writes one row of text into row `y` of the canvas and pads it with spaces. Skips sequences other than colours. */
export function writeRow(canvas: Canvas, y: number, row: string): void {
  const pen: Pen = { fg: DEFAULT, bg: DEFAULT, attributes: 0 };
  let x = 0;
  const set = (code: number): void => {
    if (x >= canvas.width) return;
    const i = y * canvas.width + x;
    canvas.glyph[i] = code;
    canvas.fg[i] = pen.fg;
    canvas.bg[i] = pen.bg;
    canvas.attributes[i] = pen.attributes;
    x += 1;
  };
  for (let at = 0; at < row.length;) {
    const code = row.codePointAt(at) ?? 32;
    if (code === 27) {
      at = escape(row, at, pen);
      continue;
    }
    at += code > 0xffff ? 2 : 1;
    if (code < 32 || (code >= 127 && code < 160) || isZeroWidth(code)) continue;
    if (!isWide(code)) set(code);
    else if (x === canvas.width - 1) set(32);
    else {
      set(code);
      set(CONTINUATION);
    }
  }
  pen.fg = DEFAULT;
  pen.bg = DEFAULT;
  pen.attributes = 0;
  while (x < canvas.width) set(32);
}

/** Applies the sequence at `at` to the pen; returns the index after it. */
function escape(row: string, at: number, pen: Pen): number {
  const match = /^\u001b(?:\[([0-9;:]*)[ -/]*([@-~])|\][^\u0007\u001b]*(?:\u0007|\u001b\\)|.)/.exec(
    row.slice(at, at + 200),
  );
  if (match === null) return at + 1;
  if (match[2] === 'm') sgr((match[1] ?? '').split(/[;:]/).map(Number), pen);
  return at + match[0].length;
}

function sgr(codes: readonly number[], pen: Pen): void {
  for (let i = 0; i < codes.length; i += 1) {
    const code = codes[i] ?? 0;
    if (code === 0) Object.assign(pen, { fg: DEFAULT, bg: DEFAULT, attributes: 0 });
    else if (code === 1) pen.attributes |= BOLD;
    else if (code === 2) pen.attributes |= DIM;
    else if (code === 4) pen.attributes |= UNDERLINE;
    else if (code === 7) pen.attributes |= INVERSE;
    else if (code === 22) pen.attributes &= ~(BOLD | DIM);
    else if (code === 24) pen.attributes &= ~UNDERLINE;
    else if (code === 27) pen.attributes &= ~INVERSE;
    else if (code >= 30 && code <= 37) pen.fg = ANSI[code - 30] ?? DEFAULT;
    else if (code >= 90 && code <= 97) pen.fg = ANSI[code - 82] ?? DEFAULT;
    else if (code >= 40 && code <= 47) pen.bg = ANSI[code - 40] ?? DEFAULT;
    else if (code >= 100 && code <= 107) pen.bg = ANSI[code - 92] ?? DEFAULT;
    else if (code === 39) pen.fg = DEFAULT;
    else if (code === 49) pen.bg = DEFAULT;
    else if (code === 38 || code === 48) {
      const direct = codes[i + 1] === 2;
      const colour = direct
        ? ((codes[i + 2] ?? 0) << 16) | ((codes[i + 3] ?? 0) << 8) | (codes[i + 4] ?? 0)
        : from256(codes[i + 2] ?? 0);
      if (code === 38) pen.fg = colour;
      else pen.bg = colour;
      i += direct ? 4 : 2;
    }
  }
}

function from256(index: number): number {
  if (index < 16) return ANSI[index] ?? DEFAULT;
  if (index >= 232) return (8 + 10 * (index - 232)) * 0x010101;
  const level = (n: number): number => (n === 0 ? 0 : 55 + 40 * n);
  const n = index - 16;
  return (level(Math.floor(n / 36)) << 16) | (level(Math.floor(n / 6) % 6) << 8) | level(n % 6);
}
