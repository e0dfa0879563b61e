// Draws cells on a canvas of the browser: only those that have changed, each at its own place.
import {
  BOLD,
  CONTINUATION,
  createCanvas,
  DEFAULT,
  DIM,
  INVERSE,
  UNDERLINE,
  type Canvas,
} from '../core/screen/canvas.js';
import { copyCell, sameCell } from '../core/screen/compose.js';
import type { Place } from '../core/screen/area.js';
import { hexColour } from '../runtime/terminal/colour.js';
import { shapes } from '../ui/export/glyphShapes.js';
import type { Paper } from '../ui/themes/theme.js';
import type { Size } from '../ui/shell/view.js';

const FONT = 'ui-monospace,Menlo,Consolas,"DejaVu Sans Mono",monospace';
/** Parts of the font's size. */
const LINE = 1.25;
const BASELINE = 0.95;
const DIMMED = 0.6;
/** Of a font, in CSS pixels. */
const SMALLEST = 3;
const LARGEST = 16;
/** Differs from every glyph. */
const UNKNOWN = 0xffffffff;
const SPACE = 32;

export class Grid {
  private readonly pen: CanvasRenderingContext2D;
  private readonly paths = new Map<number, Path2D | null>();
  private shown = createCanvas(0, 0);
  private paper: Paper | null = null;
  private font = LARGEST;
  private cell = { width: 0, height: 0 };

  constructor(private readonly element: HTMLCanvasElement) {
    const pen = element.getContext('2d', { alpha: false });
    if (pen === null) throw new Error('this browser cannot draw on a canvas');
    this.pen = pen;
  }

  /** Chooses the largest font at which `least` fits into the room. Returns the number of cells. */
  fit(room: { readonly width: number; readonly height: number }, least: Size): Size {
    const fits = ({ width, height }: { width: number; height: number }): boolean =>
      least.columns * width <= room.width && least.rows * height <= room.height;
    this.font = LARGEST;
    while (this.font > SMALLEST && !fits(this.measured(this.font))) this.font -= 0.5;
    this.cell = this.measured(this.font);
    return {
      columns: Math.max(least.columns, Math.floor(room.width / this.cell.width)),
      rows: Math.max(least.rows, Math.floor(room.height / this.cell.height)),
    };
  }

  draw(canvas: Canvas, paper: Paper): void {
    this.begin(canvas, paper);
    const { width, height } = canvas;
    for (let y = 0; y < height; y += 1)
      for (let x = 0; x < width; x += 1) {
        const i = y * width + x;
        if (sameCell(canvas, this.shown, i)) continue;
        // Half of a wide character is no picture: its first cell draws both.
        const wide = canvas.glyph[i + 1] === CONTINUATION && x + 1 < width;
        if (canvas.glyph[i] !== CONTINUATION) this.drawCell(canvas, i, { x, y }, wide ? 2 : 1);
        copyCell(canvas, this.shown, i);
      }
  }

  /** The cell under a pointer. */
  cellAt({ offsetX, offsetY }: { readonly offsetX: number; readonly offsetY: number }): Place {
    return { x: Math.floor(offsetX / this.cell.width), y: Math.floor(offsetY / this.cell.height) };
  }

  /** Whole pixels of the device: edges between them would let a thin line of an old cell show. */
  private measured(size: number): { width: number; height: number } {
    this.pen.font = `${size}px ${FONT}`;
    const ratio = globalThis.devicePixelRatio || 1;
    const whole = (length: number): number => Math.ceil(length * ratio) / ratio;
    return { width: whole(this.pen.measureText('0').width), height: whole(size * LINE) };
  }

  /** Draws everything again if the size, resolution or paper has changed. */
  private begin(canvas: Canvas, paper: Paper): void {
    const ratio = globalThis.devicePixelRatio || 1;
    const [width, height] = [canvas.width * this.cell.width, canvas.height * this.cell.height];
    const [pixels, lines] = [Math.ceil(width * ratio), Math.ceil(height * ratio)];
    const { element, pen, shown } = this;
    if (
      shown.width === canvas.width &&
      shown.height === canvas.height &&
      element.width === pixels &&
      this.paper === paper
    )
      return;
    [element.width, element.height] = [pixels, lines];
    [element.style.width, element.style.height] = [`${width}px`, `${height}px`];
    pen.setTransform(ratio, 0, 0, ratio, 0, 0);
    pen.fillStyle = hexColour(paper.background);
    pen.fillRect(0, 0, width, height);
    this.paper = paper;
    this.paths.clear();
    this.shown = createCanvas(canvas.width, canvas.height);
    this.shown.glyph.fill(UNKNOWN);
  }

  private drawCell(canvas: Canvas, i: number, at: Place, cells: number): void {
    const { pen, cell, paper } = this;
    const attributes = canvas.attributes[i] ?? 0;
    const ink = colourOf(canvas.fg[i], paper?.foreground);
    const ground = colourOf(canvas.bg[i], paper?.background);
    const swapped = (attributes & INVERSE) !== 0;
    const [x, y] = [at.x * cell.width, at.y * cell.height];
    pen.fillStyle = swapped ? ink : ground;
    pen.fillRect(x, y, cells * cell.width, cell.height);
    const code = canvas.glyph[i] ?? SPACE;
    if (code === SPACE) return;
    pen.fillStyle = swapped ? ground : ink;
    pen.globalAlpha = (attributes & DIM) === 0 ? 1 : DIMMED;
    this.drawGlyph(code, { x, y }, (attributes & BOLD) !== 0);
    if ((attributes & UNDERLINE) !== 0) pen.fillRect(x, y + cell.height - 2, cells * cell.width, 1);
    pen.globalAlpha = 1;
  }

  private drawGlyph(code: number, { x, y }: Place, bold: boolean): void {
    const { pen } = this;
    const path = this.pathOf(code);
    if (path === null) {
      pen.font = `${bold ? 'bold ' : ''}${this.font}px ${FONT}`;
      pen.fillText(String.fromCodePoint(code), x, y + this.font * BASELINE);
      return;
    }
    pen.translate(x, y);
    pen.fill(path);
    pen.translate(-x, -y);
  }

  /** The path of a line, block or braille character. Drawn as a path, it fills its cell in every font. */
  private pathOf(code: number): Path2D | null {
    const known = this.paths.get(code);
    if (known !== undefined) return known;
    const data = shapes(code, { x: 0, y: 0, ...this.cell });
    const path = data === '' ? null : new Path2D(data);
    this.paths.set(code, path);
    return path;
  }
}

const colourOf = (colour: number | undefined, paper = 0): string =>
  hexColour(colour === undefined || colour === DEFAULT ? paper : colour);
