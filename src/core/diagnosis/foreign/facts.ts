// Gathers the facts about a run of another program: medians of the last steps, by layer and role.
import { finiteMedian } from '../../median.js';
import type { StepEvent, StepLayers, ToldRun } from '../../run/events.js';
import { roleOf, type LayerRole } from '../../run/layerRoles.js';
import { rolesOf } from '../../run/rolesOf.js';
import { layersTold, type RunState } from '../../run/runState.js';
import { BUCKET, type Series } from '../../run/series.js';
import { frameworkOf, type Framework } from './framework.js';

/** Steps for medians of layers and losses. */
export const WINDOW = 32;
/** Losses for the median of the beginning. */
export const FIRST = 8;

export interface ForeignLayer {
  /** From 0, as in the log. */
  readonly index: number;
  readonly name: string;
  readonly role: LayerRole;
  /** Median over the last steps with layers; NaN: not logged, or frozen. */
  readonly gradRms: number;
  /** Whether each of the last gradients is exactly 0. */
  readonly zero: boolean;
  /** Median of updateRms / weightRms; NaN: not logged. */
  readonly ratio: number;
}

export interface ForeignFacts {
  readonly run: RunState;
  readonly framework: Framework;
  readonly layers: readonly ForeignLayer[];
  /** In order, the output layer last. */
  readonly kernels: readonly ForeignLayer[];
  /** Number of steps with figures of layers. */
  readonly layerSteps: number;
  /** Chance level; undefined: it is not in the log. */
  readonly baseline: number | undefined;
  /** Finite losses of the last steps, oldest first. */
  readonly losses: readonly number[];
  /** Median of the first losses and of the last ones; NaN without losses. */
  readonly firstLoss: number;
  /** The very first loss, at least chance level where that is known; NaN without losses. */
  readonly openingLoss: number;
  readonly lastLoss: number;
  /** Gradient norms of the last steps, oldest first. */
  readonly norms: readonly number[];
  readonly validation: Validation | null;
  /** Figures that are not finite, of steps that were not skipped. */
  readonly broken: {
    readonly what: string;
    /** First such step, and the last; of a long log, about. */
    readonly first: number;
    readonly last: number;
    readonly count: number;
    /** Steps with this figure. */
    readonly of: number;
    /** Whether the last figure is one of them. */
    readonly now: boolean;
    readonly layer: number;
  } | null;
}

/** Validation losses that are in memory. */
export interface Validation {
  readonly steps: readonly number[];
  readonly losses: readonly number[];
}

/** Chance level: the loss of a network that ignores its input; undefined if the log has none. */
export function baselineOf(run: ToldRun | null): number | undefined {
  const classes = run?.facts?.classes;
  const entropy = classes !== undefined && classes >= 2 ? Math.log(classes) : undefined;
  return run?.facts?.baselineLoss ?? run?.labelEntropy ?? entropy;
}

export function factsOf(run: RunState): ForeignFacts {
  const recent = run.recent.filter(({ skipped }) => skipped !== true);
  const layered = recent.filter((event) => event.layers !== undefined).slice(-WINDOW);
  const layers = layersOf(run, layered);
  const kernels = layers.filter(({ role }) => role === 'kernel');
  const losses = recent.flatMap(({ loss }) => (loss !== undefined && Number.isFinite(loss) ? loss : []));
  const first = run.opening.slice(0, FIRST).flatMap(({ loss }) => loss ?? []);
  return {
    run,
    framework: frameworkOf(run),
    layers,
    kernels,
    layerSteps: layered.length,
    baseline: baselineOf(run.run),
    losses,
    firstLoss: median(first),
    openingLoss: Math.max(first[0] ?? NaN, baselineOf(run.run) ?? 0),
    lastLoss: median(losses.slice(-WINDOW)),
    norms: recent.flatMap(({ gradNorm, layers: one }) => gradNorm ?? normOf(run.run, one?.gradRms) ?? []),
    validation: validationOf(run),
    broken: brokenIn(run),
  };
}

export const median = (values: readonly number[]): number => finiteMedian(Float64Array.from(values), values.length);

/** The norm over all layers, from their RMS and sizes: sqrt(sum of n RMS²). Undefined where one of them is not known. */
function normOf(run: ToldRun | null, gradRms: StepLayers['gradRms'] | undefined): number | undefined {
  const layers = run?.layers ?? [];
  if (gradRms === undefined || layers.length === 0) return undefined;
  let sum = 0;
  for (const [at, { parameterCount }] of layers.entries()) {
    const rms = gradRms[at];
    // A frozen layer has no gradient.
    if (rms === null) continue;
    if (rms === undefined || parameterCount === undefined) return undefined;
    sum += parameterCount * rms * rms;
  }
  return sum > 0 ? Math.sqrt(sum) : undefined;
}

function layersOf(run: RunState, steps: readonly StepEvent[]): ForeignLayer[] {
  const roles = rolesOf(run.run);
  return Array.from({ length: layersTold(run) }, (_, index): ForeignLayer => {
    const name = run.run?.layers?.[index]?.name ?? `layer ${index + 1}`;
    const gradients = figures(steps, 'gradRms', index);
    const weights = figures(steps, 'weightRms', index);
    const ratios = figures(steps, 'updateRms', index).map((update, i) => {
      const weight = weights[i] ?? NaN;
      // A kernel of zeros gives no ratio.
      return weight > 0 ? update / weight : NaN;
    });
    const known = gradients.filter((value) => Number.isFinite(value));
    return {
      index,
      name,
      role: roles[index] ?? roleOf(name, undefined),
      gradRms: median(gradients),
      zero: known.length > 0 && known.every((value) => value === 0),
      ratio: median(ratios),
    };
  });
}

const figures = (steps: readonly StepEvent[], metric: keyof StepLayers, layer: number): number[] =>
  steps.map(({ layers }) => layers?.[metric][layer] ?? NaN);

/** The name of a scalar that holds the validation loss. */
export const VALIDATION_LOSS =
  /^(?:.*[/._])?(?:val(?:idation)?|eval|test|dev)(?:[/._ -](?:epoch_)?|_)?loss$|(?:^|[/._])loss[/._](?:val(?:idation)?|eval|test)$/i;

function validationOf({ valLoss, scalars }: RunState): Validation | null {
  const named = [...scalars].find(([name]) => VALIDATION_LOSS.test(name))?.[1];
  const series = valLoss.length > 0 ? valLoss : named;
  if (series === undefined || series.length === 0) return null;
  const buckets = Array.from({ length: series.length }, (_, index) => ({
    step: series.field(index, BUCKET.lastStep),
    loss: series.field(index, BUCKET.last),
  })).filter(({ loss }) => Number.isFinite(loss));
  return { steps: buckets.map(({ step }) => step), losses: buckets.map(({ loss }) => loss) };
}

/** The first figure that is not finite: the loss before gradients. */
function brokenIn(run: RunState): ForeignFacts['broken'] {
  const series: [string, Series | undefined, number][] = [
    ['the loss', run.loss, -1],
    ['the gradient norm', run.gradNorm, -1],
    ...run.layers.gradRms.map((one, layer): [string, Series, number] => [
      `the gradient of ${nameOf(run, layer)}`,
      one,
      layer,
    ]),
    ...run.layers.weightRms.map((one, layer): [string, Series, number] => [
      `the weights of ${nameOf(run, layer)}`,
      one,
      layer,
    ]),
  ];
  for (const [what, one, layer] of series) {
    if (one === undefined) continue;
    const buckets = Array.from({ length: one.length }, (_, i) => i).filter((i) => one.field(i, BUCKET.nonFinite) > 0);
    const [head, tail] = [buckets[0], buckets.at(-1)];
    if (head === undefined || tail === undefined) continue;
    const count = buckets.reduce((sum, i) => sum + one.field(i, BUCKET.nonFinite), 0);
    const [first, last] = [one.field(head, BUCKET.firstStep), one.field(tail, BUCKET.lastStep)];
    return { what, first, last, count, of: one.total, now: !Number.isFinite(one.latest), layer };
  }
  return null;
}

export const nameOf = ({ run }: RunState, layer: number): string => run?.layers?.[layer]?.name ?? `layer ${layer + 1}`;
