// Suggested changes: one setting each, chosen from the current configuration.
import { ACTIVATIONS } from '../config/activations.js';
import { isConv, isGated, isRecurrent } from '../config/cells.js';
import { widthsOf } from '../config/layers.js';
import type { ConfigChange, ResolvedConfig } from '../config/schema.js';

/** Settings that a cure may change. */
export type Remedies = readonly (keyof ConfigChange)[];

const isReluLike = ({ activation }: ResolvedConfig): boolean => ACTIVATIONS[activation].reluLike;

/** He's variance 2 / fan-in compensates for the half that ReLU drops. */
const isHe = (config: ResolvedConfig): boolean =>
  config.initializer === 'heNormal' || config.initializer === 'heUniform';

/** The initializer that keeps the signal's size through this activation. */
export const fittingInitializer = (config: ResolvedConfig): 'heNormal' | 'glorotUniform' =>
  isReluLike(config) || config.activation === 'linear' ? 'heNormal' : 'glorotUniform';

/** How probable a network of ReLU units must be dead from the start for another activation to be the better suggestion. */
const BORN_DEAD = 0.2;

/**
 * Whether ReLU is a risk at these widths. A unit is silent for an input with probability 1/2, so a layer of n units passes nothing on with
 * probability 2^-n, and the network is dead from the start with 1 - (1 - 2^-n)^L or more (Lu et al. 2020, Dying ReLU and Initialization).
 */
export const bornDead = (config: ResolvedConfig): boolean =>
  1 - widthsOf(config).reduce((alive, units) => alive * (1 - 2 ** -units), 1) >= BORN_DEAD;

export const SCALE_CURES: Remedies = ['initializer', 'initializerGain', 'activation'];

/** The initial scale put right: the gain first, since it is a factor on any initializer. */
export function cureScale(config: ResolvedConfig, scale: 'small' | 'large'): ConfigChange | undefined {
  const { initializer, initializerGain } = config;
  if (scale === 'small' ? initializerGain < 1 : initializerGain > 1) return { initializerGain: 1 };
  const fitting = fittingInitializer(config);
  if (initializer === fitting) return undefined;
  return config.activation === 'relu' && bornDead(config)
    ? { initializer: fitting, activation: 'elu' }
    : { initializer: fitting };
}

/** Depth from which ReLU with Glorot kernels dies or starves in most seeds while ELU learns: 12 at width 10, fewer in a narrower network. */
const isDeep = ({ depth, width }: ResolvedConfig): boolean => depth >= Math.min(12, 1.2 * width);

/** Settings that `cureDepth` changes. */
export const DEPTH_CURES: Remedies = ['initializerGain', 'activation', 'initializer', 'batchNorm', 'residual', 'depth'];

/** Next cure for gradient lost over depth: initial scale, activation, initializer, then normalization, then skips. */
export function cureDepth(config: ResolvedConfig): ConfigChange | undefined {
  // Kernels that start too small starve every activation: at gain 0.3 ReLU dies, and tanh is cured by gain 1.
  if (config.initializerGain < 1) return { initializerGain: 1 };
  // Gates need activations that are bounded.
  if (isGated(config.cell)) return undefined;
  if (!isReluLike(config)) {
    if (config.initializer === 'randomNormal') return { activation: 'relu', initializer: 'heNormal' };
    return { activation: config.cell === 'dense' && isDeep(config) ? 'elu' : 'relu' };
  }
  if (isRecurrent(config.cell)) return undefined;
  if (config.initializerGain !== 1) return { initializerGain: 1 };
  if (!isHe(config)) return { initializer: 'heNormal' };
  if (config.batchNorm === 'none') return { batchNorm: 'before' };
  if (config.residual === 0) return { residual: 1 };
  return config.depth > 3 ? { depth: 3 } : undefined;
}

/** Further changes that restore the gradient over depth, in the order in which to try them. */
export function depthAlternatives(config: ResolvedConfig): ConfigChange[] {
  const { cell, batchNorm, residual, activation, depth } = config;
  if (isRecurrent(cell)) return [];
  return [
    ...(activation === 'elu' || activation === 'relu' ? [] : [{ activation: 'elu' as const }]),
    ...(batchNorm === 'none' ? [{ batchNorm: 'before' as const }] : []),
    ...(residual === 0 ? [{ residual: 1 }] : []),
    ...(depth > 3 ? [{ depth: 3 }] : []),
  ];
}

/** Whether clipping already bounds the steps. */
export const isClipped = ({ clipNorm }: ResolvedConfig): boolean => clipNorm !== null && clipNorm <= 1;

export const SATURATION_CURES: Remedies = ['batchNorm', 'initializerGain', 'clipNorm', 'learningRate'];

/** For saturated units: normalize their input, or start with smaller kernels. */
export function cureSaturation(config: ResolvedConfig): ConfigChange | undefined {
  if (!isRecurrent(config.cell) && config.batchNorm !== 'before') return { batchNorm: 'before' };
  if (config.initializerGain > 1) return { initializerGain: 1 };
  if (isRecurrent(config.cell) && !isClipped(config)) return { clipNorm: 1 };
  return slightlyLowerRate(config);
}

/** How many steps of plain SGD a step adds up to: 1 / (1 - momentum). */
export const summedSteps = (config: ResolvedConfig): number => (hasMomentum(config) ? 1 / (1 - config.momentum) : 1);

/** Whether steps add up to 1 / (1 - momentum) of them. */
export const hasMomentum = ({ optimizer }: Pick<ResolvedConfig, 'optimizer'>): boolean =>
  optimizer === 'momentum' || optimizer === 'nesterov';

/** Rate times depth from which leaky ReLU explodes where ReLU dies: seven layers tolerate 0.8 but not 1; twenty not 0.3. */
const TOO_STEEP = 6;

export const DEATH_CURES: Remedies = ['activation', 'learningRate', 'batchNorm', 'residual'];

/** Depth from which skips around every two convolutions keep units alive that leaky ReLU does not. */
const DEEP_CONVOLUTION = 12;

export const deathAlternatives = (config: ResolvedConfig): ConfigChange[] => [
  { activation: 'elu' },
  ...(!isRecurrent(config.cell) && config.batchNorm === 'none' ? [{ batchNorm: 'before' as const }] : []),
];

/**
 * For dead units, which get no gradient: in a deep stack of convolutions skips, else an activation with a slope on the left side. If that
 * would explode instead (the units died of an explosion, or at so high a rate), a lower rate.
 */
export function cureDeath(config: ResolvedConfig, exploded: boolean): ConfigChange | undefined {
  const rate = config.learningRate * summedSteps(config);
  if (isConv(config.cell) && config.depth >= DEEP_CONVOLUTION && config.residual === 0) return { residual: 2 };
  return exploded || rate * config.depth >= TOO_STEEP ? lowerRate(config) : { activation: 'leakyRelu' };
}

export const BLOW_UP_CURES: Remedies = [
  'activation',
  'clipNorm',
  'learningRate',
  'initializerGain',
  'initializer',
  'batchNorm',
];

export type BlowUpCause = 'activation' | 'time' | 'depth' | 'rate';

/**
 * Bounds or shortens the step. Unbounded units are replaced. Recurrent networks are clipped first: with or without growth through time
 * they end lower than with any lower rate alone. Then the initial scale against growth over depth, and a lower rate against too high a
 * rate: much lower for a network that exploded, somewhat lower for one that learns with large steps.
 */
export function cureBlowUp(
  config: ResolvedConfig,
  cause: BlowUpCause,
  { level, move }: { readonly level: 'warning' | 'alarm'; readonly move: number },
): ConfigChange | undefined {
  const lower = level === 'alarm' ? lowerRate(config, move) : slightlyLowerRate(config);
  const clipped = isClipped(config);
  if (cause === 'activation') return { activation: isRecurrent(config.cell) ? 'tanh' : 'elu' };
  if (isRecurrent(config.cell)) return clipped ? lower : { clipNorm: 1 };
  if (cause === 'depth') {
    if (config.initializerGain > 1) return { initializerGain: 1 };
    if (config.initializer === 'randomNormal')
      return { initializer: isReluLike(config) ? 'heNormal' : 'glorotUniform' };
    if (config.batchNorm === 'none') return { batchNorm: 'before' };
    return clipped ? lower : { clipNorm: 1 };
  }
  return lower;
}

/** For a run that is lost: a tenth, or less where `move`, the measured first update over the weights, asks for it. */
export function lowerRate(config: ResolvedConfig, move = NaN): ConfigChange | undefined {
  const { learningRate } = config;
  if (learningRate <= LEAST_RATE) return undefined;
  const fitting = onGrid(rateOfMove(config, move), 'down');
  return { learningRate: fitting < learningRate / 10 ? fitting : clean(learningRate / 10) };
}

/** About a third for a run that learns: a tenth would leave it too few epochs. */
export function slightlyLowerRate({ learningRate }: ResolvedConfig): ConfigChange | undefined {
  return learningRate <= LEAST_RATE ? undefined : { learningRate: Number((learningRate / 3).toPrecision(1)) };
}

/** Ten times, up to 10. */
export function higherRate(config: ResolvedConfig): ConfigChange | undefined {
  return config.learningRate < 1 ? { learningRate: clean(config.learningRate * 10) } : undefined;
}

/** log10(update / weight) of a network that trains well. */
const USUAL_MOVE = -3;
/** Largest rate that is suggested, by optimizer; with momentum 0.9 it is 0.03. */
const MOST_RATE: Readonly<Record<ResolvedConfig['optimizer'], number>> = {
  sgd: 0.3,
  momentum: 0.3,
  rmsprop: 0.003,
  adagrad: 0.03,
  adam: 0.003,
  nesterov: 0.3,
};
const mostRate = (config: ResolvedConfig): number => clean(MOST_RATE[config.optimizer] / summedSteps(config));

/**
 * First update over the weights, if only the rate counts, of networks that train well: where the step follows the gradient (0.03 to 0.3
 * with SGD, less with momentum), and where the optimizer normalizes it (0.008 to 0.04).
 */
const FIRST_MOVE = { follows: 0.1, normalized: 0.012 } as const;
const LEAST_RATE = 1e-6;

/** The rate whose first update is of the usual size, at most the largest usual one; NaN if `move` is not known. */
function rateOfMove(config: ResolvedConfig, move: number): number {
  const { optimizer, learningRate } = config;
  const usual = optimizer === 'sgd' || hasMomentum(config) ? FIRST_MOVE.follows : FIRST_MOVE.normalized;
  return Math.max(LEAST_RATE, Math.min(mostRate(config), (learningRate * usual) / move));
}

/** The next rate below, or the nearest one: 1 and 3 of each decade. */
function onGrid(rate: number, round: 'down' | 'nearest'): number {
  const decade = 10 ** Math.floor(Math.log10(rate) + 1e-9);
  const times = rate / decade;
  const digit =
    round === 'down' ? (times < 3 - 1e-9 ? 1 : 3) : times < Math.sqrt(3) ? 1 : times < Math.sqrt(30) ? 3 : 10;
  return clean(decade * digit);
}

/**
 * The rate at which the first update, which moved `move` of the weights, would have been of the usual size; where that is not known, the
 * one at which a typical layer, which moves 10^`typical` of its size, moves as usual.
 */
export function fittingRate(config: ResolvedConfig, move: number, typical: number): ConfigChange | undefined {
  const { learningRate } = config;
  const byStep = Math.min(mostRate(config), learningRate * 10 ** (USUAL_MOVE - Math.max(typical, -30)));
  const rate = move > 0 ? onGrid(rateOfMove(config, move), 'nearest') : onGrid(byStep, 'down');
  return rate > learningRate ? { learningRate: rate } : undefined;
}

/** Multiplies the epochs by up to a hundred. `needed`: runs of this length until a loss that falls in a straight line is 0. */
export function moreEpochs(config: ResolvedConfig, needed: number): ConfigChange | undefined {
  const times = [3, 10, 30, 100].find((factor) => factor >= needed) ?? 100;
  const epochs = Math.min(1_000_000, config.epochs * times);
  return epochs > config.epochs ? { epochs } : undefined;
}

/** Changes for a plateau without a cause: a usual loss, more epochs, smaller steps, wider layers. */
export function plateauAlternatives(config: ResolvedConfig, numeric: boolean): ConfigChange[] {
  const { outputActivation: output, loss, width, depth } = config;
  const probability = !numeric && (output === 'sigmoid' || output === 'softmax');
  const lower = lowerRate(config);
  const more = moreEpochs(config, 10);
  return [
    ...(probability && !loss.endsWith('Crossentropy') ? [{ loss: 'auto' as const }] : []),
    ...(more ? [more] : []),
    ...(lower ? [lower] : []),
    ...(depth === 0 ? [{ depth: 1 }] : width < 8 ? [{ width: 16 }] : []),
  ];
}

const clean = (value: number): number => Number(value.toPrecision(6));
