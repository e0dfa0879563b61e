// The lesson beside the dashboard: a framed column, or in a small window a band with text left and question right.
import { blockedBy, currentAnswer, currentStep, score } from '../../core/lesson/play.js';
import { focusedRun } from '../../core/app/selectors.js';
import type { AppState } from '../../core/app/state.js';
import { put, text, type Canvas } from '../../core/screen/canvas.js';
import { paintFrame } from '../overlays/frame.js';
import type { Theme } from '../themes/theme.js';
import { DENSITIES, questionLines, textLines, textRows, type Density, type Line } from './lines.js';

/** Minimum width to place text and question side by side. */
const SIDE_BY_SIDE = 56;
/** Minimum height for blank lines between paragraphs. */
const ROOMY_ROWS = 24;

/** Paints the box with its frame. */
export function paintLesson(canvas: Canvas, state: AppState, theme: Theme, ascii: boolean): void {
  const { lesson } = state;
  if (!lesson) return;
  const { right, asked } = score(lesson);
  const points = asked === 0 ? '' : `, ${right} of ${asked} right`;
  paintFrame(canvas, `lesson ${lesson.index + 1}/${lesson.lesson.steps.length}${points}`, theme, ascii);
  const width = canvas.width - 4;
  const rows = canvas.height - 3;
  const run = focusedRun(state);
  const open = run !== undefined && blockedBy(lesson, run) === null;
  const paint = canvas.width >= SIDE_BY_SIDE ? sideBySide : stacked;
  const pages = paint(canvas, state, theme, ascii, width, rows);
  const style = { fg: open ? theme.focus : theme.muted };
  text(canvas, 2, canvas.height - 2, keysLine(state, pages, width), style, width);
}

/** Returns the number of pages. */
function stacked(canvas: Canvas, state: AppState, theme: Theme, ascii: boolean, width: number, rows: number): number {
  const lines = fitting(rows, (density) => {
    const question = questionLines(state, width, theme, ascii, density);
    return [
      ...textLines(state, width, theme, ascii, density),
      ...(question.length > 0 && density === 'loose' ? [{ text: '' }] : []),
      ...question,
    ];
  });
  return draw(canvas, lines, state, 2, width, rows, theme, ascii);
}

/** Returns the number of pages of the longer side. */
function sideBySide(
  canvas: Canvas,
  state: AppState,
  theme: Theme,
  ascii: boolean,
  width: number,
  rows: number,
): number {
  const hasQuestion = questionLines(state, 40, theme, ascii, 'tight').length > 0;
  const { left, right } = hasQuestion ? sidesOf(width) : { left: width, right: 0 };
  const words = fitting(rows, (density) => textLines(state, left, theme, ascii, density));
  const pages = draw(canvas, words, state, 2, left, rows, theme, ascii);
  if (!hasQuestion) return pages;
  const bar = (ascii ? '|' : '│').codePointAt(0) ?? 124;
  for (let y = 1; y <= rows; y += 1) put(canvas, 2 + left + 1, y, bar, { fg: theme.border });
  const lines = fitting(rows, (density) => questionLines(state, right, theme, ascii, density));
  return Math.max(pages, draw(canvas, lines, state, 2 + left + 3, right, rows, theme, ascii));
}

/** The loosest version that fits. */
function fitting(rows: number, make: (density: Density) => Line[]): Line[] {
  let lines: Line[] = [];
  for (const density of DENSITIES) {
    lines = make(density);
    if (lines.length <= rows) break;
  }
  return lines;
}

/** Draws the current page and returns the number of pages. Pages overlap by one line. */
function draw(
  canvas: Canvas,
  lines: Line[],
  state: AppState,
  x: number,
  width: number,
  rows: number,
  theme: Theme,
  ascii: boolean,
): number {
  const step = Math.max(1, rows - 1);
  const pages = lines.length <= rows ? 1 : 1 + Math.ceil((lines.length - rows) / step);
  const turned = state.lesson?.turned ?? 0;
  const page = ((turned % pages) + pages) % pages;
  // The last page is full and ends with the last line.
  const from = Math.max(0, Math.min(page * step, lines.length - rows));
  lines.slice(from, from + rows).forEach((line, i) => {
    text(canvas, x, 1 + i, line.text, line.style ?? { fg: theme.text }, width);
  });
  // Report lines that do not fit.
  if (page < pages - 1) text(canvas, x + width - 3, rows, ascii ? '...' : '  …', { fg: theme.warning }, 3);
  return pages;
}

/** Width of text and question side by side in `width` cells. */
const sidesOf = (width: number): { readonly left: number; readonly right: number } => {
  const right = Math.max(28, Math.floor(width * 0.42));
  return { left: width - right - 3, right };
};

/** Rows of a band, with frame, for a step without a question; null for a step with one. */
export function rowsOfText({ lesson, size }: AppState): number | null {
  if (!lesson) return null;
  const step = currentStep(lesson);
  if (step.question !== undefined) return null;
  const whole = size.columns - 4;
  const width = step.wait === 'key' ? whole : sidesOf(whole).left;
  // ASCII spellings can be longer.
  const rows = [true, false].map((ascii) => textRows(step, width, ascii, size.rows >= ROOMY_ROWS));
  return Math.max(...rows) + 3;
}

/** The enabled keys. */
function keysLine(state: AppState, pages: number, width: number): string {
  const { lesson } = state;
  const run = focusedRun(state);
  if (!lesson || run === undefined) return '';
  const last = lesson.index === lesson.lesson.steps.length - 1;
  const open = currentStep(lesson).question !== undefined && !currentAnswer(lesson)?.found;
  const keys = [
    open ? '1-4 guess' : '',
    blockedBy(lesson, run) === null ? `enter ${last ? 'ends' : 'next'}` : '',
    pages > 1 ? 'pgdn more' : '',
    lesson.index > 0 ? 'bksp back' : '',
    'esc leave',
  ].filter((key) => key !== '');
  const line = keys.join('  ');
  return line.length <= width ? line : keys.filter((key) => key !== 'bksp back').join('  ');
}
