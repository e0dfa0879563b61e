// The figures that rules measure: name and number format in a receipt.
import { formatFixed, formatLoss, formatPercent, formatShare, formatSmall, nonFiniteWord } from '../format.js';

export interface Measure {
  readonly name: string;
  readonly format: (value: number) => string;
  /** The limit applies to its absolute value. */
  readonly absolute?: true;
}

const powerOfTen = (value: number): string => nonFiniteWord(value) ?? formatFixed(value);
const whole = (value: number): string => nonFiniteWord(value) ?? value.toFixed(0);

export const MEASURES = {
  slope: { name: 'gradient lost towards the input, decades a layer', format: formatFixed },
  R: {
    name: 'gradient RMS, first / last hidden layer',
    format: formatSmall,
  },
  gradRms: { name: 'gradient RMS of the smallest layer', format: formatSmall },
  loss: { name: 'loss (median)', format: formatLoss },
  entropy: { name: 'chance level (loss of the best constant output)', format: formatLoss },
  distance: {
    name: 'distance of the loss from chance level',
    format: (value) => formatPercent(value * 100),
    absolute: true,
  },
  drift: { name: 'drift of the loss over the window', format: (value) => formatPercent(value * 100) },
  updateRatio: {
    name: 'log10(update RMS / weight RMS)',
    format: powerOfTen,
  },
  starvingLayers: { name: 'layers below this limit', format: whole },
  layers: { name: 'layers measured', format: whole },
  normRatio: { name: 'gradient norm / its running median', format: formatSmall },
  gradNorm: { name: 'gradient norm', format: formatSmall },
  nonFinite: { name: 'value that is not finite', format: formatSmall },
  nonFiniteStep: { name: 'not finite since step', format: whole },
  timeGrowth: {
    name: 'gradient through time, first / last time step (before training)',
    format: formatSmall,
  },
  depthGrowth: { name: 'signal growth over depth (before training)', format: formatSmall },
  gradientRatio: { name: 'log10(gradient RMS / weight RMS)', format: powerOfTen },
  stability: { name: 'learning rate / the highest stable one (last measured)', format: formatSmall },
  steepest: { name: 'learning rate / the highest stable one, largest before the loss rose', format: formatSmall },
  steepestStep: { name: 'measured at step', format: whole },
  lateFall: { name: 'share of the fall in the last third of the run', format: formatShare },
  validationLoss: { name: 'held-out loss', format: formatLoss },
  leastValidationLoss: { name: 'least held-out loss', format: formatLoss },
  accuracy: { name: 'accuracy', format: formatShare },
  majority: { name: 'share of the most frequent class', format: formatShare },
  timeShare: { name: 'gradient through time, first / last time step', format: formatSmall },
  finalLoss: { name: 'loss in evaluation, all training samples', format: formatLoss },
  leastLoss: { name: 'least mean loss of an epoch', format: formatLoss },
  dropoutNoise: { name: 'noise of dropout / signal, as variances', format: formatSmall },
  rateReached: { name: 'highest learning rate of the run / the one asked for', format: formatSmall },
  rateSpent: { name: 'share of the run in which 99 % of its learning rates is spent', format: formatShare },
  outputUnits: { name: 'units of the output layer', format: whole },
  unreachable: { name: 'targets out of the reach of the output', format: formatShare },
  featureRms: { name: 'RMS of the largest feature', format: formatSmall },
  targetRms: { name: 'RMS of the target', format: formatSmall },
  rateMove: { name: 'first update / weights, if only the rate counts', format: formatSmall },
  gain: { name: 'initial gain of a typical layer / the right gain', format: formatFixed },
  signal: { name: 'signal after the last hidden layer / at the input (before training)', format: formatSmall },
  signalGrowth: { name: 'signal after the last hidden layer / at the input (before training)', format: formatSmall },
  path: { name: 'sum of updates / weights of a typical layer', format: formatFixed },
  weightRms: { name: 'RMS of the first kernel', format: formatSmall },
  dead: { name: 'dead hidden units (0 on every probe sample)', format: formatShare },
  deadAtStart: { name: 'dead hidden units before training', format: formatShare },
  deadGrowth: { name: 'growth of dead units, share of all hidden units', format: formatShare },
  deadLayer: { name: 'dead in the worst layer', format: formatShare },
  saturated: { name: 'activations in the flat ends, worst layer', format: formatShare },
  saturatedLayers: { name: 'layers above this limit', format: whole },
  percentChange: { name: 'first kernel moved since step 0 (median)', format: formatPercent },
} as const satisfies Readonly<Record<string, Measure>>;

export type MeasureName = keyof typeof MEASURES;

/** The measure of a figure in a log; undefined for an unknown name. */
export const measureOf = (key: string): Measure | undefined =>
  Object.hasOwn(MEASURES, key) ? MEASURES[key as MeasureName] : undefined;

/** The name of a figure in a receipt; its key if it is unknown. */
export const measureName = (key: string): string => measureOf(key)?.name ?? key;
