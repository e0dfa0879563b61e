// The table of per-layer figures; log, series and reference derive from its rows. Values are lists, layer 0 at the input.
import {
  list,
  maybeNumbers,
  number,
  numbers,
  object,
  or,
  orNull,
  plainOrNull,
  need,
  type Field,
  type Kind,
} from './kinds.js';

/** Stands in for every list that a log lacks. */
const NONE: readonly never[] = Object.freeze([]);
const per = <T>(kind: Kind<T>, doc: string, unit = ''): Field<T, 'fallback'> => or(kind, () => NONE as T, doc, unit);

const SATURATED = per(
  plainOrNull,
  'share of the activations on the probe set where the derivative is below 6 % of its reach: |tanh| > 0.97, sigmoid < 0.015 or > 0.985; hidden layers only',
  '0 to 1',
);
const DEAD = per(plainOrNull, 'share of the units that are 0 on the whole probe set (ReLU)', '0 to 1');
const ACTIVATION_STD = per(plainOrNull, 'standard deviation of the activations on the probe set');

/** Per-layer figures of a step. */
export const STEP_METRICS = {
  gradRms: per(
    maybeNumbers,
    'sqrt(mean(g²)) over the kernel gradient of the mean batch loss, without the L2 penalty, before clipping',
  ),
  gradMax: per(maybeNumbers, 'max |g| of the same gradient'),
  weightRms: per(maybeNumbers, 'RMS of the kernel before the update'),
  updateRms: per(maybeNumbers, 'RMS of (kernel after − kernel before)'),
  saturated: SATURATED,
  dead: DEAD,
  activationStd: ACTIVATION_STD,
};

export const histogram = object({
  low: need(number, 'lower edge of the first bin; NaN if a value is not finite'),
  high: need(number, 'upper edge of the last bin; NaN if a value is not finite'),
  counts: need(numbers, 'values in each bin, from `low` to `high`'),
});

/** Per-layer figures of a forward pass over the probe set. */
export const PROBE_METRICS = {
  saturated: SATURATED,
  dead: DEAD,
  preMean: per(maybeNumbers, 'mean of what goes into the activation function'),
  preStd: per(maybeNumbers, 'standard deviation of the same'),
  activationMean: per(maybeNumbers, 'mean of what comes out of the activation function'),
  activationStd: per(maybeNumbers, 'standard deviation of the same'),
  meanDerivative: per(maybeNumbers, 'mean |f′(z)|; null for softmax'),
  backwardGain: per(
    maybeNumbers,
    'sqrt(units × mean(W²)): what the transposed kernel multiplies the size of a random backward signal by',
  ),
  percentChange: per(
    plainOrNull,
    'median of |100 (old − new) / old| over the kernel against step 0; null if every old value is 0',
    '%',
  ),
  histograms: per(list(orNull(histogram)), 'what goes into the activation function, in 40 even bins'),
};

export type LayerMetric = keyof typeof STEP_METRICS;
export const LAYER_METRICS = Object.keys(STEP_METRICS) as readonly LayerMetric[];
/** A list for each metric, without a layer. */
export const noLayers = (): Record<LayerMetric, (number | null)[]> =>
  Object.fromEntries(LAYER_METRICS.map((metric) => [metric, []])) as unknown as Record<LayerMetric, (number | null)[]>;
/** What a step and a probe both hold: a probe is the only source at step 0. */
export const PROBED_METRICS = LAYER_METRICS.filter((metric) => metric in PROBE_METRICS) as readonly (LayerMetric &
  keyof typeof PROBE_METRICS)[];
