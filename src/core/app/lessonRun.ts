// Finds the run that a lesson's question asks about, and holds it until the guess.
import type { Config } from '../config/schema.js';
import { awaitsGuess, awaitsMeasure, voided } from '../lesson/play.js';
import type { RunState } from '../run/runState.js';
import { changeBetween, changeInWords } from '../text/change.js';
import { focusedRun, orderedRuns } from './selectors.js';
import type { AppState } from './state.js';

/** The configuration that the current step asks about; null without a lesson. */
export const askedConfig = ({ lesson }: AppState): Config | null => lesson?.config ?? null;

export const isSame = (run: RunState, config: Config): boolean =>
  run.config !== null && Object.keys(changeBetween(run.config, config)).length === 0;

/** The run of the current step, in focus or not; undefined if its configuration is no longer on the screen. */
export function askedRun(state: AppState): RunState | undefined {
  const config = askedConfig(state);
  if (config === null) return undefined;
  const focused = focusedRun(state);
  return focused !== undefined && isSame(focused, config)
    ? focused
    : orderedRuns(state).find((run) => isSame(run, config));
}

/** The run whose figures the lesson shows: that of the question, else the focused one. */
export const lessonRun = (state: AppState): RunState | undefined => askedRun(state) ?? focusedRun(state);

/** Why nothing runs yet, or null: a run before the guess would give the answer away. */
export const heldByQuestion = (state: AppState): string | null =>
  state.lesson && awaitsGuess(state.lesson) ? 'guess first: the run waits for it' : null;

/** Voids the question if the network that it asks about is gone. */
export function voidIfChanged(state: AppState): AppState {
  const { lesson } = state;
  const config = askedConfig(state);
  if (!lesson || config === null || !awaitsMeasure(lesson) || askedRun(state) !== undefined) return state;
  const shown = focusedRun(state)?.config ?? null;
  const words = shown === null ? 'its run is gone' : changeInWords(config, changeBetween(config, shown));
  return { ...state, lesson: voided(lesson, words) };
}
