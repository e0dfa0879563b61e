// Suggested changes: one setting each, chosen from the current configuration.
import { ACTIVATIONS } from '../config/activations.js';
import type { ConfigChange, ResolvedConfig } from '../config/schema.js';

/** Settings that a cure may change. */
export type Remedies = readonly (keyof ConfigChange)[];

const isReluLike = ({ activation }: ResolvedConfig): boolean => ACTIVATIONS[activation].reluLike;

/** He's variance 2 / fan-in compensates for the half that ReLU drops. */
const isHe = (config: ResolvedConfig): boolean =>
  config.initializer === 'heNormal' || config.initializer === 'heUniform';

/** Depth from which ReLU with Glorot kernels dies or starves in most seeds while ELU learns. */
const DEEP = 12;

/** Settings that `cureDepth` changes. */
export const DEPTH_CURES: Remedies = ['initializerGain', 'activation', 'initializer', 'batchNorm', 'residual', 'depth'];

/** Next cure for gradient lost over depth: initial scale, activation, initializer, then normalization, then skips. */
export function cureDepth(config: ResolvedConfig): ConfigChange | undefined {
  // Kernels that start too small starve every activation: at gain 0.3 ReLU dies, and tanh is cured by gain 1.
  if (config.initializerGain < 1) return { initializerGain: 1 };
  if (!isReluLike(config)) {
    if (config.initializer === 'randomNormal') return { activation: 'relu', initializer: 'heNormal' };
    return { activation: config.cell === 'dense' && config.depth >= DEEP ? 'elu' : 'relu' };
  }
  if (config.cell === 'simpleRnn') return undefined;
  if (config.initializerGain !== 1) return { initializerGain: 1 };
  if (!isHe(config)) return { initializer: 'heNormal' };
  if (config.batchNorm === 'none') return { batchNorm: 'before' };
  if (config.residual === 0) return { residual: 1 };
  return config.depth > 3 ? { depth: 3 } : undefined;
}

/** Whether clipping already bounds the steps. */
export const isClipped = ({ clipNorm }: ResolvedConfig): boolean => clipNorm !== null && clipNorm <= 1;

export const SATURATION_CURES: Remedies = ['batchNorm', 'initializerGain', 'clipNorm', 'learningRate'];

/** For saturated units: normalize their input, or start with smaller kernels. */
export function cureSaturation(config: ResolvedConfig): ConfigChange | undefined {
  if (config.cell === 'dense' && config.batchNorm !== 'before') return { batchNorm: 'before' };
  if (config.initializerGain > 1) return { initializerGain: 1 };
  if (config.cell === 'simpleRnn' && !isClipped(config)) return { clipNorm: 1 };
  return lowerRate(config, 'some');
}

/** Rate times depth from which leaky ReLU explodes where ReLU dies: seven layers tolerate 0.8 but not 1; twenty not 0.3. */
const TOO_STEEP = 6;

export const DEATH_CURES: Remedies = ['activation', 'learningRate'];

/**
 * For dead units, which get no gradient: an activation with a slope on the left side. If that would explode instead (the units died of
 * an explosion, or at so high a rate), a lower rate.
 */
export function cureDeath(config: ResolvedConfig, exploded: boolean): ConfigChange | undefined {
  // Momentum 0.9 multiplies the step by up to ten.
  const rate = config.learningRate * (config.optimizer === 'momentum' ? 10 : 1);
  return exploded || rate * config.depth >= TOO_STEEP ? lowerRate(config, 'much') : { activation: 'leakyRelu' };
}

export const BLOW_UP_CURES: Remedies = ['clipNorm', 'learningRate', 'initializerGain', 'initializer', 'batchNorm'];

export type BlowUpCause = 'time' | 'depth' | 'rate';

/**
 * Bounds or shortens the step. Recurrent networks are clipped first: with or without growth through time they end lower than
 * with any lower rate alone. Then the initial scale against growth over depth, and a lower rate against too high a rate: much lower for a
 * network that exploded, somewhat lower for one that learns with large steps.
 */
export function cureBlowUp(
  config: ResolvedConfig,
  cause: BlowUpCause,
  level: 'warning' | 'alarm',
): ConfigChange | undefined {
  const lower = lowerRate(config, level === 'alarm' ? 'much' : 'some');
  const clipped = isClipped(config);
  if (config.cell === 'simpleRnn') return clipped ? lower : { clipNorm: 1 };
  if (cause === 'depth') {
    if (config.initializerGain > 1) return { initializerGain: 1 };
    if (config.initializer === 'randomNormal')
      return { initializer: isReluLike(config) ? 'heNormal' : 'glorotUniform' };
    if (config.batchNorm === 'none') return { batchNorm: 'before' };
    return clipped ? lower : { clipNorm: 1 };
  }
  return lower;
}

/** A tenth if the run is lost; about a third if it learns, because a tenth would leave it too few epochs. */
function lowerRate(config: ResolvedConfig, by: 'some' | 'much'): ConfigChange | undefined {
  const { learningRate } = config;
  if (learningRate <= 1e-6) return undefined;
  return { learningRate: by === 'much' ? clean(learningRate / 10) : Number((learningRate / 3).toPrecision(1)) };
}

/** Ten times, up to 10. */
export function higherRate(config: ResolvedConfig): ConfigChange | undefined {
  return config.learningRate < 1 ? { learningRate: clean(config.learningRate * 10) } : undefined;
}

const clean = (value: number): number => Number(value.toPrecision(6));
