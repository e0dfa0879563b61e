// A lesson inside the dashboard: its keys have priority, its steps set run, panel and pace, and events yield the answers.
import type { RunState } from '../run/runState.js';
import type { Measure } from '../lesson/measure.js';
import { MEASURES } from '../lesson/measures.js';
import {
  awaitsGuess,
  blockedBy,
  choices,
  configOfStep,
  currentAnswer,
  currentStep,
  guess,
  isRight,
  move,
  reveal,
  score,
  type LessonState,
} from '../lesson/play.js';
import { orderShown } from '../lesson/order.js';
import { hasProgressed } from '../lesson/progress.js';
import type { Command } from './commands.js';
import { bindingOf } from './keymap.js';
import { lessonKeys } from './lessonKeys.js';
import { askedConfig, askedRun, isSame, lessonRun, voidIfChanged } from './lessonRun.js';
import { overlayClosed } from './overlays.js';
import { perform } from './perform.js';
import { replaceRun, say, startAll, unchanged, withUi } from './runs.js';
import { focusedRun } from './selectors.js';
import type { AppState, UiState, Updated } from './state.js';

/** Starts a lesson at its step, and replaces all runs. */
export const beginLesson = (state: AppState, lesson: LessonState): Updated => enter(state, lesson);

const playedLesson = ({ lesson, lessonLeft }: AppState): LessonState | null => lesson ?? lessonLeft ?? null;

/** The command that saves the progress, if an action made any. */
export function keptProgress(before: AppState, after: AppState): readonly Command[] {
  const lesson = playedLesson(after);
  return lesson !== null && hasProgressed(playedLesson(before), lesson) ? [{ type: 'keep', lesson }] : [];
}

/** Applies the current step: starts its run unless that run is already on screen, then sets panel, size and pace. */
function enter(state: AppState, lesson: LessonState): Updated {
  const step = currentStep(lesson);
  const config = configOfStep(lesson.lesson, lesson.index, state.presets);
  const shown = focusedRun(state);
  const asIs = shown !== undefined && state.order.length === 1 && isSame(shown, config);
  // Predict, then reveal: the run begins again and waits for the guess, because it would give the answer away.
  const holds = awaitsGuess(lesson);
  const starts = step.preset !== undefined || step.change !== undefined || holds || !asIs;
  const pace: Partial<UiState> =
    step.pace === undefined ? {} : step.pace === 'full' ? { fullSpeed: true } : { pace: step.pace, fullSpeed: false };
  const next: AppState = {
    ...withUi(state, {
      ...overlayClosed,
      ...pace,
      focusPanel: step.panel ?? state.ui.focusPanel,
      enlarged: step.enlarged,
      cursorStep: null,
      message: null,
      twinArmed: false,
      paused: starts ? holds : state.ui.paused,
    }),
    lesson: { ...lesson, config },
  };
  if (starts)
    return shown !== undefined && state.order.length === 1
      ? replaceRun(next, shown.runId, config)
      : startAll(next, [config]);
  if (step.pace === undefined) return unchanged(next);
  const paced = perform(next, { type: 'pace', pace: next.ui.pace, fullSpeed: next.ui.fullSpeed });
  return { ...paced, state: withUi(paced.state, { message: null }) };
}

/** Whether the lesson handles this key now. An open overlay has priority, and `esc` first closes what is open. */
export function lessonTakes(state: AppState, key: string): boolean {
  const { lesson } = state;
  if (lesson === undefined || lesson === null || state.ui.overlay !== null) return false;
  const binding = lessonKeys(state.keys).of(key);
  if (binding?.id === 'leave') {
    const back = bindingOf(state, key);
    return back?.id !== 'back' || back.disabled(state) !== null;
  }
  if (binding?.id === 'answer') return choicesShown(state).length > 0;
  if (binding?.id === 'hint') return currentStep(lesson).question !== undefined;
  return binding !== undefined;
}

/** The numbered choices in their order on the screen. */
export function choicesShown(state: AppState): readonly string[] {
  const config = askedConfig(state);
  if (!state.lesson || config === null) return [];
  const all = choices(state.lesson, config);
  return orderShown(state.lesson, all.length).map((index) => all[index] ?? '');
}

/** The lesson in one line for the summary; null if there was none. */
export function lessonInWords(state: AppState): string | null {
  const lesson = playedLesson(state);
  if (lesson === null) return null;
  const step = lesson.index + 1;
  const guessed = guessedInWords(lesson, ', ');
  if (lesson.finished) return `lesson ${lesson.lesson.name}: finished${guessed}`;
  return `lesson ${lesson.lesson.name}: step ${step} of ${lesson.lesson.steps.length}${guessed}; --step ${step} resumes`;
}

/** The score after `before`; empty before the first answer that counts. */
function guessedInWords(lesson: LessonState, before: string): string {
  const { right, asked } = score(lesson);
  return asked === 0 ? '' : `${before}${right} of ${asked} guessed right`;
}

/** Handles a key that the lesson takes. */
export function lessonKey(state: AppState, key: string): Updated {
  const { lesson } = state;
  const run = lessonRun(state);
  const binding = lessonKeys(state.keys).of(key);
  if (!lesson || run === undefined || binding === undefined) return unchanged(state);
  switch (binding.id) {
    case 'leave':
      return lesson.leaving
        ? unchanged(say({ ...state, lesson: null, lessonLeft: lesson }, `lesson left; the run continues`))
        : unchanged(say({ ...state, lesson: { ...lesson, leaving: true } }, leaveIt(key), 'warning'));
    case 'previous': {
      const back = move(lesson, -1);
      return back === null ? unchanged(say(state, 'this is the first step', 'warning')) : enter(state, back);
    }
    case 'page-down':
    case 'page-up':
      return unchanged({
        ...state,
        lesson: { ...lesson, turned: lesson.turned + (binding.id === 'page-down' ? 1 : -1) },
      });
    case 'hint':
      return currentStep(lesson).question?.hint === undefined
        ? unchanged(say(state, 'this question has no hint', 'warning'))
        : unchanged({ ...state, lesson: { ...lesson, hinted: !lesson.hinted } });
    case 'next':
      return forward(state, lesson, run);
    default:
      return answer(state, lesson, run, binding.keys.indexOf(key));
  }
}
const leaveIt = (key: string): string => `leave the lesson? ${key} again leaves it, any other key stays`;

/** Any other key than `esc` stays in the lesson. */
export const stayInLesson = (state: AppState, key: string): AppState =>
  state.lesson?.leaving === true && lessonKeys(state.keys).of(key)?.id !== 'leave'
    ? withUi({ ...state, lesson: { ...state.lesson, leaving: false } }, { message: null })
    : state;

function forward(state: AppState, lesson: LessonState, run: RunState): Updated {
  const reason = blockedBy(lesson, run);
  if (reason !== null) return unchanged(say(state, reason, 'warning'));
  const next = move(lesson, 1);
  if (next !== null) return enter(state, next);
  const words = `lesson finished${guessedInWords(lesson, ': ')}; the run continues`;
  return unchanged(say({ ...state, lesson: null, lessonLeft: { ...lesson, finished: true } }, words));
}

function answer(state: AppState, lesson: LessonState, run: RunState, place: number): Updated {
  const count = choicesShown(state).length;
  if (place >= count) return unchanged(say(state, `no answer ${place + 1}; allowed: 1 to ${count}`, 'warning'));
  const given = currentAnswer(lesson);
  if (given?.void !== undefined) return unchanged(say(state, VOID, 'warning'));
  if (given !== null) return unchanged(say(state, 'the guess stands', 'warning'));
  const config = askedConfig(state);
  const choice = orderShown(lesson, count)[place] ?? place;
  const guessed = config === null ? lesson : guess(lesson, choice, run, config);
  if (guessed === lesson) return unchanged(state);
  const next = pointTo({ ...state, lesson: guessed });
  if (!state.ui.paused || currentStep(lesson).question?.measure === undefined) return unchanged(next);
  const released = perform(next, { type: 'pause', paused: false });
  return { ...released, state: withUi(released.state, { message: null }) };
}
const VOID = 'this question is void: it asks about another network';

/** Called after every action: voids the question or reveals its answer, as soon as either holds. */
export function followLesson(state: AppState): AppState {
  if (!state.lesson) return state;
  const asked = voidIfChanged(state);
  if (asked !== state) return say(asked, VOID, 'warning');
  const run = askedRun(state);
  const config = askedConfig(state);
  if (run === undefined || config === null) return state;
  const revealed = reveal(state.lesson, run, config);
  return revealed === state.lesson ? state : pointTo({ ...state, lesson: revealed });
}

/** After an answer, the layer that the figure is of is chosen; after a wrong one, the panel that shows the figure gets the focus. */
function pointTo(state: AppState): AppState {
  const answer = state.lesson ? currentAnswer(state.lesson) : null;
  const measure = state.lesson ? currentStep(state.lesson).question?.measure : undefined;
  const found = answer?.found ?? null;
  if (measure === undefined || found === null || answer === null) return state;
  const layer = found.layer === undefined ? {} : { layer: found.layer };
  if (isRight(answer)) return withUi(state, layer);
  const { panel, wide = false }: Measure = MEASURES[measure];
  return withUi(state, { ...layer, focusPanel: panel, enlarged: wide });
}
