// The compiled engine: forward and backward of dense networks fused into loops over arrays that live as long as the engine.
import type { ActivationName } from '../../core/config/activations.js';
import type { OutputActivationName } from '../../core/config/schema.js';
import type { LayerInfo, ParameterKind } from '../../core/network/layout.js';
import type { Batch, EngineRequest, ForwardResult, GradientEngine, GradientResult, LayerForward } from '../engine.js';
import { activateAll, backActivate } from './activate.js';
import { affine, backThrough, kernelGradient, moments } from './kernels.js';
import { correctRows, lossGradient, lossValue, outputs } from './loss.js';

/** Keras' epsilon. */
const EPSILON = 1e-3;
/** Rows that an evaluation works on at once. */
const CHUNK = 512;

/** Why this engine cannot serve the network, or null. */
export function compiledSupports(request: EngineRequest): string | null {
  return request.config.cell === 'dense' ? null : `the compiled engine has no ${request.config.cell}`;
}

interface Workspace {
  readonly layer: LayerInfo;
  /** Where each parameter starts; -1: there is none. */
  readonly at: Readonly<Record<ParameterKind, number>>;
  readonly stateAt: number;
  /** Before normalization, into f, out of f, out of the layer: all [rows, units]. Shared where nothing lies between. */
  readonly affine: Float32Array;
  readonly pre: Float32Array;
  readonly post: Float32Array;
  readonly out: Float32Array;
  readonly d: Float32Array;
  readonly normalised: Float32Array;
  readonly mean: Float32Array;
  readonly variance: Float32Array;
}

/** @throws Error if `compiledSupports` says no. */
export function createCompiledEngine(request: EngineRequest): GradientEngine {
  const reason = compiledSupports(request);
  if (reason !== null) throw new Error(reason);
  const { config, layout, features, outputs: m } = request;
  const rows = Math.max(CHUNK, Math.min(config.batchSize, config.samples));
  const output = config.outputActivation;
  const layers = workspaces(request, rows);
  const last = layers.at(-1)!;
  const sums = new Float64Array(Math.max(config.width, m, features));
  const result = new Float32Array(rows * m);
  const slot = new Float32Array(0);

  const view = (flat: Float32Array, from: number, size: number): Float32Array =>
    from < 0 ? slot : flat.subarray(from, from + size);
  const inputOf = (index: number, x: Float32Array): Float32Array => (index === 0 ? x : layers[index - 1]!.out);

  /** `state` null: batch statistics. */
  function run(parameters: Float32Array, x: Float32Array, n: number, state: Float32Array | null): void {
    layers.forEach((w, index) => {
      const { units, inputs, batchNorm, skipFrom, activation } = w.layer;
      const kernel = view(parameters, w.at.kernel, inputs * units);
      affine(w.affine, inputOf(index, x), kernel, view(parameters, w.at.bias, units), n, inputs, units, sums);
      if (batchNorm === 'before') normalise(w, parameters, w.affine, w.pre, n, state);
      if (w !== last) {
        const alpha = w.at.alpha < 0 ? null : view(parameters, w.at.alpha, units);
        activateAll(activation as ActivationName, w.pre, w.post, n * units, alpha);
      }
      if (batchNorm === 'after') normalise(w, parameters, w.post, w.out, n, state);
      if (skipFrom !== null) {
        const from = layers[skipFrom]!.out;
        const settled = batchNorm === 'after' ? w.out : w.post;
        for (let i = 0; i < n * units; i += 1) w.out[i] = settled[i]! + from[i]!;
      }
    });
    outputs(output, last.pre, result, n, m);
  }

  function normalise(
    w: Workspace,
    parameters: Float32Array,
    from: Float32Array,
    to: Float32Array,
    n: number,
    state: Float32Array | null,
  ): void {
    const { units } = w.layer;
    const gamma = view(parameters, w.at.gamma, units);
    const beta = view(parameters, w.at.beta, units);
    if (state === null) moments(from, w.mean, w.variance, n, units);
    else {
      w.mean.set(state.subarray(w.stateAt, w.stateAt + units));
      w.variance.set(state.subarray(w.stateAt + units, w.stateAt + 2 * units));
    }
    for (let j = 0; j < units; j += 1) {
      const inverse = 1 / Math.sqrt(w.variance[j]! + EPSILON);
      for (let i = j; i < n * units; i += units) {
        const value = (from[i]! - w.mean[j]!) * inverse;
        w.normalised[i] = value;
        to[i] = gamma[j]! * value + beta[j]!;
      }
    }
  }

  /** dx = gamma / (n sd) (n d - sum d - x̂ sum(d x̂)), in place in w.d; gamma's and beta's gradients on the way. */
  function backNormalise(w: Workspace, parameters: Float32Array, gradient: Float32Array, n: number): void {
    const { units } = w.layer;
    for (let j = 0; j < units; j += 1) {
      let dBeta = 0;
      let dGamma = 0;
      for (let i = j; i < n * units; i += units) {
        dBeta += w.d[i]!;
        dGamma += w.d[i]! * w.normalised[i]!;
      }
      gradient[w.at.beta + j] = dBeta;
      gradient[w.at.gamma + j] = dGamma;
      const factor = parameters[w.at.gamma + j]! / (n * Math.sqrt(w.variance[j]! + EPSILON));
      for (let i = j; i < n * units; i += units) w.d[i] = factor * (n * w.d[i]! - dBeta - w.normalised[i]! * dGamma);
    }
  }

  function back(parameters: Float32Array, x: Float32Array, n: number, gradient: Float32Array): void {
    for (let index = layers.length - 1; index >= 0; index -= 1) {
      const w = layers[index]!;
      const { units, inputs, batchNorm, skipFrom, activation } = w.layer;
      if (skipFrom !== null) {
        const to = layers[skipFrom]!.d;
        for (let i = 0; i < n * units; i += 1) to[i] = to[i]! + w.d[i]!;
      }
      if (batchNorm === 'after') backNormalise(w, parameters, gradient, n);
      if (w !== last) {
        const alpha = w.at.alpha < 0 ? null : view(parameters, w.at.alpha, units);
        const dAlpha = w.at.alpha < 0 ? null : view(gradient, w.at.alpha, units);
        backActivate(activation as ActivationName, w.pre, w.post, w.d, n * units, alpha, dAlpha);
      }
      if (batchNorm === 'before') backNormalise(w, parameters, gradient, n);
      const kernel = view(parameters, w.at.kernel, inputs * units);
      const dKernel = view(gradient, w.at.kernel, inputs * units);
      kernelGradient(dKernel, view(gradient, w.at.bias, units), inputOf(index, x), w.d, n, inputs, units, sums);
      if (index > 0) backThrough(layers[index - 1]!.d, w.d, kernel, n, inputs, units);
    }
  }

  return {
    backend: 'compiled',
    gradient(parameters, { size, x, y }, gradient, batchState): GradientResult {
      run(parameters, x, size, null);
      for (const w of layers) {
        w.d.fill(0, 0, size * w.layer.units);
        if (w.stateAt < 0) continue;
        batchState.set(w.mean, w.stateAt);
        batchState.set(w.variance, w.stateAt + w.layer.units);
      }
      lossGradient(config.loss, output, result, y, last.d, size, m);
      back(parameters, x, size, gradient);
      return {
        loss: Math.fround(lossValue(config.loss, last.pre, result, y, size, m)),
        correct: correctRows(last.pre, result, y, size, m),
      };
    },

    forward(parameters, state, batch, wantLayers): ForwardResult {
      return evaluate(
        batch,
        rows,
        m,
        features,
        layers.map((w) => w.layer),
        wantLayers,
        output,
        (x, y, n) => {
          run(parameters, x, n, state);
          return {
            out: result,
            loss: lossValue(config.loss, last.pre, result, y, n, m),
            correct: correctRows(last.pre, result, y, n, m),
            layers: layers.map((w) => ({ pre: w.pre, post: w === last ? result : w.post })),
          };
        },
      );
    },

    footprint: () => layers.reduce((sum, w) => sum + w.affine.byteLength * 6, 0),
    dispose: () => undefined,
  };

  function workspaces(asked: EngineRequest, capacity: number): Workspace[] {
    let stateOffset = 0;
    return asked.layout.layers.map((layer, index) => {
      const { units, batchNorm, skipFrom } = layer;
      const array = (): Float32Array => new Float32Array(capacity * units);
      const isOutput = index === layout.layers.length - 1;
      const before = array();
      const pre = batchNorm === 'before' ? array() : before;
      const post = isOutput ? pre : array();
      const offset = (kind: ParameterKind): number =>
        layout.parameters.find((p) => p.layer === index && p.kind === kind)?.offset ?? -1;
      const stateAt = batchNorm === 'none' ? -1 : stateOffset;
      if (batchNorm !== 'none') stateOffset += 2 * units;
      return {
        layer,
        at: {
          kernel: offset('kernel'),
          recurrentKernel: -1,
          bias: offset('bias'),
          gamma: offset('gamma'),
          beta: offset('beta'),
          alpha: offset('alpha'),
        },
        stateAt,
        affine: before,
        pre,
        post,
        out: batchNorm === 'after' || skipFrom !== null ? array() : post,
        d: array(),
        normalised: batchNorm === 'none' ? slotOf() : array(),
        mean: new Float32Array(units),
        variance: new Float32Array(units),
      };
    });
  }

  function slotOf(): Float32Array {
    return new Float32Array(0);
  }
}

interface Chunk {
  readonly out: Float32Array;
  readonly loss: number;
  readonly correct: number;
  readonly layers: readonly LayerForward[];
}

/** Runs a batch of any size in chunks and gathers what they yield. */
function evaluate(
  { size, x, y }: Batch,
  rows: number,
  m: number,
  features: number,
  infos: readonly LayerInfo[],
  wantLayers: boolean,
  _output: OutputActivationName,
  chunk: (x: Float32Array, y: Float32Array, n: number) => Chunk,
): ForwardResult {
  const output = new Float32Array(size * m);
  const layers = infos.map(({ units }) => ({
    pre: new Float32Array(wantLayers ? size * units : 0),
    post: new Float32Array(wantLayers ? size * units : 0),
  }));
  let loss = 0;
  let correct = 0;
  for (let from = 0; from < size; from += rows) {
    const n = Math.min(rows, size - from);
    const part = chunk(x.subarray(from * features, (from + n) * features), y.subarray(from * m, (from + n) * m), n);
    output.set(part.out.subarray(0, n * m), from * m);
    loss += part.loss * n;
    correct += part.correct;
    if (!wantLayers) continue;
    part.layers.forEach((layer, i) => {
      const { units } = infos[i]!;
      layers[i]!.pre.set(layer.pre.subarray(0, n * units), from * units);
      layers[i]!.post.set(layer.post.subarray(0, n * units), from * units);
    });
  }
  return { output, loss: loss / size, correct, ...(wantLayers ? { layers } : {}) };
}
