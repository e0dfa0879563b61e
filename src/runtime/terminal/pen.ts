// The terminal's pen and cursor: draws cells and moves the cursor with as few bytes as possible.
import { BOLD, CONTINUATION, DEFAULT, DIM, INVERSE, UNDERLINE, type Canvas } from '../../core/screen/canvas.js';
import { sgrColour, type ColourDepth } from './colour.js';
import type { Stroke } from './strokes.js';

const SPACE = 32;
/** NEL: to the first column of the next row. */
const NEXT_ROW = '\u001bE';
/** Each attribute's bit, the code that sets it, and the code that clears it; one code clears bold and dim. */
const ATTRIBUTES: readonly (readonly [number, string, string])[] = [
  [BOLD, '1', '22'],
  [DIM, '2', '22'],
  [UNDERLINE, '4', '24'],
  [INVERSE, '7', '27'],
];

interface Style {
  readonly fg: number;
  readonly bg: number;
  readonly attributes: number;
}
const PLAIN: Style = { fg: DEFAULT, bg: DEFAULT, attributes: 0 };

/** Starts with plain style at an unknown position; `close` restores plain style. */
export class Pen {
  private style: Style = PLAIN;
  /** Position of the terminal's cursor; -1 if unknown. */
  private x = -1;
  private y = -1;

  constructor(private readonly depth: ColourDepth) {}

  /** Moves to a stroke and draws or erases it. Repeats no character (REP): tmux 3.3 repeats only ASCII. */
  stroke(canvas: Canvas, { from, to, like, how }: Stroke): string {
    const { width } = canvas;
    const y = Math.floor(from / width);
    let out = this.moveTo(from - y * width, y);
    if (how !== 'draw') return `${out}${this.toErase(canvas, like)}\u001b[${how === 'rest' ? 'K' : `${to - from}X`}`;
    for (let i = from; i < to; i += 1) {
      if (canvas.glyph[i] === CONTINUATION) continue;
      const wide = i + 1 < to && canvas.glyph[i + 1] === CONTINUATION;
      out += this.moveTo(i - y * width, y) + this.draw(canvas, i, wide);
    }
    return out;
  }

  /** Codes that move the cursor to (x, y), from 0; empty if it is there. */
  moveTo(x: number, y: number): string {
    const absolute = `\u001b[${y + 1};${x + 1}H`;
    if (this.x < 0) return this.at(x, y, absolute);
    const down = y - this.y;
    const right = x - this.x;
    if (down < 0) return this.at(x, y, absolute);
    const vertical = down === 0 ? '' : `\u001b[${down > 1 ? down : ''}B`;
    const relative = vertical + horizontal(right);
    const nextRows = down > 0 && down < 4 ? NEXT_ROW.repeat(down) + horizontal(x) : absolute;
    return this.at(x, y, shortest(shortest(absolute, relative), nextRows));
  }

  /** Draws cell `i` of the canvas at the cursor, `width` columns in all. */
  draw(canvas: Canvas, i: number, wide: boolean): string {
    const code = canvas.glyph[i] ?? SPACE;
    const drawn = this.restyle(this.styleOf(canvas, i), code === SPACE) + String.fromCodePoint(code);
    this.x += 1;
    // Terminals disagree on wide characters and on the position after the last column, so treat it as unknown.
    if (wide || this.x >= canvas.width) this.x = -1;
    return drawn;
  }

  /** The style of a cell, as far as erasing shows it. */
  private toErase(canvas: Canvas, i: number): string {
    const { bg, attributes } = this.style;
    const plain = bg === DEFAULT && (attributes & (INVERSE | UNDERLINE)) === 0;
    return plain ? '' : this.restyle(this.styleOf(canvas, i), true);
  }

  close(): string {
    const { fg, bg, attributes } = this.style;
    this.style = PLAIN;
    return fg === DEFAULT && bg === DEFAULT && attributes === 0 ? '' : '\u001b[0m';
  }

  private at(x: number, y: number, codes: string): string {
    this.x = x;
    this.y = y;
    return codes;
  }

  private styleOf(canvas: Canvas, i: number): Style {
    const attributes = canvas.attributes[i] ?? 0;
    if (this.depth === 'none') return { fg: DEFAULT, bg: DEFAULT, attributes };
    return { fg: canvas.fg[i] ?? DEFAULT, bg: canvas.bg[i] ?? DEFAULT, attributes };
  }

  private restyle(wanted: Style, blank: boolean): string {
    const had = this.style;
    const { bg, attributes } = wanted;
    const fg = blank && inkless(SPACE, attributes) ? had.fg : wanted.fg;
    if (fg === had.fg && bg === had.bg && attributes === had.attributes) return '';
    this.style = { fg, bg, attributes };
    const change = codes(had, this.style, this.depth);
    if ((had.attributes & ~attributes) === 0) return `\u001b[${change.join(';')}m`;
    // A space has no visible foreground, so a reset may clear it.
    const fresh = { fg: blank && inkless(SPACE, attributes) ? DEFAULT : fg, bg, attributes };
    const reset = ['0', ...codes(PLAIN, fresh, this.depth)].join(';');
    if (reset.length >= change.join(';').length) return `\u001b[${change.join(';')}m`;
    this.style = fresh;
    return `\u001b[${reset}m`;
  }
}

/** A canvas as styled lines for a scrolling screen; each line ends plain and without trailing blanks. */
export function drawnLines(canvas: Canvas, depth: ColourDepth): string[] {
  const { width, height, glyph, bg, attributes } = canvas;
  const blank = (i: number): boolean => glyph[i] === SPACE && bg[i] === DEFAULT && attributes[i] === 0;
  return Array.from({ length: height }, (_, y) => {
    const pen = new Pen(depth);
    let end = (y + 1) * width;
    while (end > y * width && blank(end - 1)) end -= 1;
    let line = '';
    for (let i = y * width; i < end; i += 1)
      if (glyph[i] !== CONTINUATION) line += pen.draw(canvas, i, glyph[i + 1] === CONTINUATION);
    return line + pen.close();
  });
}

const shortest = (one: string, other: string): string => (other.length < one.length ? other : one);

/** The foreground of a space is invisible unless it is inverted or underlined. */
const inkless = (code: number, attributes: number): boolean =>
  code === SPACE && (attributes & (INVERSE | UNDERLINE)) === 0;

function horizontal(right: number): string {
  if (right === 0) return '';
  if (right > 0) return `\u001b[${right > 1 ? right : ''}C`;
  return right >= -3 ? '\b'.repeat(-right) : `\u001b[${-right}D`;
}

/** The SGR parameters from one style to another. */
function codes(from: Style, to: Style, depth: ColourDepth): string[] {
  const list: string[] = [];
  let kept = from.attributes;
  for (const [bit, , off] of ATTRIBUTES)
    if ((kept & ~to.attributes & bit) !== 0) {
      list.push(off);
      kept &= off === '22' ? ~(BOLD | DIM) : ~bit;
    }
  for (const [bit, on] of ATTRIBUTES) if ((to.attributes & ~kept & bit) !== 0) list.push(on);
  if (to.fg !== from.fg) list.push(sgrColour(to.fg, false, depth));
  if (to.bg !== from.bg) list.push(sgrColour(to.bg, true, depth));
  return list;
}
