// Exact products of the Hessian with vectors (Pearlmutter 1994). Each value of the forward and backward pass has a second one, its
// derivative along a direction of the parameters. What does not depend on the direction is computed once for each set of parameters:
// the outputs, d loss / d z, and the first and second derivatives of the activations. A product is then 6 products of matrices for the
// 3 of a gradient, and no activation.
import { isRecurrent } from '../../core/config/cells.js';
import { ACTIVATIONS, type ElementwiseActivation } from '../../core/config/activations.js';
import type { LayerInfo } from '../../core/network/layout.js';
import type { Batch, EngineRequest, HessianProducts } from '../engine.js';
import {
  bendKernel,
  hessianKernels,
  instantiate,
  vectorTrouble,
  type Bend,
  type HessianKernels,
} from '../simd/kernels.js';
import { FLOAT_BYTES, TILE, tilesOf } from '../simd/tile.js';
import { convBackThrough, convGradients, convolve, pool, unpool } from './conv.js';
import type { Evaluation } from './evaluation.js';
import { convShape, planHessian, type HessianPlan, type Place } from './hessianPlan.js';
import { evaluateLoss } from './loss.js';
import { lossCurvature, type LossCurvature } from './lossCurvature.js';
import type { Machine } from './machine.js';
import { packSamples } from './tiles.js';

/** One piece of samples (machine.ts), because a product sums a batch in one go. */
const MOST_SAMPLES = 1024;
const MOST_BYTES = 2 ** 30;

/** Why there are no products for this network; null: there are. */
function trouble({ config, layout }: EngineRequest, { size }: Batch): string | null {
  if (isRecurrent(config.cell)) return 'only dense layers and convolutions are supported';
  if (config.batchNorm !== 'none') return 'batch normalization is not supported';
  if (layout.layers.some(({ activation, slope }) => activation === 'prelu' || slope !== undefined))
    return 'trained slopes (prelu) and other slopes of leakyRelu are not supported';
  if (lossCurvature(config.loss, config.outputActivation) === null)
    return `${config.loss} after ${config.outputActivation} is not supported`;
  return size > MOST_SAMPLES ? `at most ${MOST_SAMPLES} samples are supported` : vectorTrouble();
}

export function createHessian(request: EngineRequest, batch: Batch): HessianProducts | string {
  const why = trouble(request, batch);
  if (why !== null) return why;
  const plan = planHessian(request, batch.size, (name) => ACTIVATIONS[name].code.bend !== null);
  if (plan.bytes > MOST_BYTES)
    return `it needs ${Math.ceil(plan.bytes / 2 ** 20)} MiB for this network; allowed: ${MOST_BYTES / 2 ** 20}`;
  const instance = instantiate(plan.bytes);
  if (typeof instance === 'string') return instance;
  const { kernels, memory } = instance;
  const bends = new Map<ElementwiseActivation, Bend | null>();
  for (const { activation } of plan.places)
    if (activation !== null && !bends.has(activation)) bends.set(activation, bendKernel(activation, memory));
  const floats = new Float32Array(memory.buffer);
  const machine = { kernels, floats, tiles: tilesOf(batch.size), dropping: false };
  return new Hessian(request, batch, plan, { machine, twice: hessianKernels(memory), bends });
}

interface Tools {
  readonly machine: Machine;
  readonly twice: HessianKernels;
  readonly bends: ReadonlyMap<ElementwiseActivation, Bend | null>;
}

class Hessian implements HessianProducts {
  private readonly evaluation: Evaluation;
  private readonly curvature: LossCurvature;
  /** Whether a skip connection has already written the layer's g. */
  private readonly filled: boolean[];

  constructor(
    private readonly request: EngineRequest,
    { size, x, y }: Batch,
    private readonly plan: HessianPlan,
    private readonly tools: Tools,
  ) {
    const { config, features, timesteps, outputs } = request;
    const padded = tools.machine.tiles * TILE;
    this.filled = plan.places.map(() => false);
    this.curvature = lossCurvature(config.loss, config.outputActivation)!;
    const last = plan.places.at(-1)!;
    const rows = { first: 0, count: size };
    packSamples(x, this.view(plan.x, padded * timesteps * features), rows, timesteps, features);
    const count = padded * outputs;
    const [logits, d] = [this.view(last.out, count), this.view(last.e, count)];
    this.evaluation = { logits, output: new Float32Array(count), d, y, firstRow: 0, samples: size, outputs };
  }

  private view(address: number, count: number): Float32Array {
    return this.tools.machine.floats.subarray(address / FLOAT_BYTES, address / FLOAT_BYTES + count);
  }

  at(parameters: Float32Array): void {
    const { config } = this.request;
    this.view(this.plan.parameters, parameters.length).set(parameters);
    this.plan.places.forEach((place, index) => this.forward(place, index));
    evaluateLoss(config.loss, config.outputActivation, this.evaluation);
    this.filled.fill(false);
    for (let index = this.plan.places.length - 1; index >= 0; index -= 1) this.backward(index);
  }

  product(direction: Float32Array, result: Float32Array): void {
    const { plan } = this;
    this.view(plan.direction, direction.length).set(direction);
    for (let index = 0; index < plan.places.length; index += 1) this.forwardAlong(index);
    const last = plan.places.at(-1)!;
    const count = this.evaluation.logits.length;
    this.curvature(this.evaluation, this.view(last.dz, count), this.view(last.g, count));
    this.filled.fill(false);
    for (let index = plan.places.length - 1; index >= 0; index -= 1) this.backwardAlong(index);
    result.set(this.view(plan.result, result.length));
  }

  private inputOf(index: number): number {
    return index === 0 ? this.plan.x : (this.plan.places[index]!.pooled?.value ?? this.plan.places[index - 1]!.out);
  }

  /** Null for the data, which do not depend on the parameters. */
  private inputAlong(index: number): number | null {
    return index === 0 ? null : (this.plan.places[index]!.pooled?.along ?? this.plan.places[index - 1]!.dout);
  }

  /** z at dz, and all that does not depend on the direction but for e. */
  private forward(place: Place, index: number): void {
    const { plan } = this;
    const { machine, bends } = this.tools;
    const { kernels, floats, tiles } = machine;
    const { layer, offset, bytes, activation, out, slope, curve } = place;
    const below = plan.places[index - 1];
    if (place.pooled !== null && below !== undefined) pool(machine, below, below.out, place.pooled.value);
    const x = this.inputOf(index);
    const [kernel, bias] = [plan.parameters + offset('kernel'), plan.parameters + offset('bias')];
    const z = activation === null ? out : place.dz;
    const shape = convShape(place);
    if (shape !== null) convolve(machine, shape, { out: z, x, kernel, bias });
    else kernels.affine(z, x, kernel, bias, tiles, layer.inputs, layer.units);
    if (activation !== null && slope !== null) {
      kernels[`forward_${activation}`](z, out, bytes);
      floats.fill(1, slope / FLOAT_BYTES, (slope + bytes) / FLOAT_BYTES);
      kernels[`backward_${activation}`](z, out, slope, bytes);
      if (curve !== null) bends.get(activation)?.(z, out, curve, bytes);
    }
    if (layer.skipFrom !== null) kernels.addVectors(out, out, plan.places[layer.skipFrom]!.out, bytes);
  }

  private backward(index: number): void {
    const { plan } = this;
    const { machine } = this.tools;
    const { kernels, floats, tiles } = machine;
    const place = plan.places[index]!;
    const { layer, offset, bytes, g, e, slope, curve } = place;
    this.skip(layer, g, bytes);
    if (slope !== null) kernels.multiplyVectors(e, slope, g, bytes);
    else if (index < plan.places.length - 1)
      floats.copyWithin(e / FLOAT_BYTES, g / FLOAT_BYTES, (g + bytes) / FLOAT_BYTES);
    if (curve !== null) kernels.multiplyVectors(curve, curve, g, bytes);
    const below = plan.places[index - 1];
    if (below === undefined) return;
    const more = this.filled[index - 1] === true;
    const kernel = plan.parameters + offset('kernel');
    const shape = convShape(place);
    if (shape !== null) return convBackThrough(machine, shape, { to: below.g, d: e, kernel, more });
    const to = place.pooled?.along ?? below.g;
    kernels[more ? 'backThroughMore' : 'backThrough'](to, e, kernel, 0, tiles, layer.units, layer.inputs);
    if (place.pooled !== null) unpool(machine, below, to, below.g);
  }

  /** Passes the gradient of a skip connection to the layer where it starts. */
  private skip({ skipFrom }: LayerInfo, from: number, bytes: number): void {
    if (skipFrom === null) return;
    const { floats } = this.tools.machine;
    const to = this.plan.places[skipFrom]!.g;
    floats.copyWithin(to / FLOAT_BYTES, from / FLOAT_BYTES, (from + bytes) / FLOAT_BYTES);
    this.filled[skipFrom] = true;
  }

  /** dz = x V + dx W, dout = f'(z) dz */
  private forwardAlong(index: number): void {
    const { plan } = this;
    const { machine, twice } = this.tools;
    const { kernels, tiles } = machine;
    const place = plan.places[index]!;
    const { layer, offset, bytes, slope, dz, dout } = place;
    const { inputs, units, skipFrom } = layer;
    const below = plan.places[index - 1];
    if (place.pooled !== null && below !== undefined) pool(machine, below, below.dout, place.pooled.along);
    const [x, dx] = [this.inputOf(index), this.inputAlong(index)];
    const [v, bias] = [plan.direction + offset('kernel'), plan.direction + offset('bias')];
    const w = plan.parameters + offset('kernel');
    const shape = convShape(place);
    if (shape !== null) {
      convolve(machine, shape, { out: dz, x, kernel: v, bias });
      if (dx !== null) convolve(machine, shape, { out: dz, x: dx, kernel: w, bias: null });
    } else if (dx === null) kernels.affine(dz, x, v, bias, tiles, inputs, units);
    else twice.affineTwo(dz, x, v, bias, tiles, inputs, units, dx, w);
    if (slope !== null) kernels.multiplyVectors(dout, slope, dz, bytes);
    if (skipFrom !== null) kernels.addVectors(dout, dout, plan.places[skipFrom]!.dout, bytes);
  }

  /** de = f'(z) dg + f''(z) g dz, in place of dg; gradients x de + dx e; dg below = de W + e V. */
  private backwardAlong(index: number): void {
    const { plan } = this;
    const { machine, twice } = this.tools;
    const { kernels, tiles } = machine;
    const place = plan.places[index]!;
    const { layer, offset, bytes, slope, curve, dz, e, g: de } = place;
    const { inputs, units } = layer;
    this.skip(layer, de, bytes);
    if (slope !== null && curve !== null) twice.mixVectors(de, slope, de, curve, dz, bytes);
    else if (slope !== null) kernels.multiplyVectors(de, slope, de, bytes);
    const [x, dx] = [this.inputOf(index), this.inputAlong(index)];
    const [kernel, bias] = [plan.result + offset('kernel'), plan.result + offset('bias')];
    const shape = convShape(place);
    if (shape !== null) {
      convGradients(machine, shape, { x, d: de, kernel, bias });
      if (dx !== null) convGradients(machine, shape, { x: dx, d: e, kernel, bias: null });
    } else {
      if (dx === null) kernels.kernelGradient(kernel, x, de, tiles, inputs, units, 0);
      else twice.kernelGradientTwo(kernel, x, de, tiles, inputs, units, 0, dx, e);
      kernels.columnSums(bias, de, tiles, units, 0);
    }
    if (index > 0) this.backThroughAlong(place, index);
  }

  private backThroughAlong(place: Place, index: number): void {
    const { plan } = this;
    const { machine, twice } = this.tools;
    const { layer, offset, e, g: de } = place;
    const below = plan.places[index - 1]!;
    const [w, v] = [plan.parameters + offset('kernel'), plan.direction + offset('kernel')];
    const more = this.filled[index - 1] === true;
    const shape = convShape(place);
    if (shape !== null) {
      convBackThrough(machine, shape, { to: below.g, d: de, kernel: w, more });
      return convBackThrough(machine, shape, { to: below.g, d: e, kernel: v, more: true });
    }
    const to = place.pooled?.along ?? below.g;
    const start = more ? 'backThroughTwoMore' : 'backThroughTwo';
    twice[start](to, de, w, 0, machine.tiles, layer.units, layer.inputs, e, v);
    if (place.pooled !== null) unpool(machine, below, to, below.g);
  }
}
