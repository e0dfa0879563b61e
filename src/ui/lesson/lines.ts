// A lesson step as lines: text, question, choices with marks, answer. Pure; width in cells.
import { choicesShown } from '../../core/app/lesson.js';
import { lessonRun } from '../../core/app/lessonRun.js';
import type { AppState } from '../../core/app/state.js';
import {
  currentAnswer,
  currentStep,
  isRight,
  momentInWords,
  momentReached,
  unanswerable,
  type Answer,
} from '../../core/lesson/play.js';
import { MEASURES } from '../../core/lesson/measures.js';
import type { LessonStep, Question } from '../../core/lesson/schema.js';
import { BOLD, type Style } from '../../core/screen/canvas.js';
import { wrap as wrapLine } from '../../core/text/wrap.js';
import { plainProse } from '../../core/text/ascii.js';
import { shorten } from '../paint/words.js';
import type { Look, Theme } from '../themes/theme.js';

/** Splits into paragraphs and collapses white space inside them. */
const wrap = (value: string, width: number): string[] =>
  value.split('\n').flatMap((paragraph) => wrapLine(paragraph.trim().replace(/\s+/g, ' '), width));

export interface Line {
  readonly text: string;
  readonly style?: Style;
  /** The key that a click on it presses. */
  readonly key?: string;
}

/**
 * Versions from longest to shortest: with blank lines; without them; with only the number of the wrong choices that were not
 * guessed; without that number. Before the answer every choice stays; `shortest` cuts it to one line and the question to two.
 */
export const DENSITIES = ['loose', 'tight', 'short', 'shortest'] as const;
export type Density = (typeof DENSITIES)[number];

const gapAt = (density: Density): Line[] => (density === 'loose' ? [{ text: '' }] : []);

const MARKS = {
  unicode: { right: '✓', wrong: '✗', measured: '●', guessed: '›' },
  ascii: { right: '+', wrong: 'x', measured: '*', guessed: '>' },
} as const;

/** Cuts at the end of the second line. */
function inTwoLines(words: string, width: number, ascii: boolean): string[] {
  const [first = '', ...others] = wrap(words, width);
  return others.length === 0 ? [first] : [first, shorten(others.join(' '), width, ascii)];
}

/** Title and paragraphs in lines. */
const paragraphsOf = (step: LessonStep, width: number, ascii: boolean): string[][] =>
  [step.title, ...step.text.trim().split(/\n\s*\n/)].map((words) =>
    wrap(plainProse(words.replace(/\n/g, ' '), ascii), width),
  );

/** How many lines the text takes, with or without blank ones between paragraphs. */
export function textRows(step: LessonStep, width: number, ascii: boolean, loose: boolean): number {
  const paragraphs = paragraphsOf(step, width, ascii);
  return paragraphs.flat().length + (loose ? paragraphs.length - 1 : 0);
}

/** The step's title and paragraphs. */
export function textLines(state: AppState, width: number, { theme, ascii }: Look, density: Density): Line[] {
  if (!state.lesson) return [];
  const [title = [], ...paragraphs] = paragraphsOf(currentStep(state.lesson), width, ascii);
  const styled = (lines: readonly string[], style: Style): Line[] => lines.map((text) => ({ text, style }));
  return [
    ...styled(title, { fg: theme.focus, attributes: BOLD }),
    ...paragraphs.flatMap((lines) => [...gapAt(density), ...styled(lines, { fg: theme.text })]),
  ];
}

/** Question, choices and answer; for a step without a question, the awaited moment. */
export function questionLines(state: AppState, width: number, look: Look, density: Density): Line[] {
  const { theme, ascii } = look;
  const { lesson } = state;
  const run = lessonRun(state);
  if (!lesson || run === undefined) return [];
  const { question, wait } = currentStep(lesson);
  if (question === undefined) {
    const waits = lesson.index === lesson.furthest && !momentReached(wait, run);
    return waits ? wrap(`It continues ${momentInWords(wait)}.`, width).map((text) => muted(text, theme)) : [];
  }
  const answer = currentAnswer(lesson);
  const cut = (answer?.found ?? null) === null && density === 'shortest';
  const words = plainProse(question.ask, ascii);
  const asked = cut ? inTwoLines(words, width, ascii) : wrap(words, width);
  return [
    ...asked.map((text): Line => ({ text, style: { fg: theme.title, attributes: BOLD } })),
    ...choiceLines(choicesShown(state), answer, width, look, density),
    ...gapAt(density),
    ...(cut ? [] : verdictLines(state, width, look)),
  ];
}

/** The choices with their marks. If room is short, the answer is more important than wrong choices that were not guessed. */
function choiceLines(
  choices: readonly string[],
  answer: Answer | null,
  width: number,
  look: Look,
  density: Density,
): Line[] {
  const found = answer?.found ?? null;
  const short = found !== null && (density === 'short' || density === 'shortest');
  const cut = found === null && density === 'shortest';
  let hidden = 0;
  const lines = choices.flatMap((choice, index): Line[] => {
    const guessed = answer?.guess === index;
    const measured = found?.answer === index;
    if (short && !guessed && !measured) {
      hidden += 1;
      return [];
    }
    const { mark, style } = markOf({ guessed, measured, answered: found !== null }, look);
    const words = plainProse(choice, look.ascii);
    const wrapped = cut ? [shorten(words, width - 4, look.ascii)] : wrap(words, width - 4);
    return wrapped.map((text, row) => ({
      text: row === 0 ? `${mark} ${index + 1} ${text}` : `    ${text}`,
      style,
      key: String(index + 1),
    }));
  });
  if (hidden > 0 && density === 'short') lines.push(muted(`    (${hidden} more not shown)`, look.theme));
  return lines;
}

interface ChoiceState {
  readonly guessed: boolean;
  /** It is the measured answer. */
  readonly measured: boolean;
  /** The question has its measured answer. */
  readonly answered: boolean;
}

function markOf(choice: ChoiceState, { theme, ascii }: Look): { readonly mark: string; readonly style: Style } {
  const marks = ascii ? MARKS.ascii : MARKS.unicode;
  const { guessed, measured, answered } = choice;
  if (measured) return { mark: guessed ? marks.right : marks.measured, style: { fg: theme.good, attributes: BOLD } };
  if (!guessed) return { mark: ' ', style: { fg: answered ? theme.muted : theme.text } };
  if (answered) return { mark: marks.wrong, style: { fg: theme.alarm } };
  return { mark: marks.guessed, style: { fg: theme.focus, attributes: BOLD } };
}

/** The state of the question: guess first, wait, or the answer with its reason. */
function verdictLines(state: AppState, width: number, { theme, ascii }: Look): Line[] {
  const { lesson } = state;
  const run = lessonRun(state);
  const question = lesson ? currentStep(lesson).question : undefined;
  if (!lesson || run === undefined || question === undefined) return [];
  const answer = currentAnswer(lesson);
  const lines = (words: string, fg: Style): Line[] =>
    wrap(plainProse(words, ascii), width).map((text) => ({ text, style: fg }));
  if (answer === null) {
    const held = question.measure !== undefined ? 'Guess to start the run.' : 'Choose one.';
    const hint = question.hint === undefined ? '' : lesson.hinted ? `Hint: ${question.hint}` : '0 shows a hint.';
    return [...lines(held, { fg: theme.muted }), ...(hint === '' ? [] : lines(hint, { fg: theme.info }))];
  }
  if (answer.void !== undefined)
    return lines(`Void: the question is about another network (${answer.void}). It does not count.`, {
      fg: theme.warning,
    });
  if (answer.found === null) {
    const words = unanswerable(lesson, run)
      ? 'This run cannot measure the answer.'
      : `Measured ${momentInWords(question.at)}.`;
    return lines(words, { fg: theme.muted });
  }
  const right = isRight(answer);
  const word = answer.found.close === true ? 'Too close to call, so it does not count' : right ? 'Right' : 'Not so';
  const fg = right ? theme.good : theme.warning;
  const reason = right ? '' : whyWrong(question, answer.guess ?? 0);
  return [
    ...lines(`${word}: ${answer.found.sentence}`, { fg }),
    ...(reason === '' ? [] : lines(reason, { fg: theme.text })),
  ];
}

/** Why the guess is wrong: the teacher's reason, else the panel and the place in it that show the figure. */
function whyWrong({ measure, options, why }: Question, guessed: number): string {
  const own = options?.[guessed]?.why ?? why;
  if (own !== undefined) return own;
  if (measure === undefined) return '';
  const { panel, where } = MEASURES[measure];
  return `See ${panel}: ${where}.`;
}

const muted = (text: string, theme: Theme): Line => ({ text, style: { fg: theme.muted } });
