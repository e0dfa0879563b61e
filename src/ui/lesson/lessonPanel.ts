// The lesson beside the dashboard: a framed column, or in a small window a band with text left and question right.
import { blockedBy, currentAnswer, currentStep, score } from '../../core/lesson/play.js';
import { choicesShown } from '../../core/app/lesson.js';
import { lessonKeys } from '../../core/app/lessonKeys.js';
import { lessonRun } from '../../core/app/lessonRun.js';
import type { AppState } from '../../core/app/state.js';
import type { Area, Span } from '../../core/screen/area.js';
import { fitWords, textWidth } from '../../core/text/width.js';
import { createCanvas, put, textIn, type Canvas, type Style } from '../../core/screen/canvas.js';
import { paintFrame } from '../overlays/frame.js';
import type { Look, Theme } from '../themes/theme.js';
import { DENSITIES, questionLines, textLines, textRows, type Density } from './lines.js';
import type { Line } from './prose.js';

/** Minimum width to place text and question side by side. */
const SIDE_BY_SIDE = 56;
/** Minimum height for blank lines between paragraphs. */
const ROOMY_ROWS = 24;

/** A lesson on its canvas. */
interface Sheet {
  readonly canvas: Canvas;
  readonly state: AppState;
  readonly look: Look;
  /** Lines that a click chooses. */
  readonly found: FoundKey[];
}

/** An area of the canvas, and the key that a click on it presses. */
interface FoundKey {
  readonly area: Area;
  readonly key: string;
}

/** Paints the box with its frame; returns what can be clicked. */
export function paintLesson(canvas: Canvas, state: AppState, theme: Theme, ascii: boolean): readonly FoundKey[] {
  const { lesson } = state;
  if (!lesson) return [];
  const { right, asked } = score(lesson);
  const points = asked === 0 ? '' : `, ${right} of ${asked} right`;
  paintFrame(canvas, `lesson ${lesson.index + 1}/${lesson.lesson.steps.length}${points}`, theme, ascii);
  const area: Area = { x: 2, y: 1, width: canvas.width - 4, height: canvas.height - 3 };
  const run = lessonRun(state);
  const open = run !== undefined && blockedBy(lesson, run) === null;
  const paint = canvas.width >= SIDE_BY_SIDE ? sideBySide : stacked;
  const found: FoundKey[] = [];
  const pages = paint({ canvas, state, look: { theme, ascii }, found }, area);
  const style = { fg: open ? theme.focus : theme.muted };
  const hints = keysLine(state, pages, area.width);
  textIn(canvas, { ...area, y: canvas.height - 2 }, inLine(hints), style);
  return [...found, ...keysIn(hints, { ...area, y: canvas.height - 2 })];
}

/** Short names for the last line. */
const SHORT: Readonly<Record<string, string>> = { pagedown: 'pgdn', backspace: 'bksp' };

/** A key with what it does, in the last line; null for several keys. */
interface Hint {
  readonly key: string | null;
  readonly text: string;
}

/** Between two hints. */
const BETWEEN = 2;

/** The areas of the hints. */
function keysIn(hints: readonly Hint[], { x, y }: Span): FoundKey[] {
  let at = x;
  return hints.flatMap(({ key, text }) => {
    const area = { x: at, y, width: text.length, height: 1 };
    at += text.length + BETWEEN;
    return key === null ? [] : [{ area, key }];
  });
}

/** What a click does in the lesson's box. */
export function lessonRegions(state: AppState, box: Area, { theme, ascii }: Look): readonly FoundKey[] {
  const found = paintLesson(createCanvas(box.width, box.height), state, theme, ascii);
  return found.map(({ area, key }) => ({ area: { ...area, x: area.x + box.x, y: area.y + box.y }, key }));
}

/** Returns the number of pages. */
function stacked(sheet: Sheet, area: Area): number {
  const { state, look } = sheet;
  const lines = fitting(area.height, (density) => {
    const question = questionLines(state, area.width, look, density);
    return [
      ...textLines(state, area.width, look, density),
      ...(question.length > 0 && density === 'loose' ? [{ text: '' }] : []),
      ...question,
    ];
  });
  return draw(sheet, area, lines);
}

/** Returns the number of pages of the longer side. */
function sideBySide(sheet: Sheet, area: Area): number {
  const { canvas, state, look } = sheet;
  const { x, y, width, height } = area;
  const hasQuestion = questionLines(state, 40, look, 'tight').length > 0;
  const { left, right } = hasQuestion ? sidesOf(width) : { left: width, right: 0 };
  const words = fitting(height, (density) => textLines(state, left, look, density));
  const pages = draw(sheet, { ...area, width: left }, words);
  if (!hasQuestion) return pages;
  const bar = (look.ascii ? '|' : '│').codePointAt(0) ?? 124;
  for (let row = 0; row < height; row += 1) put(canvas, x + left + 1, y + row, bar, { fg: look.theme.border });
  const lines = fitting(height, (density) => questionLines(state, right, look, density));
  return Math.max(pages, draw(sheet, { x: x + left + 3, y, width: right, height }, lines));
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

/** Cells of the mark of a further page. */
const MORE = 3;

/** Draws the current page and returns the number of pages. Pages overlap by one line. */
function draw({ canvas, state, look, found }: Sheet, { x, y, width, height }: Area, lines: readonly Line[]): number {
  const { theme, ascii } = look;
  const step = Math.max(1, height - 1);
  const pages = lines.length <= height ? 1 : 1 + Math.ceil((lines.length - height) / step);
  const turned = state.lesson?.turned ?? 0;
  const page = ((turned % pages) + pages) % pages;
  // The last page is full and ends with the last line.
  const from = Math.max(0, Math.min(page * step, lines.length - height));
  const isCut = page < pages - 1;
  lines.slice(from, from + height).forEach((line, i) => {
    // The next page begins with the whole of this line.
    const text = isCut && i === height - 1 ? fitWords(line.text, width - MORE) : line.text;
    paintLine(canvas, { x, y: y + i, width }, { ...line, text }, { fg: theme.text });
    if (line.key !== undefined) found.push({ area: { x, y: y + i, width, height: 1 }, key: line.key });
  });
  // Mark that more lines follow.
  const corner = { x: x + width - MORE, y: y + height - 1, width: MORE };
  if (isCut) textIn(canvas, corner, ascii ? '...' : '  …', { fg: theme.warning });
  return pages;
}

/** The text, which may be the beginning of its parts. */
function paintLine(canvas: Canvas, { x, y, width }: Span, { text, parts, style }: Line, plain: Style): void {
  if (parts === undefined) return void textIn(canvas, { x, y, width }, text, style ?? plain);
  const end = x + Math.min(width, textWidth(text));
  let at = x;
  for (const part of parts) at = textIn(canvas, { x: at, y, width: end - at }, part.text, part.style);
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
  const rows = [true, false].map((ascii) => textRows(lesson, width, ascii, size.rows >= ROOMY_ROWS));
  return Math.max(...rows) + 3;
}

const inLine = (hints: readonly Hint[]): string => hints.map(({ text }) => text).join(' '.repeat(BETWEEN));

/** The enabled keys. */
function keysLine(state: AppState, pages: number, width: number): readonly Hint[] {
  const { lesson } = state;
  const run = lessonRun(state);
  if (!lesson || run === undefined) return [];
  const last = lesson.index === lesson.lesson.steps.length - 1;
  const open = currentStep(lesson).question !== undefined && currentAnswer(lesson) === null;
  const table = lessonKeys(state.keys);
  const hint = (id: string, word: string): Hint => {
    const key = table.keyOf(id);
    return { key, text: `${SHORT[key] ?? key} ${word}` };
  };
  const answers = table.keysOf('answer').slice(0, choicesShown(state).length);
  const hints = [
    ...(open ? [{ key: null, text: `${answers[0]}-${answers.at(-1)} guess` }] : []),
    ...(blockedBy(lesson, run) === null ? [hint('next', last ? 'ends' : 'next')] : []),
    ...(pages > 1 ? [hint('page-down', 'more')] : []),
    ...(lesson.index > 0 ? [hint('previous', 'back')] : []),
    hint('leave', 'leave'),
  ];
  const previous = table.keyOf('previous');
  return inLine(hints).length <= width ? hints : hints.filter(({ key }) => key !== previous);
}
