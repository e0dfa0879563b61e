// `gradtop lesson`: plays a shipped lesson or the user's own; without a name it lists them.
import { existsSync } from 'node:fs';
import path from 'node:path';
import type { Action } from '../core/app/action.js';
import { DEFAULT_PACE } from '../core/app/ladders.js';
import type { BackendChoice } from '../core/config/backends.js';
import type { Config } from '../core/config/schema.js';
import { didYouMean } from '../core/config/suggest.js';
import { configOfStep, type LessonState } from '../core/lesson/play.js';
import type { Lesson } from '../core/lesson/schema.js';
import { wrapHanging } from '../core/text/wrap.js';
import { sanitizeLine } from '../core/text/sanitize.js';
import { EXIT, UserError } from '../core/userError.js';
import { faultLines, MOST_LESSON_BYTES, parseLesson, readLesson } from '../lesson/parse.js';
import { onChange } from '../runtime/changedFile.js';
import { ownLessonsFolder } from '../runtime/paths.js';
import type { DashboardOptions } from '../ui/dashboardOptions.js';
import { PANEL_NAMES } from '../ui/panels/index.js';
import type { Look } from './arguments.js';
import { readInput } from './input.js';
import { FIRST_LESSON, lessonNames, LESSONS_FOLDER } from './lessonNames.js';
import { atStep, keptLesson } from './lessonProgress.js';
import { appendResult, prepareResults, resultRow } from './lessonResults.js';
import { columnsOf, print, whyNoScreen } from './output.js';
import { loadDashboard } from './inkModules.js';
import { allPresets } from './presets.js';
import { openRunLog } from './runLog.js';
import { refuseSame } from './sameFile.js';

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
      `no lesson ${source}${didYouMean(name, names)}; allowed: ${names.join(', ')}, or a path to a .yaml or .json file`,
    ]);
  const file = isPath(name) ? name : path.join(LESSONS_FOLDER, `${name}.yaml`);
  return { source, text: readInput(file, `lesson ${source}`, MOST_LESSON_BYTES) };
}

/** @throws UserError for an unknown name, an unreadable file or an invalid lesson. */
export function loadLesson(name: string): Lesson {
  const { source, text } = readText(name);
  return parsed(text, source, name);
}

/** Tables of the user's lesson lie beside it. @throws UserError for an invalid lesson, or a table that is not there */
function parsed(text: string, source: string, name: string): Lesson {
  const lesson = parseLesson(text, source, known());
  if (!isPath(name)) return lesson;
  const faults: string[] = [];
  const steps = lesson.steps.map((step, index) => {
    const given = step.change?.data;
    if (given === undefined || given === null) return step;
    const data = path.resolve(path.dirname(name), given);
    if (!existsSync(data))
      faults.push(
        `${source}: step ${index + 1}: data ${JSON.stringify(given)}: no such file; allowed: a table, relative to the lesson`,
      );
    return { ...step, change: { ...step.change, data } };
  });
  if (faults.length > 0) throw new UserError(faults);
  return { ...lesson, steps };
}

/** Prints every fault of a lesson as `FILE:LINE: what`, or its size. Resolves with the exit code. @throws UserError */
export async function checkLesson(name: string): Promise<number> {
  const { source, text } = readText(name);
  const read = readLesson(text, known());
  if ('faults' in read) {
    print(faultLines(read.faults, source).map((line) => sanitizeLine(line, 1000)));
    return EXIT.usage;
  }
  const lesson = parsed(text, source, name);
  const faults = await tableFaults(lesson, source);
  if (faults.length > 0) throw new UserError(faults);
  const { steps } = lesson;
  const questions = steps.filter(({ question }) => question !== undefined).length;
  print([`${counted(steps.length, 'step')}, ${counted(questions, 'question')}: fine`]);
  return EXIT.fine;
}

/** Why the tables of the steps cannot be read, once each. */
async function tableFaults(lesson: Lesson, source: string): Promise<string[]> {
  const presets = allPresets();
  const faults = new Map<string, string>();
  for (const index of lesson.steps.keys()) {
    const config = configOfStep(lesson, index, presets);
    if (config.dataset !== 'csv') continue;
    const { readReport } = await import('../table/index.js');
    try {
      await readReport(config);
    } catch (error) {
      if (!(error instanceof UserError)) throw error;
      for (const line of error.lines) if (!faults.has(line)) faults.set(line, `${source}: step ${index + 1}: ${line}`);
    }
  }
  return [...faults.values()];
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
  const how = `gradtop lesson ${FIRST_LESSON} starts the first; a path to a .yaml or .json file starts your own.`;
  return [...lines, '', ...wrapHanging(how, columns, 0)];
}

export interface LessonArguments extends Look {
  readonly name: string | null;
  /** The step to begin with, as given; null: where the lesson was left. */
  readonly step: string | null;
  /** Whether to begin again instead of resuming. */
  readonly restart: boolean;
  /** The CSV file that gets a row about this lesson. */
  readonly results: string | null;
  readonly backend: BackendChoice;
  readonly log: string | null;
  /** Whether to reload the user's file whenever it changes. */
  readonly watch: boolean;
}

/** Runs a lesson until the user quits; without a name lists lessons. Resolves with the exit code. @throws UserError */
export async function lessonCommand(args: LessonArguments, now = (): Date => new Date()): Promise<number> {
  if (args.name === null) {
    print(listLessons(columnsOf(process.stdout)));
    return EXIT.fine;
  }
  const file = isPath(args.name) ? args.name : null;
  if (args.watch && file === null)
    throw new UserError(
      `--watch: expected the path of a .yaml or .json file, got ${JSON.stringify(sanitizeLine(args.name, 40))}`,
    );
  const { source, text } = readText(args.name);
  const lesson = parsed(text, source, args.name);
  let kept = keptLesson({ lesson, text, file }, ownLessonsFolder, args.restart);
  const start = atStep(kept.lesson, args.step);
  const lack = whyNoScreen(args.screen.linear);
  if (lack !== null)
    throw new UserError([`${lack}: lesson needs a terminal; gradtop lesson without a name lists the lessons`]);
  refuseSame(
    [
      { what: '--log', file: args.log },
      { what: '--results', file: args.results },
    ],
    [{ what: 'the lesson', file }],
  );
  if (args.results !== null) prepareResults(args.results);
  let last = start;
  const keepLesson = (played: LessonState): string | null => kept.keep((last = played));
  try {
    return await play(args, {
      lesson: start,
      keepLesson,
      ...(kept.note === null ? {} : { notice: kept.note }),
      ...(file === null || !args.watch
        ? {}
        : {
            follow: reloading(file, text, (changed) => {
              kept = keptLesson({ ...changed, file }, ownLessonsFolder, true);
            }),
          }),
    });
  } finally {
    if (args.results !== null) appendResult(args.results, resultRow(last, now()));
  }
}

/** Reads the file again after each change: the lesson, or its first fault in one line. */
const reloading =
  (file: string, first: string, took: (to: { readonly lesson: Lesson; readonly text: string }) => void) =>
  (dispatch: (action: Action) => void): (() => void) => {
    let last: string | null = first;
    const gone = (): void => {
      last = null;
      dispatch({ type: 'lesson', fault: `${sanitizeLine(file, 120)}: no such file; the lesson stays as it was` });
    };
    const changed = (): void => {
      try {
        const { source, text } = readText(file);
        if (text === last) return;
        last = text;
        const lesson = parsed(text, source, file);
        took({ lesson, text });
        dispatch({ type: 'lesson', lesson });
      } catch (error) {
        if (!(error instanceof UserError)) throw error;
        const [fault = '', ...others] = error.lines;
        const more = others.length === 0 ? '' : ` (and ${others.length} more: gradtop lesson check)`;
        dispatch({ type: 'lesson', fault: sanitizeLine(`${fault}${more}`, 400) });
      }
    };
    return onChange(file, { changed, gone });
  };

/** Shows the dashboard with the lesson. */
async function play(
  { backend, theme, ascii, asciiReason, screen, log }: LessonArguments,
  lesson: Pick<DashboardOptions, 'lesson' | 'keepLesson' | 'notice' | 'follow'> & { readonly lesson: LessonState },
): Promise<number> {
  const presets = allPresets();
  const base = configOfStep(lesson.lesson.lesson, lesson.lesson.index, presets);
  const recorder = await openRunLog(log);
  const { runDashboard, depth } = await loadDashboard();
  return runDashboard({
    asked: [{ base, config: base, preset: base.name }],
    presets,
    backend,
    pace: DEFAULT_PACE,
    fullSpeed: false,
    theme,
    depth,
    ascii,
    screen,
    ...(asciiReason === null ? {} : { warning: asciiReason }),
    recorder,
    ...lesson,
  });
}
