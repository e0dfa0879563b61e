// Initial values of all parameters. Each parameter has its own random stream, so changes elsewhere don't affect its draw.
import { PRELU_START } from '../config/activations.js';
import type { Config } from '../config/schema.js';
import type { InitializerName } from '../config/names.js';
import { createRng, type Rng } from '../random/rng.js';
import { fansOf, type NetworkLayout, type ParameterInfo } from './layout.js';

type InitializerConfig = Partial<Pick<Config, 'biasStd'>> &
  Pick<Config, 'initializer' | 'initializerStd' | 'initializerGain' | 'recurrentGain' | 'seed'>;

/** Standard deviation of N(0, 1) truncated at ±2; Keras divides by it to get the requested variance. */
const TRUNCATED = 0.87962566103423978;

const uniform = (limit: number, random: Rng): number => limit * (2 * random.uniform() - 1);
function truncated(deviation: number, random: Rng): number {
  for (;;) {
    const value = random.normal();
    if (Math.abs(value) < 2) return (value * deviation) / TRUNCATED;
  }
}

/** Draws of one element, given fan in and fan out (Keras' formulae; Glorot & Bengio 2010, He et al. 2015, LeCun 1998). */
const ELEMENT: Readonly<
  Record<Exclude<InitializerName, 'orthogonal'>, (fanIn: number, fanOut: number, std: number, random: Rng) => number>
> = {
  glorotUniform: (i, o, _, r) => uniform(Math.sqrt(6 / (i + o)), r),
  glorotNormal: (i, o, _, r) => truncated(Math.sqrt(2 / (i + o)), r),
  heUniform: (i, _o, _, r) => uniform(Math.sqrt(6 / i), r),
  heNormal: (i, _o, _, r) => truncated(Math.sqrt(2 / i), r),
  lecunNormal: (i, _o, _, r) => truncated(Math.sqrt(1 / i), r),
  randomNormal: (_i, _o, std, r) => std * r.normal(),
  zeros: () => 0,
};

/**
 * The flat parameter vector before step 1. Hidden kernels by `initializer` times `initializerGain`; recurrent kernels orthogonal
 * times `recurrentGain`; biases normal with `biasStd`, those of the forget gate 1 more (Jozefowicz et al. 2015), betas 0, gammas 1, PReLU slopes 0.25. The output kernel is Glorot uniform whatever the
 * hidden layers use, except with `zeros` (all zero) and `randomNormal` (its own standard deviation), which apply to the
 * whole network. He and orthogonal suit the hidden activation; the output has another one.
 */
export function initialParameters(config: InitializerConfig, layout: NetworkLayout): Float32Array {
  const values = new Float32Array(layout.parameterCount);
  for (const parameter of layout.parameters) {
    const target = values.subarray(parameter.offset, parameter.offset + parameter.size);
    if (parameter.kind === 'gamma') target.fill(1);
    else if (parameter.kind === 'alpha') target.fill(PRELU_START);
    else if (parameter.kind === 'bias' && (config.biasStd ?? 0) > 0) fillBias(target, parameter, config);
    else if (parameter.kind === 'kernel' || parameter.kind === 'recurrentKernel')
      fillKernel(target, parameter, config, parameter.layer === layout.layers.length - 1);
    const { kind, units } = layout.layers[parameter.layer]!;
    if (kind === 'lstm' && parameter.kind === 'bias')
      for (let i = units; i < 2 * units; i += 1) target[i] = 1 + target[i]!;
  }
  return values;
}

/** Initial moving statistics: for each batch-normalized layer means 0, then variances 1. */
export function initialState(layout: NetworkLayout): Float32Array {
  const state = new Float32Array(layout.stateCount);
  let offset = 0;
  for (const layer of layout.layers) {
    if (layer.batchNorm === 'none') continue;
    state.fill(1, offset + layer.units, offset + 2 * layer.units);
    offset += 2 * layer.units;
  }
  return state;
}

function fillBias(target: Float32Array, { name }: ParameterInfo, { seed, biasStd = 0 }: InitializerConfig): void {
  const random = createRng(seed, name);
  for (let i = 0; i < target.length; i += 1) target[i] = biasStd * random.normal();
}

function fillKernel(
  target: Float32Array,
  parameter: ParameterInfo,
  config: InitializerConfig,
  isOutput: boolean,
): void {
  const random = createRng(config.seed, parameter.name);
  const columns = parameter.shape.at(-1) ?? 1;
  const rows = parameter.size / columns;
  if (parameter.kind === 'recurrentKernel') return orthogonal(target, rows, columns, config.recurrentGain, random);
  const wholeNet = config.initializer === 'zeros' || config.initializer === 'randomNormal';
  const name = isOutput && !wholeNet ? 'glorotUniform' : config.initializer;
  const gain = isOutput ? 1 : config.initializerGain;
  if (name === 'orthogonal') return orthogonal(target, rows, columns, gain, random);
  const draw = ELEMENT[name];
  const { fanIn, fanOut } = fansOf(parameter.shape);
  for (let i = 0; i < target.length; i += 1) target[i] = gain * draw(fanIn, fanOut, config.initializerStd, random);
}

/**
 * Orthonormal rows or columns, whichever are fewer (Saxe et al. 2014): Gram-Schmidt, twice for accuracy, of a normal matrix.
 * Gram-Schmidt keeps the diagonal of R positive, which makes the draw uniform (Haar).
 */
function orthogonal(target: Float32Array, rows: number, columns: number, gain: number, random: Rng): void {
  const count = Math.min(rows, columns);
  const length = Math.max(rows, columns);
  const vectors: Float64Array[] = [];
  while (vectors.length < count) {
    const v = Float64Array.from({ length }, () => random.normal());
    for (let pass = 0; pass < 2; pass += 1)
      for (const u of vectors) {
        const along = v.reduce((sum, value, i) => sum + value * (u[i] ?? 0), 0);
        for (let i = 0; i < length; i += 1) v[i] = (v[i] ?? 0) - along * (u[i] ?? 0);
      }
    const norm = Math.sqrt(v.reduce((sum, value) => sum + value * value, 0));
    if (norm > 1e-8) vectors.push(v.map((value) => value / norm));
  }
  for (let i = 0; i < rows; i += 1)
    for (let j = 0; j < columns; j += 1)
      target[i * columns + j] = gain * ((rows <= columns ? vectors[i]?.[j] : vectors[j]?.[i]) ?? 0);
}
