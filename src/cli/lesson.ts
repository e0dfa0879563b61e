// `gradtop lesson`: plays a shipped lesson or the user's own; without a name it lists them.
import { readdirSync } from 'node:fs';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { DEFAULT_PACE } from '../core/app/ladders.js';
import type { BackendChoice } from '../core/config/backends.js';
import type { Config } from '../core/config/schema.js';
import { didYouMean } from '../core/config/suggest.js';
import { configOfStep } from '../core/lesson/play.js';
import type { Lesson } from '../core/lesson/schema.js';
import { wrapHanging } from '../core/text/wrap.js';
import { sanitizeLine } from '../core/text/sanitize.js';
import { EXIT, UserError } from '../core/userError.js';
import { faultLines, MOST_LESSON_BYTES, parseLesson, readLesson } from '../lesson/parse.js';
import { PANEL_NAMES } from '../ui/panels/index.js';
import type { Look } from './arguments.js';
import { readInput } from './input.js';
import { columnsOf, print, whyNoScreen } from './output.js';
import { loadDashboard } from './inkModules.js';
import { allPresets } from './presets.js';
import { openRunLog } from './runLog.js';
import { refuseSame } from './sameFile.js';

const FOLDER = fileURLToPath(new URL('../../lessons/', import.meta.url));
/** The introductory lesson comes first. */
const FIRST = 'vanishing';

/** Names of the shipped lessons. */
function lessonNames(): string[] {
  const names = readdirSync(FOLDER)
    .filter((file) => file.endsWith('.yaml'))
    .map((file) => file.slice(0, -'.yaml'.length))
    .sort();
  return [...names.filter((name) => name === FIRST), ...names.filter((name) => name !== FIRST)];
}

const isPath = (name: string): boolean => /\.(ya?ml|json)$/i.test(name) || /[\\/]/.test(name);

interface LessonText {
  /** The name or path as given, for messages. */
  readonly source: string;
  readonly text: string;
}

const known = (): { readonly presets: readonly Config[]; readonly panels: readonly string[] } => ({
  presets: allPresets(),
  panels: PANEL_NAMES,
});

/** @throws UserError for an unknown name or an unreadable file */
function readText(name: string): LessonText {
  const source = sanitizeLine(name, 120);
  const names = lessonNames();
  if (!isPath(name) && !names.includes(name))
    throw new UserError([
      `no lesson ${source}${didYouMean(name, names)}; there are: ${names.join(', ')}; a path to a .yaml or .json file also works`,
    ]);
  const file = isPath(name) ? name : path.join(FOLDER, `${name}.yaml`);
  return { source, text: readInput(file, `lesson ${source}`, MOST_LESSON_BYTES) };
}

/** @throws UserError for an unknown name, an unreadable file or an invalid lesson. */
function loadLesson(name: string): Lesson {
  const { source, text } = readText(name);
  return parseLesson(text, source, known());
}

/** Prints every fault of a lesson as `FILE:LINE: what`, or its size. Returns the exit code. @throws UserError */
export function checkLesson(name: string): number {
  const { source, text } = readText(name);
  const read = readLesson(text, known());
  if ('faults' in read) {
    print(faultLines(read.faults, source).map((line) => sanitizeLine(line, 1000)));
    return EXIT.usage;
  }
  const { steps } = read.lesson;
  const questions = steps.filter(({ question }) => question !== undefined).length;
  print([`${counted(steps.length, 'step')}, ${counted(questions, 'question')}: fine`]);
  return EXIT.fine;
}

const counted = (count: number, what: string): string => `${count} ${what}${count === 1 ? '' : 's'}`;

/** The list of lessons. */
function listLessons(columns: number): string[] {
  const lessons = lessonNames().map(loadLesson);
  const widest = Math.max(...lessons.map(({ name }) => name.length));
  const lines = lessons.flatMap(({ name, title, teaches, steps }) => [
    ...wrapHanging(`${name.padEnd(widest)}  ${title} (${steps.length} steps)`, columns, widest + 2),
    ...wrapHanging(`${' '.repeat(widest + 2)}${teaches}`, columns, 0),
  ]);
  const how = `gradtop lesson ${FIRST} starts the first; a path to a .yaml or .json file starts your own.`;
  return [...lines, '', ...wrapHanging(how, columns, 0)];
}

export interface LessonArguments extends Look {
  readonly name: string | null;
  /** The step to begin with, as given; null: the first. */
  readonly step: string | null;
  readonly backend: BackendChoice;
  readonly log: string | null;
}

/** The index of the step. @throws UserError */
function indexOf(step: string | null, { steps }: Lesson): number {
  const number = step === null ? 1 : /^\d{1,3}$/.test(step) ? Number(step) : NaN;
  if (number >= 1 && number <= steps.length) return number - 1;
  throw new UserError(
    `--step: expected a step from 1 to ${steps.length}, got ${JSON.stringify(sanitizeLine(step ?? '', 40))}`,
  );
}

/** Runs a lesson until the user quits; without a name lists lessons. Resolves with the exit code. @throws UserError */
export async function lessonCommand(args: LessonArguments): Promise<number> {
  if (args.name === null) {
    print(listLessons(columnsOf(process.stdout)));
    return EXIT.fine;
  }
  const lesson = loadLesson(args.name);
  const lessonIndex = indexOf(args.step, lesson);
  const lack = whyNoScreen();
  if (lack !== null)
    throw new UserError([`${lack}: lesson needs a terminal; gradtop lesson without a name lists the lessons`]);
  refuseSame([{ what: '--log', file: args.log }], [{ what: 'the lesson', file: isPath(args.name) ? args.name : null }]);
  const presets = allPresets();
  const base = configOfStep(lesson, lessonIndex, presets);
  const recorder = await openRunLog(args.log);
  const { runDashboard, depth } = await loadDashboard();
  return runDashboard({
    asked: [{ base, config: base, preset: base.name }],
    presets,
    backend: args.backend,
    pace: DEFAULT_PACE,
    fullSpeed: false,
    theme: args.theme,
    depth,
    ascii: args.ascii,
    screen: args.screen,
    ...(args.asciiReason === null ? {} : { warning: args.asciiReason }),
    recorder,
    lesson,
    lessonIndex,
  });
}
