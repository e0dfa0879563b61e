// The steps that keys take through a field's values: ladders for numbers, rings for names. One key changes one thing.
import type { ActivationName } from '../config/activations.js';
import {
  BATCH_NORM_NAMES,
  INITIALIZER_NAMES,
  OPTIMIZER_NAMES,
  type Config,
  type ConfigChange,
} from '../config/schema.js';

/** The order of the key: from sigmoid the first press gives ReLU, then the activations that repair dying ReLU. */
const ACTIVATION_RING: readonly ActivationName[] = [
  'sigmoid',
  'relu',
  'leakyRelu',
  'prelu',
  'elu',
  'selu',
  'gelu',
  'swish',
  'softplus',
  'tanh',
  'linear',
];
export const WIDTHS = [1, 2, 3, 4, 5, 8, 10, 16, 20, 32, 50, 64, 100, 128, 200, 256, 512] as const;
/** 1-3-10 a decade: 1e-7 .. 1000, the schema's largest rate. */
export const LEARNING_RATES: readonly number[] = Array.from({ length: 21 }, (_, i) =>
  Number(`${i % 2 === 0 ? 1 : 3}e${Math.floor(i / 2) - 7}`),
);
/** Epochs a second at the live pace. */
export const PACES = [0.2, 0.5, 1, 2, 5, 10, 20, 50, 100] as const;
export const DEFAULT_PACE = 10;
const CLIP_NORMS = [null, 1, 0.1, 0.01, 10] as const;
const DEPTH = { low: 1, high: 50 } as const;

/** The next value above (`direction` 1) or below (-1) in a rising ladder; null at its end. */
export function nextOnLadder(ladder: readonly number[], value: number, direction: 1 | -1): number | null {
  const near = (a: number, b: number): boolean => Math.abs(a - b) <= 1e-9 * Math.max(Math.abs(a), Math.abs(b));
  const candidates = ladder.filter((step) => !near(step, value) && (direction === 1 ? step > value : step < value));
  return (direction === 1 ? candidates[0] : candidates.at(-1)) ?? null;
}

/** The next member of a ring; the first for a value that is not in it. */
export function nextInRing<T>(ring: readonly T[], value: T, direction: 1 | -1): T {
  const index = ring.indexOf(value);
  const next = index < 0 ? ring[0] : ring[(index + direction + ring.length) % ring.length];
  return next as T;
}

/** A change, or the reason why there is none. */
export type Stepped = { readonly change: ConfigChange } | { readonly reason: string };

export type Setting =
  | 'activation'
  | 'depth'
  | 'width'
  | 'initializer'
  | 'optimizer'
  | 'learningRate'
  | 'batchNorm'
  | 'residual'
  | 'clipNorm'
  | 'seed';

/** What a key for this field makes of a configuration. */
export function stepSetting(config: Config, setting: Setting, direction: 1 | -1): Stepped {
  switch (setting) {
    case 'activation':
      return { change: { activation: nextInRing(ACTIVATION_RING, config.activation, direction) } };
    case 'initializer':
      return { change: { initializer: nextInRing(INITIALIZER_NAMES, config.initializer, direction) } };
    case 'optimizer':
      return { change: { optimizer: nextInRing(OPTIMIZER_NAMES, config.optimizer, direction) } };
    case 'batchNorm':
      if (config.cell === 'simpleRnn') return { reason: 'batch normalization is for dense layers only' };
      return { change: { batchNorm: nextInRing(BATCH_NORM_NAMES, config.batchNorm, direction) } };
    case 'residual':
      if (config.cell === 'simpleRnn') return { reason: 'residual skips are for dense layers only' };
      return { change: { residual: (config.residual + direction + 3) % 3 } };
    case 'clipNorm':
      return { change: { clipNorm: nextInRing<number | null>(CLIP_NORMS, config.clipNorm, direction) } };
    case 'seed':
      return { change: { seed: (config.seed + direction + 2 ** 32) % 2 ** 32 } };
    case 'depth': {
      const depth = config.depth + direction;
      if (depth < DEPTH.low) return { reason: `depth ${config.depth} is the smallest` };
      if (depth > DEPTH.high) return { reason: `depth ${config.depth} is the largest` };
      return { change: { depth } };
    }
    case 'width': {
      const width = nextOnLadder(WIDTHS, config.width, direction);
      if (width === null) return { reason: `width ${config.width} is the ${direction === 1 ? 'largest' : 'smallest'}` };
      return { change: { width } };
    }
    case 'learningRate': {
      const learningRate = nextOnLadder(LEARNING_RATES, config.learningRate, direction);
      if (learningRate === null)
        return {
          reason: `learning rate ${config.learningRate} is the ${direction === 1 ? 'largest' : 'smallest'} a key gives`,
        };
      return { change: { learningRate } };
    }
  }
}
