// What products with the Hessian need at one set of parameters, whatever the direction: a forward and a backward pass that keep outputs,
// slopes, second derivatives and d loss / d z.
import type { ElementwiseActivation } from '../../core/config/activations.js';
import type { LayerInfo } from '../../core/network/layout.js';
import type { Batch, EngineRequest } from '../engine.js';
import type { Bend, HessianKernels } from '../simd/kernels.js';
import { FLOAT_BYTES, TILE } from '../simd/tile.js';
import { convBackThrough, convolve, pool, unpool } from './conv.js';
import type { Evaluation } from './evaluation.js';
import { convShape, type HessianPlan, type Place } from './hessianPlan.js';
import { evaluateLoss } from './loss.js';
import type { Machine } from './machine.js';
import { ActiveUnits, SampleOrder, sortingLayer } from './resting.js';

export interface Tools {
  readonly machine: Machine;
  readonly twice: HessianKernels;
  readonly bends: ReadonlyMap<ElementwiseActivation, Bend | null>;
}

export const viewOf = ({ floats }: Machine, address: number, count: number): Float32Array =>
  floats.subarray(address / FLOAT_BYTES, address / FLOAT_BYTES + count);

export const inputOf = ({ x, places }: HessianPlan, index: number): number =>
  index === 0 ? x : (places[index]!.pooled?.value ?? places[index - 1]!.out);

/** Backward passes through skip connections. */
export class Skips {
  /** Whether a skip connection has already written the layer's g. */
  private readonly filled: boolean[];

  constructor(
    private readonly plan: HessianPlan,
    private readonly machine: Machine,
  ) {
    this.filled = plan.places.map(() => false);
  }

  begin(): void {
    this.filled.fill(false);
  }

  isFilled(index: number): boolean {
    return this.filled[index] === true;
  }

  /** Passes the gradient of a skip connection to the layer where it starts. */
  pass({ skipFrom }: LayerInfo, from: number, bytes: number): void {
    if (skipFrom === null) return;
    const to = this.plan.places[skipFrom]!.g;
    this.machine.floats.copyWithin(to / FLOAT_BYTES, from / FLOAT_BYTES, (from + bytes) / FLOAT_BYTES);
    this.filled[skipFrom] = true;
  }
}

export class HessianPoint {
  readonly evaluation: Evaluation;
  readonly active: ActiveUnits;
  readonly skips: Skips;
  private readonly samples: SampleOrder;

  constructor(
    private readonly request: EngineRequest,
    batch: Batch,
    private readonly plan: HessianPlan,
    private readonly tools: Tools,
  ) {
    const { timesteps, features, outputs } = request;
    const { machine } = tools;
    const padded = machine.tiles * TILE;
    const x = viewOf(machine, plan.x, padded * timesteps * features);
    this.samples = new SampleOrder(batch, x, { timesteps, features, outputs });
    this.active = new ActiveUnits(plan, tools);
    this.skips = new Skips(plan, machine);
    const last = plan.places.at(-1)!;
    const count = padded * outputs;
    const [logits, d] = [viewOf(machine, last.out, count), viewOf(machine, last.e, count)];
    const { y } = this.samples;
    this.evaluation = { logits, output: new Float32Array(count), d, y, firstRow: 0, samples: batch.size, outputs };
  }

  moveTo(parameters: Float32Array): void {
    const { plan, request } = this;
    viewOf(this.tools.machine, plan.parameters, parameters.length).set(parameters);
    this.forwardAll();
    evaluateLoss(request.config.loss, request.config.outputActivation, this.evaluation);
    this.skips.begin();
    for (let index = plan.places.length - 1; index >= 0; index -= 1) this.backward(index);
  }

  /** Again from the data, if the samples were sorted again. */
  private forwardAll(): void {
    const { places } = this.plan;
    const by = sortingLayer(this.plan);
    let done = 0;
    if (by !== null) {
      for (; done <= by; done += 1) this.forward(places[done]!, done);
      if (this.samples.sort(this.tools.machine.floats, places[by]!)) done = 0;
    }
    for (; done < places.length; done += 1) this.forward(places[done]!, done);
    places.forEach((_, index) => this.active.list(index));
  }

  /** z at dz, and all that does not depend on the direction but for e. */
  private forward(place: Place, index: number): void {
    const { plan } = this;
    const { machine, bends } = this.tools;
    const { kernels, floats, tiles } = machine;
    const { layer, offset, bytes, activation, out, slope, curve } = place;
    const below = plan.places[index - 1];
    if (place.pooled !== null && below !== undefined) pool(machine, below, below.out, place.pooled.value);
    const x = inputOf(plan, index);
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
    const { plan, skips } = this;
    const { machine } = this.tools;
    const { kernels, floats, tiles } = machine;
    const place = plan.places[index]!;
    const { layer, offset, bytes, g, e, slope, curve } = place;
    skips.pass(layer, g, bytes);
    if (slope !== null) kernels.multiplyVectors(e, slope, g, bytes);
    else if (index < plan.places.length - 1)
      floats.copyWithin(e / FLOAT_BYTES, g / FLOAT_BYTES, (g + bytes) / FLOAT_BYTES);
    if (curve !== null) kernels.multiplyVectors(curve, curve, g, bytes);
    const below = plan.places[index - 1];
    if (below === undefined) return;
    const more = skips.isFilled(index - 1);
    const kernel = plan.parameters + offset('kernel');
    const shape = convShape(place);
    if (shape !== null) return convBackThrough(machine, shape, { to: below.g, d: e, kernel, more });
    const to = place.pooled?.along ?? below.g;
    kernels[more ? 'backThroughMore' : 'backThrough'](to, e, kernel, 0, tiles, layer.units, layer.inputs);
    if (place.pooled !== null) unpool(machine, below, to, below.g);
  }
}
