// The terminal's pen and cursor: draws cells and moves the cursor with as few bytes as possible.
import { BOLD, CONTINUATION, DEFAULT, DIM, INVERSE, UNDERLINE, type Canvas } from '../../core/screen/canvas.js';
import { sgrColour, type ColourDepth } from './colour.js';

const SPACE = 32;
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

  /** Codes that move the cursor to (x, y), from 0; empty if it is there. */
  moveTo(x: number, y: number): string {
    const absolute = `\u001b[${y + 1};${x + 1}H`;
    if (this.x < 0) return this.at(x, y, absolute);
    const down = y - this.y;
    const right = x - this.x;
    if (down < 0) return this.at(x, y, absolute);
    const vertical = down === 0 ? '' : `\u001b[${down > 1 ? down : ''}B`;
    const relative = vertical + horizontal(right);
    return this.at(x, y, relative.length < absolute.length ? relative : absolute);
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

  /** Whether cell `i` is one byte in the pen's style, so that rewriting it is cheaper than a move. */
  isCheap(canvas: Canvas, i: number): boolean {
    const code = canvas.glyph[i] ?? SPACE;
    if (code < SPACE || code > 126 || code === CONTINUATION) return false;
    const wanted = this.styleOf(canvas, i);
    const { fg, bg, attributes } = this.style;
    return bg === wanted.bg && attributes === wanted.attributes && (fg === wanted.fg || inkless(code, attributes));
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
