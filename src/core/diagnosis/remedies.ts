// Suggested changes: one change each, chosen from what the configuration is now.
import { ACTIVATIONS, type ActivationName } from '../config/activations.js';
import type { ConfigChange, ResolvedConfig } from '../config/schema.js';

/** Slope 1 for positive inputs, so that depth need not cost gradient. */
const RELU_LIKE: ReadonlySet<ActivationName> = new Set(['relu', 'leakyRelu', 'prelu', 'elu', 'selu', 'gelu', 'swish']);

/** He's variance 2 / fan-in makes up for the half that ReLU drops. */
const isHe = (config: ResolvedConfig): boolean =>
  config.initializer === 'heNormal' || config.initializer === 'heUniform';

/** Next cure for gradient lost over depth: activation, then initial scale, then normalization, then skips. */
export function cureDepth(config: ResolvedConfig): ConfigChange | undefined {
  if (!RELU_LIKE.has(config.activation)) return { activation: 'relu' };
  if (config.cell === 'simpleRnn') return undefined;
  if (config.initializerGain !== 1) return { initializerGain: 1 };
  if (!isHe(config)) return { initializer: 'heNormal' };
  if (config.batchNorm === 'none') return { batchNorm: 'before' };
  if (config.residual === 0) return { residual: 1 };
  return config.depth > 3 ? { depth: 3 } : undefined;
}

/** Units that no longer leave their flat range: normalize what enters them, or start smaller. */
export function cureSaturation(config: ResolvedConfig): ConfigChange | undefined {
  if (config.cell === 'dense' && config.batchNorm !== 'before') return { batchNorm: 'before' };
  if (config.initializerGain > 1) return { initializerGain: 1 };
  return lowerRate(config);
}

/** Dead units get no gradient back: an activation with a slope on the left side. */
export const cureDeath = (config: ResolvedConfig): ConfigChange | undefined =>
  ACTIVATIONS[config.activation].failure === 'dies' ? { activation: 'leakyRelu' } : lowerRate(config);

export type BlowUpCause = 'time' | 'depth' | 'rate';

/** Clipping for growth through time, the initial scale for growth over depth, a lower rate for too high a rate. */
export function cureBlowUp(config: ResolvedConfig, cause: BlowUpCause): ConfigChange | undefined {
  const clipped = config.clipNorm !== null && config.clipNorm <= 1;
  if (cause === 'time') return clipped ? lowerRate(config) : { clipNorm: 1 };
  if (cause === 'depth') {
    if (config.initializerGain > 1) return { initializerGain: 1 };
    if (config.initializer === 'randomNormal')
      return { initializer: isReluLike(config) ? 'heNormal' : 'glorotUniform' };
    if (config.batchNorm === 'none' && config.cell === 'dense') return { batchNorm: 'before' };
    return clipped ? lowerRate(config) : { clipNorm: 1 };
  }
  return lowerRate(config);
}

const isReluLike = (config: ResolvedConfig): boolean => RELU_LIKE.has(config.activation);

/** A tenth. */
function lowerRate(config: ResolvedConfig): ConfigChange | undefined {
  return config.learningRate > 1e-6 ? { learningRate: clean(config.learningRate / 10) } : undefined;
}

/** Ten times, up to 10. */
export function higherRate(config: ResolvedConfig): ConfigChange | undefined {
  return config.learningRate < 1 ? { learningRate: clean(config.learningRate * 10) } : undefined;
}

const clean = (value: number): number => Number(value.toPrecision(6));
