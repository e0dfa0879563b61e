// A lesson step as lines: text, question, choices with marks, answer. Pure; width in cells.
import { choicesShown } from '../../core/app/lesson.js';
import { lessonKeys } from '../../core/app/lessonKeys.js';
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
  type LessonState,
} from '../../core/lesson/play.js';
import { MEASURES } from '../../core/lesson/measures.js';
import { orderShown } from '../../core/lesson/order.js';
import type { Prose } from '../../core/lesson/prose.js';
import type { Question } from '../../core/lesson/schema.js';
import { BOLD, type Style } from '../../core/screen/canvas.js';
import { shorten } from '../paint/words.js';
import type { Look, Theme } from '../themes/theme.js';
import { proseLines, type Line, type ProseLook } from './prose.js';

const proseOf = (lesson: LessonState, text: string): Prose | undefined => lesson.lesson.prose?.get(text);

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

/** Cuts after `most` lines. */
function within(most: number, lines: readonly Line[], width: number, ascii: boolean): readonly Line[] {
  const last = lines[most - 1];
  if (last === undefined || lines.length === most) return lines;
  const rest = lines.slice(most - 1).map(({ text }) => text);
  const text = shorten(rest.join(' '), width, ascii);
  return [...lines.slice(0, most - 1), { ...last, text, parts: [{ text, style: last.style ?? {} }] }];
}

/** Title and text in groups of lines. */
function paragraphsOf(lesson: LessonState, width: number, look: ProseLook, style: Style): Line[][] {
  const { title, text } = currentStep(lesson);
  const heading = proseLines(undefined, { text: title }, width, {}, look).flat();
  const alarm = look.theme === null ? {} : { fg: look.theme.alarm };
  const fault = lesson.fault === undefined ? [] : proseLines(undefined, { text: lesson.fault }, width, alarm, look);
  return [heading, ...fault, ...proseLines(proseOf(lesson, text), { text }, width, style, look)];
}

/** How many lines the text takes, with or without blank ones between paragraphs. */
export function textRows(lesson: LessonState, width: number, ascii: boolean, loose: boolean): number {
  const paragraphs = paragraphsOf(lesson, width, { ascii, theme: null }, {});
  return paragraphs.flat().length + (loose ? paragraphs.length - 1 : 0);
}

/** The step's title and paragraphs. */
export function textLines(state: AppState, width: number, look: Look, density: Density): Line[] {
  if (!state.lesson) return [];
  const { theme } = look;
  const [title = [], ...paragraphs] = paragraphsOf(state.lesson, width, look, { fg: theme.text });
  const heading = { fg: theme.focus, attributes: BOLD };
  return [
    ...title.map((line) => ({ ...line, style: heading })),
    ...paragraphs.flatMap((lines) => [...gapAt(density), ...lines]),
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
    const text = `It continues ${momentInWords(wait)}.`;
    return waits ? proseLines(undefined, { text }, width, { fg: theme.muted }, look).flat() : [];
  }
  const answer = currentAnswer(lesson);
  const cut = (answer?.found ?? null) === null && density === 'shortest';
  const style = { fg: theme.title, attributes: BOLD };
  const asked = proseLines(proseOf(lesson, question.ask), { text: question.ask }, width, style, look).flat();
  return [
    ...within(cut ? 2 : Infinity, asked, width, ascii),
    ...choiceLines(
      { lesson, choices: choicesShown(state), answer, keys: lessonKeys(state.keys).keysOf('answer') },
      width,
      look,
      density,
    ),
    ...gapAt(density),
    ...(cut ? [] : verdictLines(state, width, look)),
  ];
}

interface Choices {
  readonly lesson: LessonState;
  readonly choices: readonly string[];
  readonly answer: Answer | null;
  /** The key of each choice. */
  readonly keys: readonly string[];
}

/** The choices with their marks. If room is short, the answer is more important than wrong choices that were not guessed. */
function choiceLines({ lesson, choices, answer, keys }: Choices, width: number, look: Look, density: Density): Line[] {
  const found = answer?.found ?? null;
  const short = found !== null && (density === 'short' || density === 'shortest');
  const cut = found === null && density === 'shortest';
  let hidden = 0;
  const order = orderShown(lesson, choices.length);
  const lines = choices.flatMap((choice, place): Line[] => {
    const index = order[place];
    const guessed = answer?.guess === index;
    const measured = found?.answer === index;
    if (short && !guessed && !measured) {
      hidden += 1;
      return [];
    }
    const { mark, style } = markOf({ guessed, measured, answered: found !== null }, look);
    const whole = proseLines(proseOf(lesson, choice), { text: choice }, width - 4, style, look).flat();
    return within(cut ? 1 : Infinity, whole, width - 4, look.ascii).map((line, row) => {
      const key = keys[place] ?? '';
      const lead = row === 0 ? `${mark} ${[...key].length === 1 ? key : place + 1} ` : '    ';
      const parts = line.parts === undefined ? {} : { parts: [{ text: lead, style }, ...line.parts] };
      return { ...line, ...parts, text: `${lead}${line.text}`, key };
    });
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
export function verdictLines(state: AppState, width: number, look: Look): Line[] {
  const { theme } = look;
  const { lesson } = state;
  const run = lessonRun(state);
  const question = lesson ? currentStep(lesson).question : undefined;
  if (!lesson || run === undefined || question === undefined) return [];
  const answer = currentAnswer(lesson);
  const lines = (text: string, style: Style, before = ''): Line[] =>
    proseLines(proseOf(lesson, text), { text, before }, width, style, look).flat();
  if (answer === null) {
    const held = question.measure !== undefined ? 'Guess to start the run.' : 'Choose one.';
    const info = { fg: theme.info };
    const hint = lesson.hinted
      ? lines(question.hint ?? '', info, 'Hint: ')
      : lines(`${lessonKeys(state.keys).keyOf('hint')} shows a hint.`, info);
    return [...lines(held, { fg: theme.muted }), ...(question.hint === undefined ? [] : hint)];
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
    ...lines(answer.found.sentence, { fg }, `${word}: ${right ? '' : rightOption(lesson, answer.found.answer)}`),
    ...(reason === '' ? [] : lines(reason, { fg: theme.text })),
  ];
}

/** `2 is right: `, in words because the mark of an option can be on another page; empty for a measured question. */
function rightOption(lesson: LessonState, answer: number): string {
  const { options } = currentStep(lesson).question ?? {};
  return options === undefined ? '' : `${orderShown(lesson, options.length).indexOf(answer) + 1} is right: `;
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
