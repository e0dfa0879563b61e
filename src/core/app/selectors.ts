// Derived values of the state: runs in order, labels, progress, and what is under the cursor.
import { asAsked } from '../config/asAsked.js';
import type { Config } from '../config/schema.js';
import { layersTold, type RunState } from '../run/runState.js';
import { changeBetween, suggestionInWords } from '../text/change.js';
import type { AppState } from './state.js';

/** The focused run; undefined only before the first start. */
export const focusedRun = (state: AppState): RunState | undefined => state.runs.get(state.focus);

/** All runs in order, including hidden ones. */
export const orderedRuns = (state: AppState): RunState[] => state.order.flatMap((runId) => state.runs.get(runId) ?? []);

/** Colour and glyph index of a run. */
export const slotOf = (state: AppState, runId: string): number => state.slots.get(runId) ?? 0;

/** The configuration as known so far: the resolved one after the run event. */
export const configOf = (run: RunState): Config | null => run.config ?? run.run?.config ?? null;

const nameOf = (run: RunState | undefined): string | undefined => run && (configOf(run)?.name ?? run.run?.name);

/** Label of a run: the preset's name. If an earlier run has that name, the label adds the difference (`+ activation relu`). */
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

/** Whether the configuration of a run differs from the preset of its name. */
export function isChanged(state: AppState, runId: string): boolean {
  const run = state.runs.get(runId);
  const config = run?.config;
  const preset = state.presets.find((one) => one.name === config?.name);
  if (!config || preset === undefined) return false;
  return Object.keys(changeBetween(preset, asAsked(config, preset, run?.run?.dataset?.classes))).length > 0;
}

/** Number of layers including the output; from the log, or from the configuration. */
export function layerCount(run: RunState): number {
  return layersTold(run) || (run.config?.depth ?? 0) + 1;
}

export interface Progress {
  /** Progress 0..1; null if the end is unknown (foreign logs). */
  readonly fraction: number | null;
  readonly step: number;
  readonly totalSteps: number | null;
  readonly epoch: number;
  readonly totalEpochs: number | null;
  /** Milliseconds to the end at the present speed; null while unknown. */
  readonly remainingMs: number | null;
}

/** Progress of a run; `at`: as of that step. */
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
