// The lesson beside the dashboard: a framed column, or in small windows a band with the text left and the question right.
import { blockedBy, currentAnswer, currentStep, score } from '../../core/lesson/play.js';
import { focusedRun } from '../../core/app/selectors.js';
import type { AppState } from '../../core/app/state.js';
import { put, text, type Canvas } from '../../core/screen/canvas.js';
import { paintFrame } from '../overlays/frame.js';
import type { Theme } from '../themes/theme.js';
import { DENSITIES, questionLines, textLines, type Density, type Line } from './lines.js';

/** Text and question stand side by side from this width on. */
const SIDE_BY_SIDE = 56;

/** Paints the whole box with its frame onto the canvas. */
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
  text(canvas, 2, canvas.height - 2, keysLine(state), { fg: open ? theme.focus : theme.muted }, width);
  if (canvas.width >= SIDE_BY_SIDE) sideBySide(canvas, state, theme, ascii, width, rows);
  else stacked(canvas, state, theme, ascii, width, rows);
}

function stacked(canvas: Canvas, state: AppState, theme: Theme, ascii: boolean, width: number, rows: number): void {
  const lines = fitting(rows, (density) => {
    const question = questionLines(state, width, theme, ascii, density);
    return [
      ...textLines(state, width, theme, ascii, density),
      ...(question.length > 0 && density === 'loose' ? [{ text: '' }] : []),
      ...question,
    ];
  });
  draw(canvas, lines, 2, width, rows, theme, ascii);
}

function sideBySide(canvas: Canvas, state: AppState, theme: Theme, ascii: boolean, width: number, rows: number): void {
  const hasQuestion = questionLines(state, 40, theme, ascii, 'tight').length > 0;
  const right = hasQuestion ? Math.max(28, Math.floor(width * 0.42)) : 0;
  const left = hasQuestion ? width - right - 3 : width;
  draw(
    canvas,
    fitting(rows, (density) => textLines(state, left, theme, ascii, density)),
    2,
    left,
    rows,
    theme,
    ascii,
  );
  if (!hasQuestion) return;
  const bar = (ascii ? '|' : '│').codePointAt(0) ?? 124;
  for (let y = 1; y <= rows; y += 1) put(canvas, 2 + left + 1, y, bar, { fg: theme.border });
  const lines = fitting(rows, (density) => questionLines(state, right, theme, ascii, density));
  draw(canvas, lines, 2 + left + 3, right, rows, theme, ascii);
}

/** As loose as there is room for. */
function fitting(rows: number, make: (density: Density) => Line[]): Line[] {
  let lines: Line[] = [];
  for (const density of DENSITIES) {
    lines = make(density);
    if (lines.length <= rows) break;
  }
  return lines;
}

function draw(
  canvas: Canvas,
  lines: Line[],
  x: number,
  width: number,
  rows: number,
  theme: Theme,
  ascii: boolean,
): void {
  lines.slice(0, rows).forEach((line, i) => {
    text(canvas, x, 1 + i, line.text, line.style ?? { fg: theme.text }, width);
  });
  // What does not fit is said to be missing.
  if (lines.length > rows) text(canvas, x + width - 3, rows, ascii ? '...' : '  …', { fg: theme.warning }, 3);
}

/** The keys that do something now. */
function keysLine(state: AppState): string {
  const { lesson } = state;
  const run = focusedRun(state);
  if (!lesson || run === undefined) return '';
  const last = lesson.index === lesson.lesson.steps.length - 1;
  const open = currentStep(lesson).question !== undefined && !currentAnswer(lesson)?.found;
  const keys = [
    open ? '1-4 guess' : '',
    blockedBy(lesson, run) === null ? `enter ${last ? 'ends' : 'next'}` : '',
    lesson.index > 0 ? 'bksp back' : '',
    'esc leave',
  ];
  return keys.filter((key) => key !== '').join('  ');
}
