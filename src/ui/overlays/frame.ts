// The shape of all overlays: a framed box of lines in the middle of the screen.
import type { AppState } from '../../core/app/state.js';
import type { Area, Span } from '../../core/screen/area.js';
import {
  BOLD,
  createCanvas,
  INVERSE,
  put,
  textIn,
  type Canvas,
  type Layer,
  type Style,
} from '../../core/screen/canvas.js';
import { textWidth } from '../../core/text/width.js';
import { shorten } from '../paint/words.js';
import type { Theme } from '../themes/theme.js';

export interface OverlayLine {
  readonly text: string;
  readonly style?: Style;
  /** The line under the cursor. */
  readonly selected?: boolean;
  /** The line in the second column. */
  readonly beside?: Pick<OverlayLine, 'text' | 'style'>;
}

export interface OverlayBox {
  readonly title: string;
  /** The keys of the overlay, in its bottom line. */
  readonly keys: string;
  readonly lines: readonly OverlayLine[];
  /** Fixed rows above the keys: details of the selected line. */
  readonly detail?: readonly string[];
  /** First visible line. */
  readonly scroll: number;
}

const FRAMES = {
  unicode: { tl: '╭', tr: '╮', bl: '╰', br: '╯', h: '─', v: '│', more: '↓', less: '↑' },
  ascii: { tl: '+', tr: '+', bl: '+', br: '+', h: '-', v: '|', more: 'v', less: '^' },
} as const;

/** Cells between two columns. */
const GAP = 2;

export interface OverlayPlace extends Area {
  /** Widths of the two columns of text. */
  readonly left: number;
  readonly right: number;
  /** The first line shown, and how many. */
  readonly from: number;
  readonly room: number;
}

/** Makes an overlay's lines for a width. */
export type Maker = (state: AppState, theme: Theme, width: number, ascii: boolean) => OverlayBox;

/** The box as large as its lines, within the screen. */
export function overlayPlace(box: OverlayBox, columns: number, rows: number): OverlayPlace {
  const left = Math.max(...box.lines.map((line) => textWidth(line.text)));
  const right = Math.max(0, ...box.lines.map((line) => textWidth(line.beside?.text ?? '')));
  const both = right === 0 ? left : left + GAP + right;
  const widest = Math.max(textWidth(box.title) + 4, textWidth(box.keys) + 2, both);
  const details = box.detail?.length ?? 0;
  const width = Math.min(columns - 2, widest + 4);
  const height = Math.min(rows - 2, box.lines.length + details + 3);
  const room = height - details - 3;
  const from = Math.max(0, Math.min(box.scroll, box.lines.length - room));
  const [x, y] = [Math.floor((columns - width) / 2), Math.floor((rows - height) / 2)];
  return { x, y, width, height, left, right, from, room };
}

export function paintOverlay(box: OverlayBox, columns: number, rows: number, theme: Theme, ascii: boolean): Layer {
  const f = ascii ? FRAMES.ascii : FRAMES.unicode;
  const { x, y, width, height, left, right, from, room } = overlayPlace(box, columns, rows);
  const detail = box.detail ?? [];
  const canvas = createCanvas(width, height);
  paintFrame(canvas, box.title, theme, ascii);
  // The narrower column keeps its width and the other gets the rest; if both are too wide, each gets half.
  const inner = width - 4;
  const first = right === 0 ? inner : Math.min(left, Math.max(Math.floor((inner - GAP) / 2), inner - GAP - right));
  box.lines.slice(from, from + room).forEach((line, i) => {
    const style =
      line.selected === true
        ? { ...line.style, attributes: (line.style?.attributes ?? 0) | INVERSE }
        : (line.style ?? {});
    const cut = shorten(line.text, first, ascii);
    const shown = line.selected === true ? cut + ' '.repeat(Math.max(0, first - textWidth(cut))) : cut;
    textIn(canvas, { x: 2, y: 1 + i, width: first }, shown, style);
    if (line.beside === undefined) return;
    const room = inner - first - GAP;
    const place = { x: 2 + first + GAP, y: 1 + i, width: room };
    textIn(canvas, place, shorten(line.beside.text, room, ascii), line.beside.style);
  });
  const bottom = (y: number): Span => ({ x: 2, y, width: inner });
  detail.forEach((line, i) => textIn(canvas, bottom(1 + room + i), line, { fg: theme.title }));
  textIn(canvas, bottom(height - 2), box.keys, { fg: theme.muted });
  if (from > 0) put(canvas, width - 2, 1, code(f.less), { fg: theme.muted });
  if (from + room < box.lines.length) put(canvas, width - 2, room, code(f.more), { fg: theme.muted });
  return { x, y, canvas };
}

/** A frame along the edge of the canvas, with the title on top. */
export function paintFrame(canvas: Canvas, title: string, theme: Theme, ascii: boolean): void {
  const f = ascii ? FRAMES.ascii : FRAMES.unicode;
  const { width, height } = canvas;
  const frame: Style = { fg: theme.focus };
  for (let x = 0; x < width; x += 1) {
    put(canvas, x, 0, code(x === 0 ? f.tl : x === width - 1 ? f.tr : f.h), frame);
    put(canvas, x, height - 1, code(x === 0 ? f.bl : x === width - 1 ? f.br : f.h), frame);
  }
  for (let y = 1; y < height - 1; y += 1) {
    put(canvas, 0, y, code(f.v), frame);
    put(canvas, width - 1, y, code(f.v), frame);
  }
  textIn(canvas, { x: 2, y: 0, width: width - 4 }, ` ${title} `, { fg: theme.title, attributes: BOLD });
}

const code = (glyph: string): number => glyph.codePointAt(0) ?? 32;
