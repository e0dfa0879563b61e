// A lesson inside the dashboard: its keys have priority, its steps set run, panel and pace, and events yield the answers.
import type { RunState } from '../run/runState.js';
import {
  blockedBy,
  choices,
  configOfStep,
  currentAnswer,
  currentStep,
  guess,
  move,
  reveal,
  score,
  startLesson,
  type LessonState,
} from '../lesson/play.js';
import type { Lesson } from '../lesson/schema.js';
import { changeBetween } from '../text/change.js';
import { bindingOf } from './keymap.js';
import { overlayClosed } from './overlays.js';
import { perform } from './perform.js';
import { replaceRun, say, startAll, unchanged, withUi } from './runs.js';
import { configOf, focusedRun } from './selectors.js';
import type { AppState, UiState, Updated } from './state.js';

/** Starts a lesson at its first step and replaces all runs. */
export const beginLesson = (state: AppState, lesson: Lesson): Updated => enter(state, startLesson(lesson));

/** Applies the current step: starts its run unless that run is already on screen, then sets panel, size and pace. */
function enter(state: AppState, lesson: LessonState): Updated {
  const step = currentStep(lesson);
  const config = configOfStep(lesson.lesson, lesson.index, state.presets);
  const shown = focusedRun(state);
  const asIs =
    shown?.config != null && state.order.length === 1 && Object.keys(changeBetween(shown.config, config)).length === 0;
  const starts = step.preset !== undefined || step.change !== undefined || !asIs;
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
      // Predict, then reveal: the run waits for the guess, because it would give the answer away.
      paused: starts ? step.question !== undefined && currentAnswer(lesson) === null : state.ui.paused,
    }),
    lesson,
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
  if (key === 'esc') return bindingOf('esc')?.disabled(state) !== null;
  if (/^[1-9]$/.test(key)) return choicesShown(state).length > 0;
  return key === 'enter' || key === 'backspace' || key === 'pagedown' || key === 'pageup';
}

/** The numbered choices on the screen. */
export function choicesShown(state: AppState): readonly string[] {
  const run = focusedRun(state);
  const config = run === undefined ? null : configOf(run);
  return !state.lesson || config === null ? [] : choices(state.lesson, config);
}

/** Handles a key that the lesson takes. */
export function lessonKey(state: AppState, key: string): Updated {
  const { lesson } = state;
  const run = focusedRun(state);
  if (!lesson || run === undefined) return unchanged(state);
  if (key === 'esc') return unchanged(say({ ...state, lesson: null }, `lesson left; the run continues`));
  if (key === 'backspace') {
    const back = move(lesson, -1);
    return back === null ? unchanged(say(state, 'this is the first step', 'warning')) : enter(state, back);
  }
  if (key === 'pagedown' || key === 'pageup')
    return unchanged({ ...state, lesson: { ...lesson, turned: lesson.turned + (key === 'pagedown' ? 1 : -1) } });
  if (key === 'enter') return forward(state, lesson, run);
  return answer(state, lesson, run, Number(key) - 1);
}

function forward(state: AppState, lesson: LessonState, run: RunState): Updated {
  const reason = blockedBy(lesson, run);
  if (reason !== null) return unchanged(say(state, reason, 'warning'));
  const next = move(lesson, 1);
  if (next !== null) return enter(state, next);
  const { right, asked } = score(lesson);
  const words = asked === 0 ? '' : `: ${right} of ${asked} guessed right`;
  return unchanged(say({ ...state, lesson: null }, `lesson finished${words}; the run continues`));
}

function answer(state: AppState, lesson: LessonState, run: RunState, choice: number): Updated {
  const count = choicesShown(state).length;
  if (choice >= count) return unchanged(say(state, `no answer ${choice + 1}: 1 to ${count}`, 'warning'));
  if (currentAnswer(lesson)?.found) return unchanged(say(state, 'the answer is already measured', 'warning'));
  const config = configOf(run);
  const guessed = config === null ? lesson : guess(lesson, choice, run, config);
  if (guessed === lesson) return unchanged(state);
  const next = { ...state, lesson: guessed };
  if (!state.ui.paused || currentAnswer(lesson) !== null) return unchanged(next);
  const released = perform(next, { type: 'pause', paused: false });
  return { ...released, state: withUi(released.state, { message: null }) };
}

/** Called after new events: reveals the answer as soon as it can be measured. */
export function followLesson(state: AppState): AppState {
  const { lesson } = state;
  const run = focusedRun(state);
  const config = run === undefined ? null : configOf(run);
  if (!lesson || run === undefined || config === null) return state;
  const revealed = reveal(lesson, run, config);
  return revealed === lesson ? state : { ...state, lesson: revealed };
}
