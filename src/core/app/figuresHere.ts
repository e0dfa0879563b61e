// What the copy keys send besides the command line: the verdict, and the figures at the time cursor, in full precision.
import { verdict } from '../diagnosis/verdict.js';
import { accuracyAt, lossAt, valLossAt, valueAt } from '../run/lookup.js';
import type { RunState } from '../run/runState.js';
import { focusedRun, runLabel } from './selectors.js';
import type { AppState } from './state.js';

/** `relu: gradient vanishes: ...`; empty without a run. */
export function verdictHere(state: AppState): string {
  const run = focusedRun(state);
  return run === undefined ? '' : `${runLabel(state, run.runId)}: ${verdict(run, state.ui.cursorStep).text}`;
}

/** `relu, step 120: loss 0.0234, accuracy 0.98, gradient RMS of hidden_2 1.3e-5`; empty before the first step. */
export function figuresHere(state: AppState): string {
  const run = focusedRun(state);
  if (run === undefined || run.step === 0) return '';
  const at = state.ui.cursorStep;
  const { layer } = state.ui;
  const name = run.run?.layers?.[layer]?.name ?? `layer ${layer + 1}`;
  const figures = [
    figure('loss', lossAt(run, at)),
    figure('accuracy', accuracyAt(run, at)),
    figure('validation loss', valLossAt(run, at)),
    figure(`gradient RMS of ${name}`, gradientAt(run, layer, at)),
  ].filter((one) => one !== '');
  return `${runLabel(state, run.runId)}, step ${at ?? run.step}: ${figures.join(', ')}`;
}

const figure = (name: string, value: number | undefined): string => (value === undefined ? '' : `${name} ${value}`);

function gradientAt(run: RunState, layer: number, step: number | null): number | undefined {
  const series = run.layers.gradRms[layer];
  return series === undefined ? undefined : valueAt(run, series, step)?.value;
}
