// Units that rest: ReLU's output and slope are 0 for about half of the samples, and so are all products with them. The samples are sorted
// so that many units rest for a whole tile of 8, which the products with the Hessian then skip (simd/some.ts).
import type { Batch } from '../engine.js';
import { FLOAT_BYTES, TILE } from '../simd/tile.js';
import type { HessianKernels } from '../simd/kernels.js';
import type { HessianPlan, Place } from './hessianPlan.js';
import type { Machine } from './machine.js';
import { packSamples } from './tiles.js';

/** One piece of samples (machine.ts), because a product sums a batch in one go. */
export const MOST_SAMPLES = 1024;
/** Bits of a double beside the index of the sample. */
const MOST_BITS = 40;
/** Above this share of a product, skipping costs more than it saves. */
const DENSE = 0.6;

/** The samples of a batch in the order in which they are computed. */
export class SampleOrder {
  readonly y: Float32Array;
  private readonly keys: Float64Array;
  private readonly order: Float64Array;
  private readonly rows: Float32Array;

  constructor(
    private readonly batch: Batch,
    /** Of `batch.x` in tiles. */
    private readonly x: Float32Array,
    private readonly shape: { readonly timesteps: number; readonly features: number; readonly outputs: number },
  ) {
    this.y = batch.y.slice();
    this.rows = batch.x.slice();
    this.keys = new Float64Array(batch.size);
    this.order = this.keys.map((_, i) => i);
    this.pack();
  }

  private pack(): void {
    const { timesteps, features } = this.shape;
    packSamples(this.rows, this.x, { first: 0, count: this.batch.size }, timesteps, features);
  }

  /**
   * Sorts by the units of a layer that rest. The order depends on the parameters alone, not on an earlier order, so that a resumed run
   * measures the same bits. Returns false if nothing moved.
   */
  sort(floats: Float32Array, { layer, slope }: Place): boolean {
    const { keys, order, batch } = this;
    keys.fill(0);
    for (let unit = 0; unit < Math.min(layer.units, MOST_BITS); unit += 1)
      for (let i = 0; i < keys.length; i += 1) {
        const at = slope! / FLOAT_BYTES + ((i - (i % TILE)) * layer.units + unit * TILE + (i % TILE));
        keys[i] = 2 * keys[i]! + (floats[at] === 0 ? 0 : 1);
      }
    for (let i = 0; i < keys.length; i += 1) keys[i] = keys[i]! * MOST_SAMPLES + order[i]!;
    keys.sort();
    let moved = false;
    for (let i = 0; i < keys.length; i += 1) {
      const sample = keys[i]! % MOST_SAMPLES;
      moved ||= sample !== order[i];
      order[i] = sample;
    }
    if (!moved) return false;
    const { timesteps, features, outputs } = this.shape;
    for (const [from, to, width] of [
      [batch.x, this.rows, timesteps * features],
      [batch.y, this.y, outputs],
    ] as const)
      for (let i = 0; i < order.length; i += 1)
        for (let j = 0; j < width; j += 1) to[i * width + j] = from[order[i]! * width + j]!;
    this.pack();
    return true;
  }
}

/** The lists of units that do not rest at the present parameters, and how much of the products they leave. */
export class ActiveUnits {
  private readonly shares: { sloped: number; outputs: number }[];

  constructor(
    private readonly plan: HessianPlan,
    private readonly tools: { readonly machine: Machine; readonly twice: HessianKernels },
  ) {
    this.shares = plan.places.map(() => ({ sloped: 1, outputs: 1 }));
    for (const { lists, layer } of plan.places)
      for (const address of lists === null ? [] : [lists.sloped, lists.outputs]) {
        const integers = this.integersAt(address, layer.units);
        for (let i = 0; i < integers.length; i += 1)
          integers[i] = i % (1 + layer.units) === 0 ? layer.units : (i % (1 + layer.units)) - 1;
      }
  }

  private integersAt(address: number, units: number): Int32Array {
    const { floats, tiles } = this.tools.machine;
    return new Int32Array(floats.buffer, address, tiles * (1 + units));
  }

  /** Lists the units of a layer after its forward pass. */
  list(index: number): void {
    const { lists, layer, out, slope } = this.plan.places[index]!;
    if (lists?.rests !== true || slope === null) return;
    const { machine, twice } = this.tools;
    const alone = lists.outputs === lists.sloped;
    // An activation may be flat above 0.
    twice.listActive(lists.sloped, alone ? out : slope, slope, machine.tiles, layer.units);
    const integers = this.integersAt(lists.sloped, layer.units);
    let sum = 0;
    for (let i = 0; i < integers.length; i += 1 + layer.units) sum += integers[i]!;
    const sloped = sum / (machine.tiles * layer.units);
    this.shares[index] = { sloped, outputs: alone ? sloped : 1 };
  }

  /** The lists of the layer below and of this one, or null where products of the lists would be slower than whole ones. */
  listsFor(index: number): readonly [number, number] | null {
    const [below, own] = [this.plan.places[index - 1]?.lists, this.plan.places[index]?.lists];
    if (below == null || own == null) return null;
    return this.shares[index - 1]!.outputs * this.shares[index]!.sloped < DENSE ? [below.outputs, own.sloped] : null;
  }
}

/** The layer by which samples are sorted: the middle one sorts those above and below about as well as all layers together. */
export function sortingLayer({ places }: HessianPlan): number | null {
  const resting = places.flatMap(({ lists }, index) => (lists?.rests === true ? [index] : []));
  return resting[Math.floor(resting.length / 2)] ?? null;
}
