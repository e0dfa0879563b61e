// What readers ask of the application's state: runs in order, their names, progress, and what the cursor stands on.
import type { Config } from '../config/schema.js';
import type { RunState } from '../run/runState.js';
import type { AppState } from './state.js';

/** The run in focus; undefined only before the first start. */
export const focusedRun = (state: AppState): RunState | undefined => state.runs.get(state.focus);

/** All runs in their order; hidden ones too. */
export const orderedRuns = (state: AppState): RunState[] => state.order.flatMap((runId) => state.runs.get(runId) ?? []);

/** Those that panels show: not hidden; the focused one always. */
export const visibleRuns = (state: AppState): RunState[] =>
  orderedRuns(state).filter((run) => run.runId === state.focus || !state.hidden.includes(run.runId));

/** Colour and glyph index of a run. */
export const slotOf = (state: AppState, runId: string): number => state.slots.get(runId) ?? 0;

/** The configuration as far as it is known: the resolved one once the run has answered. */
export const configOf = (run: RunState): Config | null => run.config ?? run.run?.config ?? null;

/** Short name of a run: the preset's name, with the number of its place where two share it. */
export function runLabel(state: AppState, runId: string): string {
  const nameOf = (id: string): string => {
    const run = state.runs.get(id);
    return (run && (configOf(run)?.name ?? run.run?.name)) ?? id;
  };
  const name = nameOf(runId);
  const same = state.order.filter((id) => nameOf(id) === name);
  return same.length < 2 ? name : `${name} #${same.indexOf(runId) + 1}`;
}

/** Layers of the network, the output layer included; from the log, or from what was asked for. */
export function layerCount(run: RunState): number {
  return run.run?.layers.length ?? (run.layers.gradRms.length || (run.config?.depth ?? 0) + 1);
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

/** How far a run is. */
export function progressOf(run: RunState): Progress {
  const totalSteps = run.run?.totalSteps ?? null;
  const rate = run.stepsPerSecond;
  const remaining = totalSteps === null ? null : Math.max(0, totalSteps - run.step);
  return {
    fraction: totalSteps === null || totalSteps <= 0 ? null : Math.min(1, run.step / totalSteps),
    step: run.step,
    totalSteps,
    epoch: run.epoch,
    totalEpochs: configOf(run)?.epochs ?? null,
    remainingMs: remaining === null || rate === null || rate <= 0 ? null : (remaining / rate) * 1000,
  };
}
