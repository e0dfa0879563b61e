// The last few hundred steps, whole. Their figures are copied into records that are used again and again: events that were kept
// themselves would each outlive the young generation and be swept up seldom, by the hundred megabytes in a long log.
import type { StepEvent, StepLayers } from './events.js';

/** Steps kept whole: at least so many, at most twice as many. */
export const RECENT_STEPS = 400;

/** Numbers in a typed array stay in place; in a list beside nulls each would be an object of its own. */
const NUMBERS = ['gradRms', 'gradMax', 'weightRms', 'updateRms'] as const;
const SHARES = ['saturated', 'dead', 'activationStd'] as const;
type Figures = Record<(typeof NUMBERS)[number], Float64Array> & Record<(typeof SHARES)[number], (number | null)[]>;
type Mutable = { -readonly [K in keyof StepEvent]: StepEvent[K] | undefined };

/** Appends a copy of `event`. Whoever reads `recent` must not keep its elements: they are written over. */
export function keepStep(recent: StepEvent[], spare: StepEvent[], event: StepEvent): void {
  if (recent.length >= 2 * RECENT_STEPS) spare.push(...recent.splice(0, recent.length - RECENT_STEPS + 1));
  const { type, runId, step, epoch, loss, accuracy, learningRate, gradNorm, clipped, layers } = event;
  const record = (spare.pop() ?? { type, runId, step, epoch, loss }) as Mutable;
  record.runId = runId;
  record.step = step;
  record.epoch = epoch;
  record.loss = loss;
  record.accuracy = accuracy;
  record.learningRate = learningRate;
  record.gradNorm = gradNorm;
  record.clipped = clipped;
  record.layers = layers === undefined ? undefined : copied(layers, record.layers);
  recent.push(record as StepEvent);
}

function copied(layers: StepLayers, into: StepLayers | undefined): Figures {
  const figures = (into ?? {}) as Partial<Figures>;
  for (const metric of NUMBERS) {
    const from = layers[metric];
    const had = figures[metric];
    const to = had?.length === from.length ? had : new Float64Array(from.length);
    for (let i = 0; i < from.length; i += 1) to[i] = from[i] ?? NaN;
    figures[metric] = to;
  }
  for (const metric of SHARES) {
    const from = layers[metric];
    const to = (figures[metric] ??= []);
    to.length = from.length;
    for (let i = 0; i < from.length; i += 1) to[i] = from[i] ?? null;
  }
  return figures as Figures;
}
