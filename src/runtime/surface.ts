// The one writer to the terminal. Ink's frames and the panels' canvases are laid over each other as cells; what differs from
// the cells on screen is written, and nothing else.
import { BOLD, createCanvas, DEFAULT, DIM, INVERSE, UNDERLINE, type Canvas } from '../core/screen/canvas.js';
import { CONTINUATION, writeRow } from './ansi.js';
import { sgrColour, type ColourDepth } from './colour.js';

export interface Rect {
  readonly x: number;
  readonly y: number;
  readonly width: number;
  readonly height: number;
}

/** A canvas at its place; later layers cover earlier ones. */
export interface Layer {
  readonly x: number;
  readonly y: number;
  readonly canvas: Canvas;
}

export interface SurfaceOutput {
  write(text: string): unknown;
  /** Bytes not yet taken by the terminal; frames are skipped while there are many. */
  readonly writableLength?: number;
  readonly writableHighWaterMark?: number;
}

/** Cells that are equal between two changed ones are rewritten where a cursor move would cost more bytes. */
const GAP = 4;
const SPACE = 32;
const ATTRIBUTES: readonly (readonly [number, string])[] = [
  [BOLD, '1'],
  [DIM, '2'],
  [UNDERLINE, '4'],
  [INVERSE, '7'],
];

/** Cells written as `UNKNOWN` differ from everything: the next flush writes them. */
const UNKNOWN = 0xffffffff;

export class Surface {
  private base: Canvas;
  private next: Canvas;
  private shown: Canvas;
  private rows: string[] = [];
  private layers: readonly Layer[] = [];

  constructor(
    private readonly output: SurfaceOutput,
    private readonly depth: ColourDepth,
    columns: number,
    rows: number,
  ) {
    this.base = createCanvas(columns, rows);
    this.next = createCanvas(columns, rows);
    this.shown = createCanvas(columns, rows);
    this.invalidate();
  }

  get columns(): number {
    return this.base.width;
  }

  get height(): number {
    return this.base.height;
  }

  /** Another size: everything is drawn anew. */
  resize(columns: number, rows: number): void {
    this.base = createCanvas(columns, rows);
    this.next = createCanvas(columns, rows);
    this.shown = createCanvas(columns, rows);
    this.rows = [];
    this.layers = [];
    this.invalidate();
  }

  /** A whole frame of text, rows parted by newlines. */
  setFrame(frame: string): void {
    const rows = frame.replace(/\n+$/, '').split('\n');
    for (let y = 0; y < this.base.height; y += 1) {
      const row = rows[y] ?? '';
      if (this.rows[y] === row) continue;
      this.rows[y] = row;
      writeRow(this.base, y, row);
    }
  }

  setLayers(layers: readonly Layer[]): void {
    this.layers = layers;
  }

  /** Nothing is known about what the terminal shows. */
  invalidate(): void {
    this.shown.glyph.fill(UNKNOWN);
  }

  /** The picture as cells: for export. */
  picture(): Canvas {
    this.compose();
    const { width, height, glyph, fg, bg, attributes } = this.next;
    return { width, height, glyph: glyph.slice(), fg: fg.slice(), bg: bg.slice(), attributes: attributes.slice() };
  }

  /** Writes what changed. Returns the bytes written; 0 where nothing did, or the terminal is behind (the next flush catches up). */
  flush(): number {
    const { writableLength = 0, writableHighWaterMark = 16384 } = this.output;
    if (writableLength > 4 * writableHighWaterMark) return 0;
    this.compose();
    const text = this.difference();
    if (text === '') return 0;
    this.output.write(text);
    return Buffer.byteLength(text);
  }

  private compose(): void {
    const { next, base } = this;
    next.glyph.set(base.glyph);
    next.fg.set(base.fg);
    next.bg.set(base.bg);
    next.attributes.set(base.attributes);
    for (const { x, y, canvas } of this.layers) blit(next, canvas, x, y);
  }

  private difference(): string {
    const { next, shown } = this;
    const { width, height } = next;
    const pen = new Pen(this.depth);
    let out = '';
    for (let y = 0; y < height; y += 1) {
      /** Where the cursor stands in this row; -1: elsewhere. */
      let cursor = -1;
      for (let x = 0; x < width; x += 1) {
        const i = y * width + x;
        if (same(next, shown, i)) continue;
        // The second half of a wide character is drawn by its first half.
        if (next.glyph[i] === CONTINUATION) {
          copy(next, shown, i);
          continue;
        }
        if (cursor < 0 || x - cursor > GAP) out += `\u001b[${y + 1};${x + 1}H`;
        else for (let gap = cursor; gap < x; gap += 1) out += pen.draw(next, y * width + gap);
        out += pen.draw(next, i);
        copy(next, shown, i);
        const wide = x + 1 < width && next.glyph[i + 1] === CONTINUATION;
        if (wide) copy(next, shown, i + 1);
        cursor = x + (wide ? 2 : 1);
        if (wide) x += 1;
        // The cursor's place behind the last column differs between terminals.
        if (cursor >= width) cursor = -1;
      }
    }
    return out === '' ? '' : out + pen.reset();
  }
}

/** What the terminal's pen is set to; draws a cell with no more codes than its style needs. */
class Pen {
  private fg = DEFAULT;
  private bg = DEFAULT;
  private attributes = 0;

  constructor(private readonly depth: ColourDepth) {}

  draw(canvas: Canvas, i: number): string {
    const code = canvas.glyph[i] ?? 32;
    if (code === CONTINUATION) return '';
    const colours = this.depth !== 'none';
    return (
      this.style(
        colours ? (canvas.fg[i] ?? DEFAULT) : DEFAULT,
        colours ? (canvas.bg[i] ?? DEFAULT) : DEFAULT,
        canvas.attributes[i] ?? 0,
        code === SPACE,
      ) + String.fromCodePoint(code)
    );
  }

  reset(): string {
    return this.fg === DEFAULT && this.bg === DEFAULT && this.attributes === 0 ? '' : '\u001b[0m';
  }

  /** The colour of a space's ink does not matter, unless it is inverted or underlined. */
  private style(fg: number, bg: number, attributes: number, blank: boolean): string {
    const ink = blank && (attributes & (INVERSE | UNDERLINE)) === 0 && this.attributes === attributes ? this.fg : fg;
    if (ink === this.fg && bg === this.bg && attributes === this.attributes) return '';
    const codes: string[] = [];
    if (attributes !== this.attributes) {
      // Attributes end by one reset alone, which also ends the colours.
      if ((this.attributes & ~attributes) !== 0) {
        codes.push('0');
        this.fg = DEFAULT;
        this.bg = DEFAULT;
        this.attributes = 0;
      }
      for (const [bit, code] of ATTRIBUTES) if ((attributes & ~this.attributes & bit) !== 0) codes.push(code);
      this.attributes = attributes;
    }
    if (ink !== this.fg) codes.push(sgrColour(ink, false, this.depth));
    if (bg !== this.bg) codes.push(sgrColour(bg, true, this.depth));
    this.fg = ink;
    this.bg = bg;
    return `\u001b[${codes.join(';')}m`;
  }
}

const same = (a: Canvas, b: Canvas, i: number): boolean =>
  a.glyph[i] === b.glyph[i] && a.fg[i] === b.fg[i] && a.bg[i] === b.bg[i] && a.attributes[i] === b.attributes[i];

function copy(from: Canvas, to: Canvas, i: number): void {
  to.glyph[i] = from.glyph[i] ?? 32;
  to.fg[i] = from.fg[i] ?? DEFAULT;
  to.bg[i] = from.bg[i] ?? DEFAULT;
  to.attributes[i] = from.attributes[i] ?? 0;
}

/** Lays `from` over `to` at (x, y); a wide character cut in half becomes a space. */
function blit(to: Canvas, from: Canvas, x: number, y: number): void {
  for (let row = 0; row < from.height; row += 1) {
    const ty = y + row;
    if (ty < 0 || ty >= to.height) continue;
    const left = ty * to.width + x;
    if (to.glyph[left] === CONTINUATION && x > 0) to.glyph[left - 1] = 32;
    for (let column = 0; column < from.width; column += 1) {
      const tx = x + column;
      if (tx < 0 || tx >= to.width) continue;
      const i = row * from.width + column;
      const j = ty * to.width + tx;
      to.glyph[j] = from.glyph[i] ?? 32;
      to.fg[j] = from.fg[i] ?? DEFAULT;
      to.bg[j] = from.bg[i] ?? DEFAULT;
      to.attributes[j] = from.attributes[i] ?? 0;
    }
    const behind = left + from.width;
    if (x + from.width < to.width && to.glyph[behind] === CONTINUATION) to.glyph[behind] = 32;
  }
}
