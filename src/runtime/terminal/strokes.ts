// What differs between two canvases as strokes: consecutive cells of one row in one style, or cells to erase. Pure.
import { CONTINUATION, DEFAULT, INVERSE, UNDERLINE, type Canvas } from '../../core/screen/canvas.js';
import { copyCell, sameCell } from '../../core/screen/compose.js';
import type { ColourDepth } from './colour.js';

const SPACE = 32;
/** Maximum number of equal cells to rewrite between two changed ones instead of a move. */
const GAP = 3;
/** Blanks that are shorter than this are written, not erased: a move over the erased ones follows. */
const ERASE_LEAST = 10;
/** Erasing to the end of the row needs no move after it. */
const REST_LEAST = 4;

export interface Stroke {
  /** Indices of the first cell and after the last one. */
  readonly from: number;
  readonly to: number;
  /** The cell whose style it has. */
  readonly like: number;
  /** How it gets on the screen; `rest`: blanks up to the end of the row. */
  readonly how: 'draw' | 'erase' | 'rest';
}

/** The strokes from top left to bottom right. Copies `next` to `shown`. `erases`: the terminal erases cells within a row. */
export function strokesBetween(next: Canvas, shown: Canvas, erases: boolean): Stroke[] {
  const strokes: Stroke[] = [];
  for (let y = 0; y < next.height; y += 1) rowStrokes(next, shown, y, erases, strokes);
  return strokes;
}

function rowStrokes(next: Canvas, shown: Canvas, y: number, erases: boolean, strokes: Stroke[]): void {
  const [start, end] = [y * next.width, (y + 1) * next.width];
  /** The stroke that the next cell may continue. */
  let last: { from: number; to: number; like: number; how: 'draw' } | null = null;
  for (let i = start; i < end;) {
    if (sameCell(next, shown, i)) {
      i += 1;
      continue;
    }
    const blank = blankFrom(next, shown, i, end);
    const how =
      blank.whole && blank.to - i >= REST_LEAST ? 'rest' : erases && blank.to - i >= ERASE_LEAST ? 'erase' : null;
    if (how !== null) {
      const like = last !== null && last.to === i && erasing(next, last.like) ? last.like : i;
      strokes.push({ from: i, to: blank.to, like, how });
      for (; i < blank.to; i += 1) copyCell(next, shown, i);
      last = null;
      continue;
    }
    if (last === null || !continues(next, last, i)) {
      last = { from: i, to: i, like: i, how: 'draw' };
      strokes.push(last);
    }
    // Until the stroke has a visible cell, it takes the style of the next one.
    if (inkless(next, last.like)) last.like = i;
    copyCell(next, shown, i);
    i += 1;
    // A wide character draws its second half.
    if (i < end && next.glyph[i] === CONTINUATION) copyCell(next, shown, i++);
    last.to = i;
  }
}

/** The blank cells from `i` on: after the last one that changes, and whether they reach the end of the row. */
function blankFrom(
  next: Canvas,
  shown: Canvas,
  i: number,
  end: number,
): { readonly to: number; readonly whole: boolean } {
  let to = i;
  let at = i;
  for (; at < end && next.glyph[at] === SPACE && erasing(next, at); at += 1)
    if (!sameCell(next, shown, at)) to = at + 1;
  return { to, whole: at === end };
}

/** Whether erasing in the style of this cell leaves plain cells. Some terminals fill them with the background. */
const erasing = ({ bg, attributes }: Canvas, i: number): boolean =>
  bg[i] === DEFAULT && ((attributes[i] ?? 0) & (INVERSE | UNDERLINE)) === 0;

/** A space whose foreground, boldness and dimness are invisible. */
const inkless = ({ glyph, attributes }: Canvas, i: number): boolean =>
  glyph[i] === SPACE && ((attributes[i] ?? 0) & (INVERSE | UNDERLINE)) === 0;

/** Whether cell `i` can follow a stroke, over a few equal cells that are as cheap to write as a move. */
function continues(next: Canvas, { to, like }: { readonly to: number; readonly like: number }, i: number): boolean {
  if (i - to > GAP || !alike(next, like, i)) return false;
  for (let gap = to; gap < i; gap += 1) {
    const glyph = next.glyph[gap] ?? SPACE;
    if (glyph < SPACE || glyph > 126 || !alike(next, like, gap)) return false;
  }
  return true;
}

/** Whether two cells can be drawn in one style. */
function alike(canvas: Canvas, a: number, b: number): boolean {
  const { fg, bg, attributes } = canvas;
  if (bg[a] !== bg[b]) return false;
  if (inkless(canvas, a)) return inkless(canvas, b) || ((attributes[b] ?? 0) & (INVERSE | UNDERLINE)) === 0;
  if (inkless(canvas, b)) return ((attributes[a] ?? 0) & (INVERSE | UNDERLINE)) === 0;
  return attributes[a] === attributes[b] && fg[a] === fg[b];
}

/** Groups strokes by style, in order of appearance: where codes of colours are long, moves between strokes are shorter. */
export function byStyle(canvas: Canvas, strokes: readonly Stroke[], depth: ColourDepth): readonly Stroke[] {
  if (depth === 'none' || depth === '16') return strokes;
  const groups = new Map<number, Stroke[]>();
  for (const stroke of strokes) {
    const key = styleKey(canvas, stroke.like);
    const group = groups.get(key);
    if (group === undefined) groups.set(key, [stroke]);
    else group.push(stroke);
  }
  return [...groups.values()].flat();
}

/** Colours have 24 bits, attributes 4. */
const styleKey = ({ fg, bg, attributes }: Canvas, i: number): number =>
  (((fg[i] ?? DEFAULT) + 1) * (1 << 24) + (bg[i] ?? DEFAULT) + 1) * 16 + (attributes[i] ?? 0);
