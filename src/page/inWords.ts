// What a page says to those who do not see its canvas. Pure.
import { configOf, focusedRun } from '../core/app/selectors.js';
import type { AppState } from '../core/app/state.js';
import { networkInWords } from '../core/config/describe.js';
import { verdict } from '../core/diagnosis/verdict.js';

/** Network, state and verdict, without the numbers that change with every frame. */
export function inWords(state: AppState): string {
  const run = focusedRun(state);
  if (run === undefined) return 'no run';
  const config = configOf(run);
  const { cursorStep } = state.ui;
  const at = cursorStep === null ? run.status : `step ${cursorStep}`;
  return `${config === null ? run.runId : networkInWords(config, 'x')}, ${at}. ${verdict(run, cursorStep).text}`;
}
