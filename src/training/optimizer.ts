// Optimizers as Keras 3 defines them, on one flat vector: one loop instead of ten tensor operations per variable. Each is written
// as plain arithmetic in double precision on float32 arrays, and runs as vector code if available.
import type { Config } from '../core/config/schema.js';
import type { OptimizerName, UpdateName } from '../core/config/names.js';
import { measureMovement } from './stepFigures.js';
import { updateKernels } from './simd/kernels.js';
import { CONSTANTS, type StepVectors, type VectorCode } from './vectors.js';

type OptimizerConfig = Pick<Config, 'optimizer' | 'momentum'> & Partial<Pick<Config, 'weightDecay'>>;

export interface Optimizer {
  /** Updates the parameters in place. NaN and infinities stay. */
  apply(learningRate: number): void;
  /** The same; `results` also gets each kernel's weight RMS before the update and the RMS of its movement (stepFigures.ts). */
  applyMeasured(learningRate: number): void;
}

/** Keras' defaults. */
const RHO = 0.9;
const BETA_1 = 0.9;
const BETA_2 = 0.999;
const EPSILON = 1e-7;
const ADAGRAD_START = 0.1;

interface UpdateRule {
  /** Initial value of each slot array. */
  readonly slots: readonly number[];
  /** The constants of update `t`, counted from 1. */
  readonly constants: (learningRate: number, t: number, momentum: number) => readonly number[];
  readonly apply: (
    w: Float32Array,
    g: Float32Array,
    slots: readonly Float32Array[],
    constants: readonly number[],
  ) => void;
}

const UPDATE_RULES: Readonly<Record<OptimizerName, UpdateRule>> = {
  /** w -= lr g */
  sgd: {
    slots: [],
    constants: (learningRate) => [learningRate],
    apply(w, g, _slots, [rate = NaN]) {
      for (let i = 0; i < w.length; i += 1) w[i] = w[i]! - rate * g[i]!;
    },
  },
  /** v = m v - lr g; w += v (Polyak; not Nesterov) */
  momentum: {
    slots: [0],
    constants: (learningRate, _t, momentum) => [learningRate, momentum],
    apply(w, g, [v], [rate = NaN, momentum = NaN]) {
      for (let i = 0; i < w.length; i += 1) {
        v![i] = momentum * v![i]! - rate * g[i]!;
        w[i] = w[i]! + v![i]!;
      }
    },
  },
  /** v = m v - lr g; w += m v - lr g (Nesterov 1983, as Sutskever et al. 2013) */
  nesterov: {
    slots: [0],
    constants: (learningRate, _t, momentum) => [learningRate, momentum],
    apply(w, g, [v], [rate = NaN, momentum = NaN]) {
      for (let i = 0; i < w.length; i += 1) {
        const step = rate * g[i]!;
        v![i] = momentum * v![i]! - step;
        w[i] = w[i]! + (momentum * v![i]! - step);
      }
    },
  },
  /** v = rho v + (1 - rho) g²; w -= lr g / sqrt(v + eps) */
  rmsprop: {
    slots: [0],
    constants: (learningRate) => [learningRate, RHO, 1 - RHO, EPSILON],
    apply(w, g, [v], [rate = NaN, rho = NaN, rest = NaN, epsilon = NaN]) {
      for (let i = 0; i < w.length; i += 1) {
        const gi = g[i]!;
        v![i] = rho * v![i]! + rest * gi * gi;
        w[i] = w[i]! - (rate * gi) / Math.sqrt(v![i]! + epsilon);
      }
    },
  },
  /** s += g²; w -= lr g / sqrt(s + eps) (Duchi et al. 2011) */
  adagrad: {
    slots: [ADAGRAD_START],
    constants: (learningRate) => [learningRate, EPSILON],
    apply(w, g, [s], [rate = NaN, epsilon = NaN]) {
      for (let i = 0; i < w.length; i += 1) {
        const gi = g[i]!;
        s![i] = s![i]! + gi * gi;
        w[i] = w[i]! - (rate * gi) / Math.sqrt(s![i]! + epsilon);
      }
    },
  },
  /** m += (1 - b1)(g - m); v += (1 - b2)(g² - v); w -= lr sqrt(1 - b2^t)/(1 - b1^t) m / (sqrt(v) + eps) (Kingma & Ba 2015) */
  adam: {
    slots: [0, 0],
    constants: (learningRate, t) => [
      (learningRate * Math.sqrt(1 - BETA_2 ** t)) / (1 - BETA_1 ** t),
      1 - BETA_1,
      1 - BETA_2,
      EPSILON,
    ],
    apply(w, g, [m, v], [rate = NaN, rest1 = NaN, rest2 = NaN, epsilon = NaN]) {
      for (let i = 0; i < w.length; i += 1) {
        const gi = g[i]!;
        const mi = m![i]! + rest1 * (gi - m![i]!);
        const vi = v![i]! + rest2 * (gi * gi - v![i]!);
        m![i] = mi;
        v![i] = vi;
        w[i] = w[i]! - (rate * mi) / (Math.sqrt(vi) + epsilon);
      }
    },
  },
};

/** An optimizer on `vectors`; vector code gives the same bits. */
export function createOptimizer(config: OptimizerConfig, vectors: StepVectors): Optimizer {
  const { optimizer, momentum, weightDecay = 0 } = config;
  const { slots, constants } = UPDATE_RULES[optimizer];
  slots.forEach((start, i) => vectors.slots[i]?.fill(start));
  const name: UpdateName = weightDecay > 0 ? `${optimizer}Decayed` : optimizer;
  const { plain, measured } = vectors.code === null ? loops(config, vectors) : kernels(name, vectors.code);
  let t = 0;
  const next = (learningRate: number): readonly number[] => {
    const held = constants(learningRate, (t += 1), momentum);
    return weightDecay > 0 ? [learningRate * weightDecay, ...held] : held;
  };
  return { apply: (rate) => plain(next(rate)), applyMeasured: (rate) => measured(next(rate)) };
}

type Update = (constants: readonly number[]) => void;
interface Updates {
  readonly plain: Update;
  readonly measured: Update;
}

function loops({ optimizer, weightDecay = 0 }: OptimizerConfig, vectors: StepVectors): Updates {
  const { parameters, gradient, slots } = vectors;
  const before = parameters.slice();
  const { apply } = UPDATE_RULES[optimizer];
  /** Decoupled: w -= lr decay w, before the update (Loshchilov & Hutter 2019). */
  const decay: Update = ([share = NaN]) => {
    for (let i = 0; i < parameters.length; i += 1) parameters[i] = parameters[i]! - parameters[i]! * share;
  };
  const plain: Update = (constants) => {
    if (weightDecay > 0) decay(constants);
    apply(parameters, gradient, slots, weightDecay > 0 ? constants.slice(1) : constants);
  };
  return {
    plain,
    measured(constants) {
      before.set(parameters);
      plain(constants);
      measureMovement(vectors, before);
    },
  };
}

function kernels(name: UpdateName, code: VectorCode): Updates {
  const held = new Float64Array(code.memory.buffer, code.constants, CONSTANTS);
  const { update, measuredUpdate } = updateKernels(name, code.memory);
  const { parameters, gradient, bytes, results, table, tableEnd } = code;
  const [slot0, slot1] = code.slots;
  const hold = (constants: readonly number[]): void => {
    for (let i = 0; i < constants.length; i += 1) held[i] = constants[i]!;
  };
  return {
    plain(constants) {
      hold(constants);
      update(code.constants, parameters, gradient, slot0, slot1, bytes);
    },
    measured(constants) {
      hold(constants);
      measuredUpdate(code.constants, parameters, gradient, slot0, slot1, results, table, tableEnd);
    },
  };
}
