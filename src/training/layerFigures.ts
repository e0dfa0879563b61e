// A layer's figures on the probe set: means, deviations, histogram and shares of its pre-activations z and activations a. By
// vector code where there is some: a lesson is over before a loop of JavaScript has been optimized. Definitions: docs/run-log.md.
import type { Histogram } from '../core/run/events.js';
import { Allotment } from './compiled/allotment.js';
import { instantiate, vectorsUsable, type Kernels } from './compiled/wasm/kernels.js';
import { FIGURE_COUNT, FIGURES } from './compiled/wasm/layers.js';
import { DOUBLE_BYTES, FLOAT_BYTES } from './compiled/wasm/tile.js';
import type { LayerForward } from './engine.js';

export interface Spread {
  readonly mean: number;
  readonly std: number;
}

export interface LayerFigures {
  readonly pre: Spread;
  readonly post: Spread;
  /** Of the pre-activations: equal bins from the least to the largest; empty, with NaN for limits, if anything is not finite. */
  readonly histogram: Histogram;
  /** Shares: of z > 0, and of activations out of reach. NaN where the mean is. */
  readonly positive: number;
  readonly outside: number;
}

/** Activations as far as `reach` from `middle` are inside. */
export interface Reach {
  readonly middle: number;
  readonly reach: number;
}

export const BINS = 40;

/** Where vector code looks at a layer's arrays. */
interface Room {
  readonly size: number;
  readonly pre: Float32Array;
  readonly post: Float32Array;
  readonly figures: Float64Array;
  readonly counts: Int32Array;
  readonly kernels: Kernels;
}

/** One for all, large enough for the largest layer so far: nothing in it outlasts a call. */
let room: Room | null = null;
const roomFor = (size: number): Room => (room === null || room.size < size ? (room = makeRoom(size)) : room);

/** One more than there are bins: for the largest value. */
const COUNTS = BINS + 1;

function makeRoom(size: number): Room {
  const place = new Allotment();
  const figures = place.reserve(FIGURE_COUNT * DOUBLE_BYTES);
  const counts = place.reserve(COUNTS * FLOAT_BYTES);
  const [pre, post] = [place.reserve(size * FLOAT_BYTES), place.reserve(size * FLOAT_BYTES)];
  const { memory, kernels } = instantiate(place.bytes);
  return {
    size,
    pre: new Float32Array(memory.buffer, pre, size),
    post: new Float32Array(memory.buffer, post, size),
    figures: new Float64Array(memory.buffer, figures, FIGURE_COUNT),
    counts: new Int32Array(memory.buffer, counts, COUNTS),
    kernels,
  };
}

/** `compiled`: by vector code. */
export function layerFigures(
  { pre, post }: LayerForward,
  { middle, reach }: Reach,
  compiled = vectorsUsable(),
): LayerFigures {
  const size = pre.length;
  const here = compiled ? roomFor(size) : null;
  here?.pre.set(pre);
  here?.post.set(post);
  const figures = here?.figures ?? new Float64Array(FIGURE_COUNT);
  const at = (name: keyof typeof FIGURES): number => figures[FIGURES[name]]!;
  // Vector code takes whole quadruples.
  const whole = here === null ? 0 : size - (size % 4);
  const bytes = whole * FLOAT_BYTES;

  figures.fill(0);
  figures[FIGURES.low] = Infinity;
  figures[FIGURES.high] = -Infinity;
  here?.kernels.layerSums(here.figures.byteOffset, here.pre.byteOffset, here.post.byteOffset, bytes);
  addSums(figures, pre, post, whole);
  figures[FIGURES.meanPre] = at('sumPre') / size;
  figures[FIGURES.meanPost] = at('sumPost') / size;

  figures[FIGURES.middle] = middle;
  figures[FIGURES.reach] = reach;
  here?.kernels.layerSquares(here.figures.byteOffset, here.pre.byteOffset, here.post.byteOffset, bytes);
  addSquares(figures, pre, post, whole);

  const spread = (mean: number, squares: number): Spread => ({ mean, std: Math.sqrt(squares / size) });
  const share = (count: number, mean: number): number => (Number.isNaN(mean) ? NaN : count / size);
  return {
    pre: spread(at('meanPre'), at('squaresPre')),
    post: spread(at('meanPost'), at('squaresPost')),
    positive: share(at('positive'), at('meanPre')),
    outside: share(size - at('inside'), at('meanPost')),
    histogram: histogramOf(pre, here, figures, whole),
  };
}

function histogramOf(pre: Float32Array, here: Room | null, figures: Float64Array, whole: number): Histogram {
  if (!Number.isFinite(figures[FIGURES.meanPre])) return { low: NaN, high: NaN, counts: new Float32Array(BINS) };
  const [low, high] = [figures[FIGURES.low]!, figures[FIGURES.high]!];
  const width = (high - low || 1) / BINS;
  figures[FIGURES.perUnit] = 1 / width;
  const counts = here?.counts ?? new Int32Array(COUNTS);
  counts.fill(0);
  here?.kernels.layerHistogram(here.figures.byteOffset, counts.byteOffset, here.pre.byteOffset, whole * FLOAT_BYTES);
  addCounts(counts, figures, pre, whole);
  counts[BINS - 1]! += counts[BINS]!;
  return { low, high: low + width * BINS, counts: new Float32Array(counts.subarray(0, BINS)) };
}

// What vector code does (compiled/wasm/layers.ts), from a value on to the last.

function addSums(figures: Float64Array, pre: Float32Array, post: Float32Array, from: number): void {
  for (let i = from; i < pre.length; i += 1) {
    const z = pre[i]!;
    figures[FIGURES.sumPre]! += z;
    figures[FIGURES.sumPost]! += post[i]!;
    if (z > 0) figures[FIGURES.positive]! += 1;
    if (z < figures[FIGURES.low]!) figures[FIGURES.low] = z;
    if (z > figures[FIGURES.high]!) figures[FIGURES.high] = z;
  }
}

function addSquares(figures: Float64Array, pre: Float32Array, post: Float32Array, from: number): void {
  for (let i = from; i < pre.length; i += 1) {
    figures[FIGURES.squaresPre]! += (pre[i]! - figures[FIGURES.meanPre]!) ** 2;
    figures[FIGURES.squaresPost]! += (post[i]! - figures[FIGURES.meanPost]!) ** 2;
    if (Math.abs(post[i]! - figures[FIGURES.middle]!) <= figures[FIGURES.reach]!) figures[FIGURES.inside]! += 1;
  }
}

function addCounts(counts: Int32Array, figures: Float64Array, values: Float32Array, from: number): void {
  for (let i = from; i < values.length; i += 1)
    counts[Math.trunc((values[i]! - figures[FIGURES.low]!) * figures[FIGURES.perUnit]!)]! += 1;
}
