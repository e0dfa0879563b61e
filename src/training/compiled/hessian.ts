// Exact products of the Hessian with vectors (Pearlmutter 1994). Each value of the forward and backward pass has a second one, its
// derivative along a direction of the parameters. The values are computed once for each set of parameters.
import { ELEMENTWISE, type ElementwiseActivation } from '../../core/config/activations.js';
import type { LayerInfo, ParameterKind } from '../../core/network/layout.js';
import type { Batch, EngineRequest, HessianProducts } from '../engine.js';
import { Allotment } from '../simd/allotment.js';
import { bendKernel, instantiate, vectorTrouble, type Bend, type Kernels } from '../simd/kernels.js';
import { FLOAT_BYTES, ROW_BYTES, TILE, tilesOf } from '../simd/tile.js';
import { evaluateLoss } from './loss.js';
import type { Evaluation } from './evaluation.js';
import { lossCurvature, type LossCurvature } from './lossCurvature.js';
import { packSamples } from './tiles.js';

/** One piece of samples (machine.ts), because a product sums a batch in one go. */
const MOST_SAMPLES = 1024;

/** Why there are no products for this network; null: there are. */
function trouble({ config, layout }: EngineRequest, { size }: Batch): string | null {
  if (config.cell === 'conv') return 'only dense layers are supported; --backend wasm has it for convolutions';
  if (config.cell !== 'dense') return 'only dense layers are supported';
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
  const plan = planOf(request, batch.size);
  const instance = instantiate(plan.bytes);
  if (typeof instance === 'string') return instance;
  const bends = new Map<string, Bend | null>();
  for (const { activation } of request.layout.layers.slice(0, -1))
    if (isElementwise(activation) && !bends.has(activation))
      bends.set(activation, bendKernel(activation, instance.memory));
  return new Hessian(request, batch, plan, {
    kernels: instance.kernels,
    floats: new Float32Array(instance.memory.buffer),
    bends,
  });
}

const isElementwise = (name: string): name is ElementwiseActivation =>
  (ELEMENTWISE as readonly string[]).includes(name);

/** Byte addresses of a layer's values, [tiles][units][8]. Names with `d` in front: the derivative along the direction. */
interface Place {
  readonly layer: LayerInfo;
  readonly offset: (kind: ParameterKind) => number;
  readonly bytes: number;
  /** Input and output of f, and output with the skip. */
  readonly z: number;
  readonly a: number;
  readonly out: number;
  /** d loss / d out, and d loss / d z. */
  readonly g: number;
  readonly e: number;
  readonly dz: number;
  readonly da: number;
  readonly dout: number;
  readonly dg: number;
  readonly de: number;
}

interface Plan {
  readonly bytes: number;
  readonly x: number;
  readonly parameters: number;
  readonly direction: number;
  readonly result: number;
  readonly places: readonly Place[];
}

function planOf({ layout, features }: EngineRequest, size: number): Plan {
  const tiles = tilesOf(size);
  const room = new Allotment();
  const vector = (): number => room.reserve(layout.parameterCount * FLOAT_BYTES);
  const [parameters, direction, result] = [vector(), vector(), vector()];
  const x = room.reserve(tiles * features * ROW_BYTES);
  const places = layout.layers.map((layer, index): Place => {
    const bytes = tiles * layer.units * ROW_BYTES;
    const values = (): number => room.reserve(bytes);
    const offset = (kind: ParameterKind): number =>
      layout.parameters.find((p) => p.layer === index && p.kind === kind)!.offset * FLOAT_BYTES;
    const [z, dz] = [values(), values()];
    const curved = isElementwise(layer.activation) && index < layout.layers.length - 1;
    const [a, da] = curved ? [values(), values()] : [z, dz];
    const [out, dout] = layer.skipFrom === null ? [a, da] : [values(), values()];
    const [g, dg] = [values(), values()];
    const [e, de] = curved ? [values(), values()] : [g, dg];
    return { layer, offset, bytes, z, a, out, g, e, dz, da, dout, dg, de };
  });
  return { bytes: room.bytes + ROW_BYTES, x, parameters, direction, result, places };
}

interface Tools {
  readonly kernels: Kernels;
  readonly floats: Float32Array;
  readonly bends: ReadonlyMap<string, Bend | null>;
}

class Hessian implements HessianProducts {
  private readonly tiles: number;
  private readonly evaluation: Evaluation;
  private readonly curvature: LossCurvature;
  /** Whether a skip connection has already written the layer's g. */
  private readonly filled: boolean[];

  constructor(
    private readonly request: EngineRequest,
    { size, x, y }: Batch,
    private readonly plan: Plan,
    private readonly tools: Tools,
  ) {
    const { config, features, outputs } = request;
    this.tiles = tilesOf(size);
    this.filled = plan.places.map(() => false);
    this.curvature = lossCurvature(config.loss, config.outputActivation)!;
    const last = plan.places.at(-1)!;
    packSamples(x, this.view(plan.x, this.tiles * TILE * features), { first: 0, count: size }, 1, features);
    const count = this.tiles * TILE * outputs;
    const [logits, d] = [this.view(last.z, count), this.view(last.g, count)];
    this.evaluation = { logits, output: new Float32Array(count), d, y, firstRow: 0, samples: size, outputs };
  }

  private view(address: number, count: number): Float32Array {
    return this.tools.floats.subarray(address / FLOAT_BYTES, address / FLOAT_BYTES + count);
  }

  private copy(from: number, to: number, bytes: number): void {
    this.tools.floats.copyWithin(to / FLOAT_BYTES, from / FLOAT_BYTES, (from + bytes) / FLOAT_BYTES);
  }

  at(parameters: Float32Array): void {
    const { config } = this.request;
    this.view(this.plan.parameters, parameters.length).set(parameters);
    this.forward();
    evaluateLoss(config.loss, config.outputActivation, this.evaluation);
    this.backward();
  }

  product(direction: Float32Array, result: Float32Array): void {
    const { plan } = this;
    this.view(plan.direction, direction.length).set(direction);
    this.forwardAlong();
    const last = plan.places.at(-1)!;
    const count = this.evaluation.logits.length;
    this.curvature(this.evaluation, this.view(last.dz, count), this.view(last.dg, count));
    this.backwardAlong();
    result.set(this.view(plan.result, result.length));
  }

  private inputOf(index: number): number {
    return index === 0 ? this.plan.x : this.plan.places[index - 1]!.out;
  }

  private forward(): void {
    const { plan, tiles } = this;
    const { kernels } = this.tools;
    plan.places.forEach(({ layer, offset, z, a, out, bytes }, index) => {
      const [w, b] = [plan.parameters + offset('kernel'), plan.parameters + offset('bias')];
      kernels.affine(z, this.inputOf(index), w, b, tiles, layer.inputs, layer.units);
      if (a !== z && isElementwise(layer.activation)) kernels[`forward_${layer.activation}`](z, a, bytes);
      if (layer.skipFrom !== null) kernels.addVectors(out, a, plan.places[layer.skipFrom]!.out, bytes);
    });
  }

  private backward(): void {
    const { plan, tiles } = this;
    const { kernels } = this.tools;
    this.filled.fill(false);
    for (let index = plan.places.length - 1; index >= 0; index -= 1) {
      const { layer, offset, z, a, g, e, bytes } = plan.places[index]!;
      if (e !== g && isElementwise(layer.activation)) {
        this.copy(g, e, bytes);
        kernels[`backward_${layer.activation}`](z, a, e, bytes);
      }
      this.skip(layer, g, 'g', bytes);
      if (index === 0) continue;
      const below = plan.places[index - 1]!;
      const through = this.filled[index - 1] === true ? 'backThroughMore' : 'backThrough';
      kernels[through](below.g, e, plan.parameters + offset('kernel'), 0, tiles, layer.units, layer.inputs);
    }
  }

  /** Passes the gradient of a skip connection to the layer where it starts. */
  private skip({ skipFrom }: LayerInfo, from: number, which: 'g' | 'dg', bytes: number): void {
    if (skipFrom === null) return;
    this.copy(from, this.plan.places[skipFrom]![which], bytes);
    this.filled[skipFrom] = true;
  }

  private forwardAlong(): void {
    const { plan, tiles } = this;
    const { kernels } = this.tools;
    plan.places.forEach(({ layer, offset, z, a, dz, da, dout, bytes }, index) => {
      const [v, vb] = [plan.direction + offset('kernel'), plan.direction + offset('bias')];
      const { inputs, units, skipFrom, activation } = layer;
      kernels.affine(dz, this.inputOf(index), v, vb, tiles, inputs, units);
      if (index > 0) {
        const w = plan.parameters + offset('kernel');
        kernels.affineMore(dz, plan.places[index - 1]!.dout, w, 0, tiles, inputs, units);
      }
      if (da !== dz && isElementwise(activation)) {
        this.copy(dz, da, bytes);
        kernels[`backward_${activation}`](z, a, da, bytes);
      }
      if (skipFrom !== null) kernels.addVectors(dout, da, plan.places[skipFrom]!.dout, bytes);
    });
  }

  private backwardAlong(): void {
    const { plan, tiles } = this;
    const { kernels, bends } = this.tools;
    this.filled.fill(false);
    for (let index = plan.places.length - 1; index >= 0; index -= 1) {
      const place = plan.places[index]!;
      const { layer, offset, z, a, g, e, dz, dg, de, bytes } = place;
      const { inputs, units, activation } = layer;
      if (de !== dg && isElementwise(activation)) {
        // d (f'(z) g) = f'(z) dg + f''(z) dz g
        this.copy(dg, de, bytes);
        kernels[`backward_${activation}`](z, a, de, bytes);
        bends.get(activation)?.(z, a, dz, g, de, bytes);
      }
      this.skip(layer, dg, 'dg', bytes);
      const [kernel, bias] = [offset('kernel'), offset('bias')];
      kernels.kernelGradient(plan.result + kernel, this.inputOf(index), de, tiles, inputs, units, 0);
      kernels.columnSums(plan.result + bias, de, tiles, units, 0);
      if (index === 0) continue;
      const below = plan.places[index - 1]!;
      kernels.kernelGradient(plan.result + kernel, below.dout, e, tiles, inputs, units, 1);
      const through = this.filled[index - 1] === true ? 'backThroughMore' : 'backThrough';
      kernels[through](below.dg, de, plan.parameters + kernel, 0, tiles, units, inputs);
      kernels.backThroughMore(below.dg, e, plan.direction + kernel, 0, tiles, units, inputs);
    }
  }
}
