// The compiled engine: forward and backward as a few vector kernels on one memory, without tensors or allocation per step.
import { isRecurrent } from '../../core/config/cells.js';
import { valuesOf } from '../../core/network/layout.js';
import {
  notAvailable,
  type Batch,
  type EngineRequest,
  type ForwardResult,
  type GradientEngine,
  type GradientResult,
  type HessianProducts,
  type LayerForward,
} from '../engine.js';
import type { Evaluation } from './evaluation.js';
import { createHessian } from './hessian.js';
import { evaluateLoss, type LossResult } from './loss.js';
import type { Machine } from './machine.js';
import { backwardPass, forwardPass } from './passes.js';
import { planMemory, type MemoryPlan } from './plan.js';
import { packSamples, unpackSamples, type Rows } from './tiles.js';
import { instantiate, vectorTrouble } from '../simd/kernels.js';
import { FLOAT_BYTES, ROW_BYTES, TILE, tilesOf } from '../simd/tile.js';

/** Rows per evaluation piece, unless training batches are larger. */
const EVALUATION_ROWS = 128;
/** WebAssembly memory ends at 4 GiB; networks of that size train faster on TensorFlow. */
const MOST_BYTES = 2 ** 30;
const NO_TARGETS = new Float32Array();

const trainingRows = ({ config }: EngineRequest): number =>
  Math.max(EVALUATION_ROWS, Math.min(config.batchSize, config.samples));

/** Why this engine cannot train the network; null: it can. */
export function compiledSupports(request: EngineRequest): string | null {
  const { bytes } = planMemory(request, trainingRows(request));
  if (bytes > MOST_BYTES)
    return `the compiled engine needs ${Math.ceil(bytes / 2 ** 20)} MiB for this network and batch; allowed: ${MOST_BYTES / 2 ** 20}`;
  return vectorTrouble();
}

/** @throws UserError if the machine has no vectors, or the network does not fit into memory */
export function createCompiledEngine(request: EngineRequest): GradientEngine {
  const reason = compiledSupports(request);
  if (reason !== null) throw notAvailable(reason);
  return new CompiledEngine(request);
}

class CompiledEngine implements GradientEngine {
  readonly backend = 'compiled';
  readonly throughTime?: (parameters: Float32Array, batch: Batch) => Float32Array;
  /** Largest batch that the memory holds. */
  private capacity = 0;
  /** Rows of the current batch, and the arguments of its loss. Both are reused, so that a step allocates nothing. */
  private readonly rows: Rows = { first: 0, count: 0 };
  private evaluation!: { -readonly [K in keyof Evaluation]: Evaluation[K] };
  private plan!: MemoryPlan;
  private machine!: Machine;
  private parameters!: Float32Array;
  private gradients!: Float32Array;
  private x!: Float32Array;
  private logitGradient!: Float32Array;
  private output!: Float32Array;
  private room: { readonly size: number; readonly layers: readonly LayerForward[] } = { size: 0, layers: [] };

  constructor(private readonly request: EngineRequest) {
    this.allocate(trainingRows(request));
    if (isRecurrent(request.config.cell))
      this.throughTime = (parameters, batch) => this.stateGradients(parameters, batch);
  }

  /** Memory for batches of up to `rows` samples. */
  private allocate(rows: number): void {
    const { layout, features, timesteps, outputs } = this.request;
    this.capacity = rows;
    this.plan = planMemory(this.request, rows);
    const instance = instantiate(this.plan.bytes);
    if (typeof instance === 'string')
      throw notAvailable(`${instance}: ${Math.ceil(this.plan.bytes / 2 ** 20)} MiB for this network and batch`);
    const { memory, kernels } = instance;
    const view = (address: number, count: number): Float32Array => new Float32Array(memory.buffer, address, count);
    const padded = tilesOf(rows) * TILE;
    const last = this.plan.layers.at(-1)!;
    this.machine = { kernels, floats: new Float32Array(memory.buffer), tiles: 0, dropping: false };
    this.parameters = view(this.plan.parameters, layout.parameterCount);
    this.gradients = view(this.plan.gradients, layout.parameterCount);
    this.x = view(this.plan.x, padded * timesteps * features);
    this.logitGradient = view(last.d, padded * outputs);
    this.output = new Float32Array(padded * outputs);
    const logits = view(last.pre, padded * outputs);
    this.evaluation = { logits, output: this.output, d: null, y: NO_TARGETS, firstRow: 0, samples: 0, outputs };
    new Int32Array(memory.buffer, this.plan.fullMask, TILE).fill(-1);
    for (const { layer, slopes } of this.plan.layers)
      if (slopes !== null && layer.slope !== undefined) view(slopes.alpha, layer.units).fill(layer.slope);
  }

  /** Copies `count` rows from `first` on into memory and computes the logits. */
  private run(x: Float32Array, first: number, count: number, state: Float32Array | null): void {
    const { timesteps, features } = this.request;
    const { buffer } = this.machine.floats;
    this.rows.first = first;
    this.rows.count = count;
    packSamples(x, this.x, this.rows, timesteps, features);
    this.machine.tiles = tilesOf(count);
    const lanes = count % TILE === 0 ? TILE : count % TILE;
    new Int32Array(buffer, this.plan.lastMask, TILE).fill(0).fill(-1, 0, lanes);
    forwardPass(this.machine, this.plan, count, state);
  }

  private packMasks(masks: Float32Array, size: number): void {
    const { floats } = this.machine;
    let from = 0;
    for (const { layer, mask, steps } of this.plan.layers) {
      if (mask === null) continue;
      const rows = masks.subarray(from, (from += size * valuesOf(layer)));
      packSamples(rows, floats.subarray(mask / FLOAT_BYTES), { first: 0, count: size }, steps, layer.units);
    }
    this.machine.dropping = true;
  }

  /** Loss of the rows of the last forward pass, with targets `y`; writes d mean loss / d logits into `d` if it is not null. */
  private loss(y: Float32Array, d: Float32Array | null): LossResult {
    const { config } = this.request;
    this.evaluation.y = y;
    this.evaluation.d = d;
    this.evaluation.firstRow = this.rows.first;
    this.evaluation.samples = this.rows.count;
    return evaluateLoss(config.loss, config.outputActivation, this.evaluation);
  }

  gradient(
    parameters: Float32Array,
    { size, x, y, masks }: Batch,
    gradient: Float32Array,
    batchState: Float32Array,
  ): GradientResult {
    if (size > this.capacity) this.allocate(size);
    this.parameters.set(parameters);
    if (masks !== undefined) this.packMasks(masks, size);
    this.run(x, 0, size, null);
    const { sum, correct } = this.loss(y, this.logitGradient);
    backwardPass(this.machine, this.plan, size);
    this.machine.dropping = false;
    gradient.set(this.gradients);
    const { floats } = this.machine;
    for (const { layer, norm } of this.plan.layers) {
      if (norm === null) continue;
      for (let j = 0; j < layer.units; j += 1) {
        batchState[norm.stateAt + j] = floats[norm.mean / FLOAT_BYTES + j]!;
        batchState[norm.stateAt + layer.units + j] = floats[norm.variance / FLOAT_BYTES + j]!;
      }
    }
    return { loss: Math.fround(sum / size), correct };
  }

  forward(parameters: Float32Array, state: Float32Array, { size, x, y }: Batch, wantLayers: boolean): ForwardResult {
    const { outputs } = this.request;
    const result = new Float32Array(size * outputs);
    const layers = wantLayers ? this.roomForLayers(size) : [];
    this.parameters.set(parameters);
    let total = 0;
    let right = 0;
    for (let from = 0; from < size; from += this.capacity) {
      const n = Math.min(this.capacity, size - from);
      this.run(x, from, n, state);
      const { sum, correct } = this.loss(y, null);
      total += sum;
      right += correct;
      unpackSamples(this.output, 0, result, this.rows, { units: outputs, stride: outputs, offset: 0 });
      if (wantLayers) this.gatherLayers(layers);
    }
    const { loss, correct } = { loss: Math.fround(total / size), correct: right };
    if (!wantLayers) return { output: result, loss, correct };
    layers.at(-1)!.post.set(result);
    return { output: result, loss, correct, layers };
  }

  /** One reused allocation per sample count; fresh arrays would cost as much as the arithmetic. */
  private roomForLayers(size: number): readonly LayerForward[] {
    if (this.room.size === size) return this.room.layers;
    const { layers } = this.request.layout;
    const lengths = layers.map((layer) => size * valuesOf(layer));
    const values = new Float32Array(2 * lengths.reduce((sum, length) => sum + length, 0));
    let at = 0;
    const cut = (length: number): Float32Array => values.subarray(at, (at += length));
    this.room = { size, layers: lengths.map((length) => ({ pre: cut(length), post: cut(length) })) };
    return this.room.layers;
  }

  /** Each layer's values of the last time step, or of all pixels; the output layer's logits. */
  private gatherLayers(layers: readonly LayerForward[]): void {
    const { floats, tiles } = this.machine;
    this.plan.layers.forEach((l, i) => {
      const { units } = l.layer;
      const stride = valuesOf(l.layer);
      const bytes = tiles * units * ROW_BYTES;
      for (let pixel = 0; pixel < stride / units; pixel += 1) {
        const skipped = (l.image === null ? l.steps - 1 : pixel) * bytes;
        const place = { units, stride, offset: pixel * units };
        unpackSamples(floats, (l.pre + skipped) / FLOAT_BYTES, layers[i]!.pre, this.rows, place);
        unpackSamples(floats, (l.post + skipped) / FLOAT_BYTES, layers[i]!.post, this.rows, place);
      }
    });
  }

  private stateGradients(parameters: Float32Array, { size, x, y }: Batch): Float32Array {
    const { timesteps, layout } = this.request;
    const width = layout.layers.at(-1)!.inputs;
    if (size > this.capacity) this.allocate(size);
    this.parameters.set(parameters);
    this.run(x, 0, size, null);
    this.loss(y, this.logitGradient);
    const rms = new Float32Array(timesteps);
    backwardPass(this.machine, this.plan, size, (t, address) => {
      const { floats, tiles } = this.machine;
      const start = address / FLOAT_BYTES;
      let squares = 0;
      // Lanes without a sample are 0 and add nothing.
      for (let i = start; i < start + tiles * width * TILE; i += 1) squares += floats[i]! * floats[i]!;
      rms[t] = Math.sqrt(squares / (size * width));
    });
    return rms;
  }

  hessian(batch: Batch): HessianProducts | string {
    return createHessian(this.request, batch);
  }

  footprint(): number {
    return this.machine.floats.byteLength;
  }

  dispose(): void {
    // All memory is garbage collected.
  }
}
