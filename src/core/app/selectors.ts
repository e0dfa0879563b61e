// What readers ask of the application's state: runs in order, their names, progress, and what the cursor stands on.
import { asAsked } from '../config/asAsked.js';
import type { Config } from '../config/schema.js';
import { layersTold, type RunState } from '../run/runState.js';
import { changeBetween, suggestionInWords } from '../text/change.js';
import type { AppState } from './state.js';

/** The run in focus; undefined only before the first start. */
export const focusedRun = (state: AppState): RunState | undefined => state.runs.get(state.focus);

/** All runs in their order; hidden ones too. */
export const orderedRuns = (state: AppState): RunState[] => state.order.flatMap((runId) => state.runs.get(runId) ?? []);

/** Colour and glyph index of a run. */
export const slotOf = (state: AppState, runId: string): number => state.slots.get(runId) ?? 0;

/** The configuration as far as it is known: the resolved one once the run has answered. */
export const configOf = (run: RunState): Config | null => run.config ?? run.run?.config ?? null;

const nameOf = (run: RunState | undefined): string | undefined => run && (configOf(run)?.name ?? run.run?.name);

/** Short name of a run: the preset's name; beside an earlier run of that name, what it differs in (`+ activation relu`). */
export function runLabel(state: AppState, runId: string): string {
  const run = state.runs.get(runId);
  const name = nameOf(run) ?? runId;
  const earlier = orderedRuns(state).slice(0, state.order.indexOf(runId));
  const same = earlier.filter((one) => nameOf(one) === name);
  const [base] = same;
  if (run === undefined || base === undefined) return name;
  const [ours, theirs] = [configOf(run), configOf(base)];
  const differences = ours === null || theirs === null ? '' : suggestionInWords(changeBetween(theirs, ours));
  return differences === '' ? `${nameOf(base) ?? name} #${Math.max(2, same.length + 1)}` : `+ ${differences}`;
}

/** Whether a run has another configuration than the preset whose name it bears. */
export function isChanged(state: AppState, runId: string): boolean {
  const config = state.runs.get(runId)?.config;
  const preset = state.presets.find((one) => one.name === config?.name);
  return !!config && preset !== undefined && Object.keys(changeBetween(preset, asAsked(config, preset))).length > 0;
}

/** Layers of the network, the output layer included; from the log, or from what was asked for. */
export function layerCount(run: RunState): number {
  return layersTold(run) || (run.config?.depth ?? 0) + 1;
}

export interface Progress {
  /** 0..1; null where the end is not known (foreign logs). */
  readonly fraction: number | null;
  readonly step: number;
  readonly totalSteps: number | null;
  readonly epoch: number;
  readonly totalEpochs: number | null;
  /** Time to the end at the present speed; null while unknown. */
  readonly remainingMs: number | null;
}

/** How far a run is; `at`: its fraction as of that step. */
export function progressOf(run: RunState, at: number | null = null): Progress {
  const totalSteps = run.run?.totalSteps ?? null;
  const rate = run.stepsPerSecond;
  const remaining = totalSteps === null ? null : Math.max(0, totalSteps - run.step);
  return {
    fraction: totalSteps === null || totalSteps <= 0 ? null : Math.min(1, (at ?? run.step) / totalSteps),
    step: run.step,
    totalSteps,
    epoch: run.epoch,
    totalEpochs: configOf(run)?.epochs ?? null,
    remainingMs: remaining === null || rate === null || rate <= 0 ? null : (remaining / rate) * 1000,
  };
}
