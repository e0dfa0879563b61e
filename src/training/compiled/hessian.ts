// Exact products of the Hessian with vectors (Pearlmutter 1994). Each value of the forward and backward pass has a second one, its
// derivative along a direction of the parameters. What does not depend on the direction is computed once for each set of parameters:
// the outputs, d loss / d z, and the first and second derivatives of the activations. A product is then 6 products of matrices for the
// 3 of a gradient, and no activation. Where units rest, as those of ReLU do for half of the samples, parts of the products are skipped.
import { isRecurrent } from '../../core/config/cells.js';
import type { ElementwiseActivation } from '../../core/config/activations.js';
import type { Batch, EngineRequest, HessianProducts } from '../engine.js';
import { bendKernel, hessianKernels, instantiate, vectorTrouble, type Bend } from '../simd/kernels.js';
import { tilesOf } from '../simd/tile.js';
import { convBackThrough, convGradients, convolve, pool, unpool } from './conv.js';
import { convShape, planHessian, type HessianPlan, type Place } from './hessianPlan.js';
import { HessianPoint, inputOf, viewOf, type Tools } from './hessianPoint.js';
import { lossCurvature, type LossCurvature } from './lossCurvature.js';
import { MOST_SAMPLES } from './resting.js';

const MOST_BYTES = 2 ** 30;

/** Why there are no products for this network; null: there are. */
function trouble({ config, layout }: EngineRequest, { size }: Batch): string | null {
  if (isRecurrent(config.cell)) return 'only dense layers and convolutions are supported';
  if (config.batchNorm !== 'none') return 'with batch normalization --backend wasm, cpu and node have it';
  if (layout.layers.some(({ activation, slope }) => activation === 'prelu' || slope !== undefined))
    return 'with trained slopes (prelu) and other slopes of leakyRelu --backend wasm, cpu and node have it';
  if (lossCurvature(config.loss, config.outputActivation) === null)
    return `${config.loss} after ${config.outputActivation} is not supported`;
  return size > MOST_SAMPLES ? `at most ${MOST_SAMPLES} samples are supported` : vectorTrouble();
}

export function createHessian(request: EngineRequest, batch: Batch): HessianProducts | string {
  const why = trouble(request, batch);
  if (why !== null) return why;
  const plan = planHessian(request, batch.size);
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

class Hessian implements HessianProducts {
  private readonly point: HessianPoint;
  private readonly curvature: LossCurvature;

  constructor(
    request: EngineRequest,
    batch: Batch,
    private readonly plan: HessianPlan,
    private readonly tools: Tools,
  ) {
    this.point = new HessianPoint(request, batch, plan, tools);
    this.curvature = lossCurvature(request.config.loss, request.config.outputActivation)!;
  }

  at(parameters: Float32Array): void {
    this.point.moveTo(parameters);
  }

  product(direction: Float32Array, result: Float32Array): void {
    const { plan, point } = this;
    const { machine } = this.tools;
    viewOf(machine, plan.direction, direction.length).set(direction);
    for (let index = 0; index < plan.places.length; index += 1) this.forwardAlong(index);
    const last = plan.places.at(-1)!;
    const count = point.evaluation.logits.length;
    this.curvature(point.evaluation, viewOf(machine, last.dz, count), viewOf(machine, last.g, count));
    point.skips.begin();
    for (let index = plan.places.length - 1; index >= 0; index -= 1) this.backwardAlong(index);
    result.set(viewOf(machine, plan.result, result.length));
  }

  /** Null for the data, which do not depend on the parameters. */
  private inputAlong(index: number): number | null {
    return index === 0 ? null : (this.plan.places[index]!.pooled?.along ?? this.plan.places[index - 1]!.dout);
  }

  /** dz = x V + dx W, dout = f'(z) dz */
  private forwardAlong(index: number): void {
    const { plan } = this;
    const { machine, twice } = this.tools;
    const { kernels, tiles } = machine;
    const place = plan.places[index]!;
    const { layer, offset, bytes, slope, dz, dout } = place;
    const { inputs, units, skipFrom } = layer;
    const lists = this.point.active.listsFor(index);
    const below = plan.places[index - 1];
    if (place.pooled !== null && below !== undefined) pool(machine, below, below.dout, place.pooled.along);
    const [x, dx] = [inputOf(plan, index), this.inputAlong(index)];
    const [v, bias] = [plan.direction + offset('kernel'), plan.direction + offset('bias')];
    const w = plan.parameters + offset('kernel');
    const shape = convShape(place);
    if (shape !== null) {
      convolve(machine, shape, { out: dz, x, kernel: v, bias });
      if (dx !== null) convolve(machine, shape, { out: dz, x: dx, kernel: w, bias: null });
    } else if (dx === null) kernels.affine(dz, x, v, bias, tiles, inputs, units);
    else if (lists !== null) twice.affineSome(dz, x, v, bias, tiles, inputs, units, dx, w, ...lists);
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
    const below = plan.places[index - 1]?.lists;
    const { inputs, units } = layer;
    this.point.skips.pass(layer, de, bytes);
    if (slope !== null && curve !== null) twice.mixVectors(de, slope, de, curve, dz, bytes);
    else if (slope !== null) kernels.multiplyVectors(de, slope, de, bytes);
    const [x, dx] = [inputOf(plan, index), this.inputAlong(index)];
    const [kernel, bias] = [plan.result + offset('kernel'), plan.result + offset('bias')];
    const shape = convShape(place);
    if (shape !== null) {
      convGradients(machine, shape, { x, d: de, kernel, bias });
      if (dx !== null) convGradients(machine, shape, { x: dx, d: e, kernel, bias: null });
    } else {
      if (dx !== null && below != null)
        twice.kernelGradientSome(
          ...([kernel, x, de, tiles, inputs, units, plan.sums!, dx, e, below.outputs, place.lists!.sloped] as const),
        );
      else {
        kernels.kernelGradient(kernel, x, de, tiles, inputs, units, 0);
        if (dx !== null) kernels.kernelGradient(kernel, dx, e, tiles, inputs, units, 1);
      }
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
    const more = this.point.skips.isFilled(index - 1);
    const shape = convShape(place);
    if (shape !== null) {
      convBackThrough(machine, shape, { to: below.g, d: de, kernel: w, more });
      return convBackThrough(machine, shape, { to: below.g, d: e, kernel: v, more: true });
    }
    const to = place.pooled?.along ?? below.g;
    const { units, inputs } = layer;
    const lists = this.point.active.listsFor(index);
    if (lists === null)
      twice[more ? 'backThroughTwoMore' : 'backThroughTwo'](to, de, w, 0, machine.tiles, units, inputs, e, v);
    else {
      const [rows, columns] = lists;
      const start = more ? 'backThroughSomeMore' : 'backThroughSome';
      twice[start](to, de, w, 0, machine.tiles, units, inputs, e, v, columns, rows);
    }
    if (place.pooled !== null) unpool(machine, below, to, below.g);
  }
}
