// Braille, block and line glyphs as SVG paths, so pictures need no font for them.
import type { Area } from '../../core/screen/area.js';
import { octantPattern } from '../paint/octants.js';

const rect = (x: number, y: number, w: number, h: number): string => `M${r(x)} ${r(y)}h${r(w)}v${r(h)}h${r(-w)}z`;
const r = (value: number): string => String(Math.round(value * 100) / 100);

/** Arms of a box-drawing glyph: left, right, up, down; capitals are heavy. Rounded corners are drawn square. */
const LINES: Readonly<Record<string, string>> = {
  '─': 'lr',
  '━': 'LR',
  '│': 'ud',
  '┃': 'UD',
  '┌': 'rd',
  '╭': 'rd',
  '┏': 'RD',
  '┐': 'ld',
  '╮': 'ld',
  '┓': 'LD',
  '└': 'ru',
  '╰': 'ru',
  '┗': 'RU',
  '┘': 'lu',
  '╯': 'lu',
  '┛': 'LU',
  '├': 'rud',
  '┤': 'lud',
  '┬': 'lrd',
  '┴': 'lru',
  '┼': 'lrud',
  '╴': 'l',
  '╶': 'r',
  '╵': 'u',
  '╷': 'd',
};
/** Dashed lines: direction, and dashes per cell. */
const DASHES: Readonly<Record<string, readonly ['h' | 'v', number]>> = {
  '╌': ['h', 2],
  '┄': ['h', 3],
  '┈': ['h', 4],
  '╎': ['v', 2],
  '┆': ['v', 3],
  '┊': ['v', 4],
};

/** Path data of the glyph in a cell; empty if a font must draw it. */
export function shapes(code: number, cell: Area): string {
  if (code >= 0x2800 && code <= 0x28ff) return braille(code - 0x2800, cell);
  if (code >= 0x2580 && code <= 0x259f) return block(code, cell);
  if (code > 0xffff) return octant(octantPattern(code), cell);
  if (code < 0x2500 || code > 0x257f) return '';
  const glyph = String.fromCodePoint(code);
  const [way, count] = DASHES[glyph] ?? [];
  if (way !== undefined && count !== undefined) return dashes(way, count, cell);
  const arms = LINES[glyph];
  return arms === undefined ? '' : lines(arms, cell);
}

/** Dots 1-2-3-7 in the left column, 4-5-6-8 in the right, as bits 0..7 (Unicode's order: 1,2,3,4,5,6,7,8). */
function braille(bits: number, { x, y, width: w, height: h }: Area): string {
  const rows = [0, 1, 2, 0, 1, 2, 3, 3];
  const columns = [0, 0, 0, 1, 1, 1, 0, 1];
  const size = Math.min(w / 2, h / 4) * 0.75;
  let out = '';
  for (let bit = 0; bit < 8; bit += 1) {
    if ((bits & (1 << bit)) === 0) continue;
    const cx = x + ((columns[bit] ?? 0) + 0.5) * (w / 2);
    const cy = y + ((rows[bit] ?? 0) + 0.5) * (h / 4);
    out += rect(cx - size / 2, cy - size / 2, size, size);
  }
  return out;
}

/** Two columns and four rows of points, as bits 0..7 row by row. */
function octant(bits: number, { x, y, width: w, height: h }: Area): string {
  let out = '';
  for (let bit = 0; bit < 8; bit += 1)
    if ((bits & (1 << bit)) !== 0) out += rect(x + (bit % 2) * (w / 2), y + (bit >> 1) * (h / 4), w / 2, h / 4);
  return out;
}

function block(code: number, cell: Area): string {
  const { x, y, width: w, height: h } = cell;
  if (code === 0x2580) return rect(x, y, w, h / 2);
  if (code >= 0x2581 && code <= 0x2588) {
    const part = ((code - 0x2580) / 8) * h;
    return rect(x, y + h - part, w, part);
  }
  if (code >= 0x2589 && code <= 0x258f) return rect(x, y, ((0x2590 - code) / 8) * w, h);
  if (code === 0x2590) return rect(x + w / 2, y, w / 2, h);
  if (code >= 0x2591 && code <= 0x2593) return shade(code - 0x2590, cell);
  if (code === 0x2594) return rect(x, y, w, h / 8);
  if (code === 0x2595) return rect(x + (w * 7) / 8, y, w / 8, h);
  // Quadrants: upper left, upper right, lower left, lower right as bits 1, 2, 4, 8.
  const quadrants = [4, 8, 1, 13, 9, 7, 11, 2, 6, 14][code - 0x2596] ?? 0;
  let out = '';
  for (let bit = 0; bit < 4; bit += 1)
    if ((quadrants & (1 << bit)) !== 0) out += rect(x + (bit % 2) * (w / 2), y + (bit >> 1) * (h / 2), w / 2, h / 2);
  return out;
}

/** Light, medium, dark shade as 1, 2, 3 quarters of a 4 × 8 grid of squares. */
function shade(level: number, { x, y, width: w, height: h }: Area): string {
  let out = '';
  for (let row = 0; row < 8; row += 1)
    for (let column = 0; column < 4; column += 1)
      if ((column + 2 * row) % 4 < level) out += rect(x + (column * w) / 4, y + (row * h) / 8, w / 4, h / 8);
  return out;
}

const thickness = (w: number, h: number): number => Math.max(1, Math.min(w, h) / 8);

function lines(arms: string, { x, y, width: w, height: h }: Area): string {
  const heavy = arms !== arms.toLowerCase();
  const t = thickness(w, h) * (heavy ? 2 : 1);
  const cx = x + w / 2 - t / 2;
  const cy = y + h / 2 - t / 2;
  let out = '';
  for (const arm of arms.toLowerCase()) {
    if (arm === 'l') out += rect(x, cy, w / 2 + t / 2, t);
    if (arm === 'r') out += rect(cx, cy, w / 2 + t / 2, t);
    if (arm === 'u') out += rect(cx, y, t, h / 2 + t / 2);
    if (arm === 'd') out += rect(cx, cy, t, h / 2 + t / 2);
  }
  return out;
}

/** Draws three fifths of each share and splits the gap between both ends, so that neighbors join evenly. */
function dashes(way: 'h' | 'v', count: number, { x, y, width: w, height: h }: Area): string {
  const t = thickness(w, h);
  const share = (way === 'h' ? w : h) / count;
  let out = '';
  for (let i = 0; i < count; i += 1) {
    const at = (i + 0.2) * share;
    out +=
      way === 'h' ? rect(x + at, y + h / 2 - t / 2, share * 0.6, t) : rect(x + w / 2 - t / 2, y + at, t, share * 0.6);
  }
  return out;
}
