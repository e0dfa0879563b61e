// The optimizers as Keras 3 defines them, on one flat vector: a few typed-array loops in place of ten tensor operations a variable.
import type { Config, OptimizerName } from '../core/config/schema.js';

type OptimizerConfig = Pick<Config, 'optimizer' | 'learningRate' | 'momentum'>;

export interface Optimizer {
  /** Updates `parameters` in place by `gradient` (same length). Non-finite stays non-finite. */
  apply(parameters: Float32Array, gradient: Float32Array): void;
}

/** Keras' defaults. */
const RHO = 0.9;
const BETA_1 = 0.9;
const BETA_2 = 0.999;
const EPSILON = 1e-7;
const ADAGRAD_START = 0.1;

type Factory = (config: OptimizerConfig, size: number) => Optimizer;

const FACTORIES: Readonly<Record<OptimizerName, Factory>> = {
  /** w -= lr g */
  sgd: ({ learningRate }) => ({
    apply(w, g) {
      for (let i = 0; i < w.length; i += 1) w[i] = w[i]! - learningRate * g[i]!;
    },
  }),
  /** v = m v - lr g; w += v (Polyak; not Nesterov) */
  momentum({ learningRate, momentum }, size) {
    const v = new Float32Array(size);
    return {
      apply(w, g) {
        for (let i = 0; i < w.length; i += 1) {
          v[i] = momentum * v[i]! - learningRate * g[i]!;
          w[i] = w[i]! + v[i]!;
        }
      },
    };
  },
  /** v = rho v + (1 - rho) g²; w -= lr g / sqrt(v + eps) */
  rmsprop({ learningRate }, size) {
    const v = new Float32Array(size);
    return {
      apply(w, g) {
        for (let i = 0; i < w.length; i += 1) {
          const gi = g[i]!;
          v[i] = RHO * v[i]! + (1 - RHO) * gi * gi;
          w[i] = w[i]! - (learningRate * gi) / Math.sqrt(v[i]! + EPSILON);
        }
      },
    };
  },
  /** s += g²; w -= lr g / sqrt(s + eps) (Duchi et al. 2011) */
  adagrad({ learningRate }, size) {
    const s = new Float32Array(size).fill(ADAGRAD_START);
    return {
      apply(w, g) {
        for (let i = 0; i < w.length; i += 1) {
          const gi = g[i]!;
          s[i] = s[i]! + gi * gi;
          w[i] = w[i]! - (learningRate * gi) / Math.sqrt(s[i]! + EPSILON);
        }
      },
    };
  },
  /** m += (1 - b1)(g - m); v += (1 - b2)(g² - v); w -= lr sqrt(1 - b2^t)/(1 - b1^t) m / (sqrt(v) + eps) (Kingma & Ba 2015) */
  adam({ learningRate }, size) {
    const m = new Float32Array(size);
    const v = new Float32Array(size);
    let t = 0;
    return {
      apply(w, g) {
        t += 1;
        const rate = (learningRate * Math.sqrt(1 - BETA_2 ** t)) / (1 - BETA_1 ** t);
        for (let i = 0; i < w.length; i += 1) {
          const gi = g[i]!;
          const mi = (m[i] = m[i]! + (1 - BETA_1) * (gi - m[i]!));
          const vi = (v[i] = v[i]! + (1 - BETA_2) * (gi * gi - v[i]!));
          w[i] = w[i]! - (rate * mi) / (Math.sqrt(vi) + EPSILON);
        }
      },
    };
  },
};

export const createOptimizer: (config: OptimizerConfig, size: number) => Optimizer = (config, size) =>
  FACTORIES[config.optimizer](config, size);
