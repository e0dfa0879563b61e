// The only writer to the terminal. It composes Ink's frames and the panels' canvases as cells and writes the cells that
// differ from the screen.
import { CONTINUATION, createCanvas, type Canvas, type Layer } from '../../core/screen/canvas.js';
import { compose, copyCell, sameCell } from '../../core/screen/compose.js';
import { writeRow } from './ansi.js';
import type { ColourDepth } from './colour.js';
import { Pen } from './pen.js';
import { BEGIN_UPDATE, END_UPDATE } from './synchronized.js';
import { isBehind } from './ttyOutput.js';

export interface SurfaceOutput {
  write(text: string): unknown;
  /** Bytes not yet taken by the terminal; frames are dropped while there are any. */
  readonly writableLength?: number;
}

/** Maximum number of equal cells to rewrite between two changed ones instead of a move. */
const GAP = 3;
/** Longer frames may be shown half written, so they need marks; shorter ones arrive whole. */
const LONG = 512;

/** `UNKNOWN` differs from every cell, so the next flush writes it. */
const UNKNOWN = 0xffffffff;

export class Surface {
  private base: Canvas;
  private next: Canvas;
  private shown: Canvas;
  private rows: string[] = [];
  private layers: readonly Layer[] = [];
  private heldBack = false;

  /** `synchronized`: the terminal shows an update at once between its begin and end marks. */
  constructor(
    private readonly output: SurfaceOutput,
    private readonly depth: ColourDepth,
    columns: number,
    rows: number,
    private readonly synchronized = false,
  ) {
    this.base = createCanvas(columns, rows);
    this.next = createCanvas(columns, rows);
    this.shown = createCanvas(columns, rows);
    this.invalidate();
  }

  /** The terminal was still draining the previous frame; flush again even if nothing changes. */
  get behind(): boolean {
    return this.heldBack;
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
    const difference = this.difference();
    if (difference === '') return 0;
    const text = this.synchronized && difference.length > LONG ? BEGIN_UPDATE + difference + END_UPDATE : difference;
    this.output.write(text);
    return Buffer.byteLength(text);
  }

  private difference(): string {
    const { next, shown } = this;
    const { width, height } = next;
    const pen = new Pen(this.depth);
    let out = '';
    for (let y = 0; y < height; y += 1) {
      /** Column after the last cell written in this row; -1 if none. */
      let behind = -1;
      for (let x = 0; x < width; x += 1) {
        const i = y * width + x;
        if (sameCell(next, shown, i)) continue;
        copyCell(next, shown, i);
        // The first half of a wide character draws both.
        if (next.glyph[i] === CONTINUATION) continue;
        const gap = behind < 0 ? 0 : x - behind;
        if (gap > 0 && gap <= GAP && cheap(pen, next, i - gap, i))
          for (let j = i - gap; j < i; j += 1) out += pen.draw(next, j, false);
        out += pen.moveTo(x, y);
        const wide = x + 1 < width && next.glyph[i + 1] === CONTINUATION;
        out += pen.draw(next, i, wide);
        if (wide) copyCell(next, shown, i + 1);
        behind = wide ? -1 : x + 1;
      }
    }
    return out === '' ? '' : out + pen.close();
  }
}

/** Whether the cells from `from` to before `to` are one byte each in the pen's style. */
function cheap(pen: Pen, canvas: Canvas, from: number, to: number): boolean {
  for (let i = from; i < to; i += 1) if (!pen.isCheap(canvas, i)) return false;
  return true;
}
