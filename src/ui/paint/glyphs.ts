// Glyph sets: Unicode (boxes, blocks) and ASCII. Painters ask for a glyph by meaning.

export interface Glyphs {
  readonly horizontal: string;
  readonly vertical: string;
  readonly tickRight: string;
  readonly tickDown: string;
  readonly corner: string;
  readonly dashed: string;
  readonly whisker: string;
  readonly cursor: string;
  readonly zero: string;
  readonly nan: string;
  readonly infinite: string;
  readonly up: string;
  readonly down: string;
  readonly left: string;
  readonly right: string;
  readonly ellipsis: string;
  /** A pinned run. */
  readonly pin: string;
  readonly dot: string;
  /** Bars that grow upward, lowest to full. */
  readonly bars: readonly string[];
  /** Bars that grow to the right, thinnest to full. */
  readonly lying: readonly string[];
  /** Magnitudes without colour, small to large. */
  readonly density: readonly string[];
  /** Grey of a picture without colour, dark to bright. */
  readonly shades: readonly string[];
  readonly upperHalf: string;
  /** Order of asciichart's symbols: first value, axis, end, start, flat, up-from, up-to, down-from, down-to, vertical. */
  readonly chart: readonly string[];
  /** Classes of the scatter plot, distinguished by shape. */
  readonly classes: readonly string[];
  readonly boundary: string;
  /** Before an answer that is not the class. */
  readonly unequal: string;
}

const UNICODE: Glyphs = {
  horizontal: '─',
  vertical: '│',
  tickRight: '┤',
  tickDown: '┬',
  corner: '└',
  dashed: '╌',
  whisker: '┊',
  cursor: '│',
  zero: '0',
  nan: '×',
  infinite: '∞',
  up: '▲',
  down: '▼',
  left: '◀',
  right: '▶',
  ellipsis: '…',
  pin: '◆',
  dot: '·',
  bars: ['▁', '▂', '▃', '▄', '▅', '▆', '▇', '█'],
  lying: ['▏', '▎', '▍', '▌', '▋', '▊', '▉', '█'],
  density: ['▁', '▂', '▃', '▄', '▅', '▆', '▇', '█'],
  shades: [' ', '░', '▒', '▓', '█'],
  upperHalf: '▀',
  chart: ['─', '│', '╶', '╴', '─', '╰', '╭', '╮', '╯', '│'],
  classes: ['●', '△', '■', '◇', '✚', '○', '▲', '□', '◆', '✖'],
  boundary: '·',
  unequal: '≠',
};

const ASCII: Glyphs = {
  horizontal: '-',
  vertical: '|',
  tickRight: '+',
  tickDown: '+',
  corner: '+',
  dashed: '-',
  whisker: ':',
  cursor: '|',
  zero: '0',
  nan: 'X',
  infinite: 'I',
  up: '^',
  down: 'v',
  left: '<',
  right: '>',
  ellipsis: '~',
  pin: '*',
  dot: '.',
  bars: ['_', '.', ':', '-', '=', '+', '*', '#'],
  lying: ['.', '-', '=', '#'],
  density: ['.', ':', '-', '=', '+', '*', '%', '#', '@'],
  shades: [' ', '.', ':', '-', '=', '+', '*', '%', '#', '@'],
  upperHalf: ' ',
  chart: ['-', '|', '-', '-', '-', "'", '.', '.', "'", '|'],
  classes: ['o', '+', '#', 'x', '*', '@', '%', '&', '$', '='],
  boundary: '.',
  unequal: '!',
};

/** Marks of runs by slot, legible without colour and equal in both sets. */
const RUN_GLYPHS = ['1', '2', '3', '4', '5', '6', '7', '8', '9'] as const;

export const glyphs = (ascii: boolean): Glyphs => (ascii ? ASCII : UNICODE);

export const code = (glyph: string): number => glyph.codePointAt(0) ?? 32;

/** Mark of the run in this slot; wraps after nine. */
export const runGlyph = (slot: number): string => RUN_GLYPHS[slot % RUN_GLYPHS.length] ?? '1';
