// Measures for lesson questions: each reads a run and yields choices, the answer, and a sentence with the numbers.
import type { Config } from '../config/schema.js';
import { fitDepth } from '../diagnosis/slope.js';
import { formatLoss } from '../format.js';
import { median } from '../median.js';
import { clippedBy } from '../run/lookup.js';
import type { RunState } from '../run/runState.js';
import type { StepEvent } from '../run/events.js';

export interface Found {
  /** Index into the measure's choices. */
  readonly answer: number;
  /** The figures, in one sentence. */
  readonly sentence: string;
}

export interface Measure {
  /** Two to four choices, fixed by the configuration before there are data. */
  readonly choices: (config: Config) => readonly string[];
  /** The answer as of a step; null while it cannot be measured. */
  readonly find: (run: RunState, step: number, config: Config) => Found | null;
}

const short = (value: number): string =>
  !Number.isFinite(value)
    ? String(value)
    : value !== 0 && Math.abs(value) < 0.01
      ? value.toExponential(1)
      : value.toPrecision(3);

/** Median gradient RMS of each layer over the kept steps that end at `step` (at most 32, so that single batches don't decide). */
function medianGradients(run: RunState, step: number): number[] {
  const steps: StepEvent[] = run.recent.filter((event) => event.step <= step && event.layers !== undefined).slice(-32);
  const layers = steps.at(-1)?.layers?.gradRms.length ?? 0;
  if (layers === 0) return run.layers.gradRms.map((series) => series.bucket(series.indexAt(step))?.last ?? NaN);
  return Array.from({ length: layers }, (_, layer) => {
    const values = steps.map((event) => event.layers?.gradRms[layer] ?? NaN);
    return values.some(Number.isNaN) ? NaN : median(values);
  });
}

/** The layer's name as in core/network/layout.ts. */
const hiddenName = (layer: number): string => `hidden_${layer + 1}`;

/** First, middle and last hidden layer; fewer in a shallow network. */
const picksOf = (depth: number): number[] => [...new Set([0, Math.floor((depth - 1) / 2), depth - 1])];

/** The layer with the smallest (sign 1) or largest (sign -1) gradient among the picks. */
const extremeLayer = (sign: 1 | -1): Measure => ({
  choices: (config) => picksOf(config.depth).map(hiddenName),
  find: (run, step, config) => {
    const picks = picksOf(config.depth);
    const hidden = medianGradients(run, step);
    const values = picks.map((layer) => sign * (hidden[layer] ?? NaN));
    if (values.some(Number.isNaN)) return null;
    return {
      answer: values.indexOf(Math.min(...values)),
      sentence: `gradient RMS: ${picks.map((layer) => `${hiddenName(layer)} ${short(hidden[layer] ?? NaN)}`).join(', ')}`,
    };
  },
});

/** The loss as a share of chance level, so that one scale fits every data set. */
function outcome(run: RunState, step: number): Found | null {
  const entropy = run.run?.labelEntropy;
  const ended = run.end !== null && step >= run.end.step;
  const loss = ended ? run.end?.loss : run.epochs.findLast((event) => event.step <= step)?.loss;
  if (entropy === undefined || loss === undefined) return null;
  const answer =
    !Number.isFinite(loss) || loss > 1.5 * entropy ? 3 : loss > 0.97 * entropy ? 0 : loss > 0.1 * entropy ? 1 : 2;
  return {
    answer,
    sentence: `loss ${formatLoss(loss)}, chance level ${formatLoss(entropy)}`,
  };
}

/** How far the first kernel has moved since step 0, as the median of |100 (old - new) / old|. */
function firstKernelMoved(run: RunState, step: number): Found | null {
  const probe = run.probes.findLast((event) => event.step <= step);
  const percent = probe?.layers.percentChange[0];
  if (percent === null || percent === undefined) return null;
  return {
    answer: percent < 1 ? 0 : percent < 25 ? 1 : 2,
    sentence: `the median weight of ${hiddenName(0)} has moved by ${short(percent)} %`,
  };
}

/** Least-squares slope of log10 gradient RMS over the hidden layers: decades lost a layer towards the input. */
function decadesPerLayer(run: RunState, step: number): Found | null {
  const gradients = medianGradients(run, step);
  const slope = fitDepth(gradients, gradients.length - 1)?.slope;
  if (slope === undefined) return null;
  return {
    answer: slope >= 0.3 ? 0 : slope > -0.3 ? 1 : 2,
    sentence: `${slope >= 0 ? '+' : ''}${slope.toFixed(2)} decades a layer: times ${short(10 ** -slope)} in each layer towards the input`,
  };
}

/** The largest share of dead units among the hidden layers. */
function deadUnits(run: RunState, step: number): Found | null {
  const dead = run.probes.findLast((event) => event.step <= step)?.layers.dead.filter((share) => share !== null) ?? [];
  if (dead.length === 0) return null;
  const worst = Math.max(...dead);
  return {
    answer: worst < 0.6 ? 0 : worst < 0.9 ? 1 : 2,
    sentence: `in the worst layer ${(100 * worst).toFixed(0)} % of the units are dead: 0 on every sample`,
  };
}

function clippedShare(run: RunState, step: number): Found | null {
  const { steps, clipped } = clippedBy(run, step);
  if (steps === 0) return null;
  const share = clipped / steps;
  return {
    answer: share < 0.1 ? 0 : share < 0.6 ? 1 : 2,
    sentence: `${(100 * share).toFixed(0)} % of ${steps} steps were clipped`,
  };
}

const fixed = (find: Measure['find'], choices: readonly string[]): Measure => ({ choices: () => choices, find });

export const MEASURES = {
  quietestLayer: extremeLayer(1),
  loudestLayer: extremeLayer(-1),
  outcome: fixed(outcome, [
    'it stays at chance level',
    'it learns something',
    'it solves the task',
    'it gets worse, or NaN',
  ]),
  firstKernelMoved: fixed(firstKernelMoved, ['less than 1 %', '1 to 25 %', 'more than 25 %']),
  decadesPerLayer: fixed(decadesPerLayer, [
    'it shrinks towards the input',
    'about the same in every layer',
    'it grows towards the input',
  ]),
  deadUnits: fixed(deadUnits, ['less than 60 %', '60 to 90 %', '90 % or more']),
  clippedShare: fixed(clippedShare, ['fewer than one step in ten', 'up to six in ten', 'most steps']),
} as const satisfies Record<string, Measure>;

export type MeasureName = keyof typeof MEASURES;
export const MEASURE_NAMES = Object.keys(MEASURES) as [MeasureName, ...MeasureName[]];
