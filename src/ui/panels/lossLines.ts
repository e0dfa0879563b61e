// What the loss chart draws: the loss of each visible run by columns of steps, and the chance level.
import { baselineOf } from '../../core/diagnosis/foreign/facts.js';
import type { StepDomain } from '../../core/run/stepDomain.js';
import { resampleSeries } from '../paint/resample.js';
import type { LossLine } from './lossRows.js';
import type { PanelView } from './panel.js';
import { bucketsOrSteps } from './timeAxis.js';

/** The run in focus is the last, so that it is drawn on top. Valid until the next call. */
export function lossLines(view: PanelView, domain: StepDomain): LossLine[] {
  const ordered = [...view.runs].sort((a, b) => Number(a === view.focus) - Number(b === view.focus));
  return ordered.map((run) => {
    const { state } = run;
    const columns = bucketsOrSteps(state, state.loss, (event) => event.loss, domain);
    view.hold?.hold(`loss ${state.runId} ${domain.columns}`, columns, state.step, domain);
    const validation = state.valLoss.length === 0 ? null : resampleSeries(state.valLoss, domain);
    return { run, columns, validation };
  });
}

/** Chance level of the run in focus; null if unknown. */
export function plateauOf(view: PanelView): number | null {
  const entropy = baselineOf(view.focus.state.run);
  return entropy !== undefined && Number.isFinite(entropy) && entropy > 0 ? entropy : null;
}
