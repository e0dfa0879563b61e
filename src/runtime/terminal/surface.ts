// The only writer to the terminal. It composes Ink's frames and the panels' canvases as cells and writes the cells that
// differ from the screen.
import { createCanvas, type Canvas, type Layer } from '../../core/screen/canvas.js';
import { compose } from '../../core/screen/compose.js';
import { writeRow } from './ansi.js';
import type { ColourDepth } from './colour.js';
import type { CellPixels } from '../../core/screen/picture.js';
import type { Abilities, PictureForm } from './identity.js';
import { PictureBoard } from './images/board.js';
import { Pen } from './pen.js';
import { byStyle, strokesBetween } from './strokes.js';
import { BEGIN_UPDATE, END_UPDATE } from './synchronized.js';
import { isBehind } from './ttyOutput.js';

export interface SurfaceOutput {
  write(text: string): unknown;
  /** Bytes not yet taken by the terminal; frames are dropped while there are any. */
  readonly writableLength?: number;
}

/** What of the terminal's abilities makes a drawing shorter or steadier. */
export type Drawing = Pick<Abilities, 'synchronized' | 'erase'>;

/** Longer frames may be shown half written, so they need marks; shorter ones arrive whole. */
const LONG = 512;

/** `UNKNOWN` differs from every cell, so the next flush writes it. */
const UNKNOWN = 0xffffffff;

/** Begins with a clear screen. */
export class Surface {
  private base: Canvas;
  private next: Canvas;
  private shown: Canvas;
  private rows: string[] = [];
  private layers: readonly Layer[] = [];
  private heldBack = false;
  private board: PictureBoard | null = null;
  private pixels: CellPixels | null = null;

  constructor(
    private readonly output: SurfaceOutput,
    private readonly depth: ColourDepth,
    columns: number,
    rows: number,
    private readonly takes: Drawing = { synchronized: false, erase: true },
  ) {
    this.base = createCanvas(columns, rows);
    this.next = createCanvas(columns, rows);
    this.shown = createCanvas(columns, rows);
  }

  /** The terminal was still draining the previous frame; flush again even if nothing changes. */
  get behind(): boolean {
    return this.heldBack;
  }

  /** Pixels of a cell if the terminal shows pictures; null: it does not. */
  get cell(): CellPixels | null {
    return this.pixels;
  }

  /** From now on pictures of layers are drawn; octants are cells of the layers. */
  showImages(form: PictureForm, cell: CellPixels): void {
    this.board = typeof form === 'string' ? new PictureBoard(form) : null;
    this.pixels = cell;
  }

  /** Changes the size and redraws everything. */
  resize(columns: number, rows: number): void {
    this.base = createCanvas(columns, rows);
    this.next = createCanvas(columns, rows);
    this.shown = createCanvas(columns, rows);
    this.rows = [];
    this.layers = [];
    this.invalidate();
  }

  /** Sets the text layer: a whole frame, rows separated by newlines. */
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

  /** Marks the content of the terminal as unknown. */
  invalidate(): void {
    this.shown.glyph.fill(UNKNOWN);
    this.board?.forget();
  }

  /** The composed cells, for export. */
  picture(): Canvas {
    compose(this.next, this.base, this.layers);
    const { width, height, glyph, fg, bg, attributes } = this.next;
    return { width, height, glyph: glyph.slice(), fg: fg.slice(), bg: bg.slice(), attributes: attributes.slice() };
  }

  /** Writes changed cells. Returns the bytes written: 0 without changes, or while the terminal drains (the next flush catches up). */
  flush(): number {
    this.heldBack = isBehind(this.output);
    if (this.heldBack) return 0;
    compose(this.next, this.base, this.layers);
    const pictures = this.board?.place(this.next, this.shown, this.layers);
    const difference = this.difference() + (pictures?.() ?? '');
    if (difference === '') return 0;
    const text =
      this.takes.synchronized && difference.length > LONG ? BEGIN_UPDATE + difference + END_UPDATE : difference;
    this.output.write(text);
    return Buffer.byteLength(text);
  }

  private difference(): string {
    const { next, shown, depth, takes } = this;
    const strokes = strokesBetween(next, shown, takes.erase);
    const pen = new Pen(depth);
    let out = '';
    for (const stroke of byStyle(next, strokes, depth)) out += pen.stroke(next, stroke);
    return out === '' ? '' : out + pen.close();
  }
}
