// Keeps the last few hundred steps whole, copied into pooled records. Events that were kept themselves
// would leave the young generation, and a long log would hold hundreds of megabytes between collections.
import type { StepEvent, StepLayers } from './events.js';
import { LAYER_METRICS, type LayerMetric } from './schema/layerMetrics.js';

/** Minimum number of whole steps; at most twice as many. */
export const RECENT_STEPS = 400;

type Mixed = (number | null)[];
type Figures = Record<LayerMetric, Float64Array | Mixed>;
type Mutable = { -readonly [K in keyof StepEvent]: StepEvent[K] | undefined };

/** Number of first steps whose loss and gradient are kept, because runs usually part there. */
export const OPENING_STEPS = 400;

/** The values of a step that comparisons of two runs use. */
export interface StepMark {
  readonly step: number;
  readonly loss?: number | undefined;
  readonly gradNorm?: number | undefined;
}

/** Appends the step while there is room. */
export function keepOpening(opening: StepMark[], { step, loss, gradNorm }: StepMark): void {
  if (opening.length < OPENING_STEPS && step >= (opening.at(-1)?.step ?? 0)) opening.push({ step, loss, gradNorm });
}

/** Appends a copy of `event`. Elements of `recent` are pooled and overwritten; don't retain references. */
export function keepStep(recent: StepEvent[], spare: StepEvent[], event: StepEvent): void {
  if (recent.length >= 2 * RECENT_STEPS) spare.push(...recent.splice(0, recent.length - RECENT_STEPS + 1));
  const { type, runId, step, epoch, loss, accuracy, learningRate, gradNorm, clipped, skipped, timeMs, layers } = event;
  const record = (spare.pop() ?? { type, runId, step }) as Mutable;
  record.runId = runId;
  record.step = step;
  record.epoch = epoch;
  record.loss = loss;
  record.accuracy = accuracy;
  record.learningRate = learningRate;
  record.gradNorm = gradNorm;
  record.clipped = clipped;
  record.skipped = skipped;
  record.timeMs = timeMs;
  record.layers = layers === undefined ? undefined : copied(layers, record.layers);
  recent.push(record as StepEvent);
}

function copied(layers: StepLayers, into: StepLayers | undefined): StepLayers {
  const figures = (into ?? {}) as Partial<Figures>;
  for (const metric of LAYER_METRICS) figures[metric] = copiedFigures(layers[metric], figures[metric]);
  return figures as StepLayers;
}

/** Copies into a typed array if it can: it holds numbers in place, while a list, which nulls need, boxes each one. */
function copiedFigures(from: ArrayLike<number | null>, had: Float64Array | Mixed | undefined): Float64Array | Mixed {
  for (let i = 0; i < from.length; i += 1) if (from[i] === null) return copiedMixed(from, had);
  const into = had instanceof Float64Array && had.length === from.length ? had : new Float64Array(from.length);
  for (let i = 0; i < from.length; i += 1) into[i] = from[i] ?? NaN;
  return into;
}

function copiedMixed(from: ArrayLike<number | null>, had: Float64Array | Mixed | undefined): Mixed {
  const into = Array.isArray(had) ? had : [];
  into.length = from.length;
  for (let i = 0; i < from.length; i += 1) into[i] = from[i] ?? null;
  return into;
}
