// Suggested changes: one change each, chosen from what the configuration is now.
import { ACTIVATIONS } from '../config/activations.js';
import type { ConfigChange, ResolvedConfig } from '../config/schema.js';

/** Settings that a cure may change. */
export type Remedies = readonly (keyof ConfigChange)[];

const isReluLike = ({ activation }: ResolvedConfig): boolean => ACTIVATIONS[activation].reluLike;

/** He's variance 2 / fan-in makes up for the half that ReLU drops. */
const isHe = (config: ResolvedConfig): boolean =>
  config.initializer === 'heNormal' || config.initializer === 'heUniform';

/** Layers from which ReLU with Glorot kernels dies or starves in most seeds, where ELU learns. */
const DEEP = 12;

/** Settings that `cureDepth` changes. */
export const DEPTH_CURES: Remedies = ['initializerGain', 'activation', 'initializer', 'batchNorm', 'residual', 'depth'];

/** Next cure for gradient lost over depth: initial scale, activation, initializer, then normalization, then skips. */
export function cureDepth(config: ResolvedConfig): ConfigChange | undefined {
  // Kernels that start too small starve every activation: with a gain of 0.3 ReLU dies where tanh is cured by a gain of 1.
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

/** Steps are bounded already. */
export const isClipped = ({ clipNorm }: ResolvedConfig): boolean => clipNorm !== null && clipNorm <= 1;

export const SATURATION_CURES: Remedies = ['batchNorm', 'initializerGain', 'clipNorm', 'learningRate'];

/** Units that no longer leave their flat range: normalize what enters them, or start smaller. */
export function cureSaturation(config: ResolvedConfig): ConfigChange | undefined {
  if (config.cell === 'dense' && config.batchNorm !== 'before') return { batchNorm: 'before' };
  if (config.initializerGain > 1) return { initializerGain: 1 };
  if (config.cell === 'simpleRnn' && !isClipped(config)) return { clipNorm: 1 };
  return lowerRate(config, 'some');
}

/** Rate times depth from which leaky ReLU blows up where ReLU dies: seven layers stand 0.8, not 1; twenty not 0.3. */
const TOO_STEEP = 6;

export const DEATH_CURES: Remedies = ['activation', 'learningRate'];

/**
 * Dead units get no gradient back: an activation with a slope on the left side. Where that would blow up in their place (they died of
 * an explosion, or at so high a rate), a lower rate.
 */
export function cureDeath(config: ResolvedConfig, exploded: boolean): ConfigChange | undefined {
  // Momentum 0.9 adds up to ten times the step.
  const rate = config.learningRate * (config.optimizer === 'momentum' ? 10 : 1);
  return exploded || rate * config.depth >= TOO_STEEP ? lowerRate(config, 'much') : { activation: 'leakyRelu' };
}

export const BLOW_UP_CURES: Remedies = ['clipNorm', 'learningRate', 'initializerGain', 'initializer', 'batchNorm'];

export type BlowUpCause = 'time' | 'depth' | 'rate';

/**
 * What bounds or shortens the step. Recurrent nets are clipped first: with or without growth through time they end lower so than
 * by any lower rate alone. Then the initial scale for growth over depth, a lower rate for too high a rate: much lower for a
 * network that blew up, somewhat lower for one whose steps are merely large and which learns.
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

/** A tenth where the run is lost, about a third where it learns: a tenth would cost it most of what it learns in its epochs. */
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
