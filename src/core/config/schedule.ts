// Learning-rate schedules: the rate of each step, as PyTorch's schedulers compute it.
import type { ScheduleName } from './names.js';
import type { Config } from './schema.js';

export type RateConfig = Pick<Config, 'learningRate' | 'schedule' | 'decayEpochs' | 'decayFactor' | 'warmupSteps'>;

export interface RunLength {
  readonly stepsPerEpoch: number;
  readonly totalSteps: number;
}

/** PyTorch's defaults of OneCycleLR. */
const RISING = 0.3;
const START_DIVISOR = 25;
const END_DIVISOR = 1e4;

/** From `from` to `to` along half a cosine; `share` from 0 to 1. */
const alongCosine = (from: number, to: number, share: number): number =>
  to + ((from - to) / 2) * (1 + Math.cos(Math.PI * share));

/** Rate after `at` steps of a schedule `length` steps long; `rate` is the highest. */
type Schedule = (
  rate: number,
  at: number,
  length: number,
  config: RateConfig & { readonly perEpoch: number },
) => number;

const SCHEDULES: Readonly<Record<ScheduleName, Schedule>> = {
  constant: (rate) => rate,
  /** StepLR; Keras' ExponentialDecay with staircase. */
  step: (rate, at, _, { decayEpochs, decayFactor, perEpoch }) =>
    rate * decayFactor ** Math.floor(at / (decayEpochs * perEpoch)),
  /** CosineAnnealingLR to 0; Keras' CosineDecay (Loshchilov & Hutter 2017). */
  cosine: (rate, at, length) => alongCosine(rate, 0, Math.min(1, at / length)),
  /** OneCycleLR (Smith & Topin 2018): up for three tenths of the run, then down to almost 0. */
  oneCycle(rate, at, length) {
    const [start, top, last] = [rate / START_DIVISOR, RISING * length - 1, length - 1];
    if (at <= top) return alongCosine(start, rate, at / top);
    return alongCosine(rate, start / END_DIVISOR, last > top ? Math.min(1, (at - top) / (last - top)) : 1);
  },
};

/** Whether the rate changes during a run. */
export const isScheduled = ({ schedule, warmupSteps }: Pick<Config, 'schedule' | 'warmupSteps'>): boolean =>
  schedule !== 'constant' || warmupSteps > 0;

/** Whether the rate of a step depends on the length of the run. */
export const isLengthBound = ({ schedule }: Pick<Config, 'schedule'>): boolean =>
  schedule === 'cosine' || schedule === 'oneCycle';

/** The rate of each step, from 1. A warm-up rises in a straight line, LinearLR; the schedule begins after it. */
export function ratesOf(config: RateConfig, { stepsPerEpoch, totalSteps }: RunLength): (step: number) => number {
  const { learningRate, schedule } = config;
  if (!isScheduled(config)) return () => learningRate;
  const warm = schedule === 'oneCycle' ? 0 : config.warmupSteps;
  const length = Math.max(1, totalSteps - warm);
  const read = { ...config, perEpoch: stepsPerEpoch };
  return (step) =>
    step <= warm ? (learningRate * step) / warm : SCHEDULES[schedule](learningRate, step - 1 - warm, length, read);
}
