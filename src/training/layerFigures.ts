// Statistics of a layer on the probe set: means, deviations, histogram and shares of pre-activations z and activations a. They use
// vector code if available, because a lesson ends before JavaScript loops are optimized. Definitions: docs/run-log.md.
import type { Histogram } from '../core/run/events.js';
import { Allotment } from './simd/allotment.js';
import { instantiate, vectorsUsable, type Kernels } from './simd/kernels.js';
import { FIGURE_COUNT, FIGURES } from './simd/layers.js';
import { DOUBLE_BYTES, FLOAT_BYTES } from './simd/tile.js';
import type { LayerForward } from './engine.js';

export interface Spread {
  readonly mean: number;
  readonly std: number;
}

export interface LayerFigures {
  readonly pre: Spread;
  readonly post: Spread;
  /** Histogram of pre-activations: equal bins from smallest to largest; empty with NaN limits if a value is non-finite. */
  readonly histogram: Histogram;
  /** Shares of z > 0 and of activations outside the range; NaN if the mean is. */
  readonly positive: number;
  readonly outside: number;
}

/** Activations within `reach` of `middle` are inside. */
export interface Reach {
  readonly middle: number;
  readonly reach: number;
}

export const BINS = 40;

/** Memory in which vector code reads a layer's arrays. */
interface Room {
  readonly size: number;
  readonly pre: Float32Array;
  readonly post: Float32Array;
  readonly figures: Float64Array;
  readonly counts: Int32Array;
  readonly kernels: Kernels;
}

/** Shared by all calls, as large as the largest layer so far; no content survives a call. */
let room: Room | null = null;
/** Memory of this size was refused, and is not requested again. */
let refused = Infinity;
function roomFor(size: number): Room | null {
  if (room !== null && room.size >= size) return room;
  if (size >= refused) return null;
  const made = makeRoom(size);
  if (made === null) refused = size;
  else room = made;
  return made;
}

/** One more than the number of bins, for the largest value. */
const COUNTS = BINS + 1;

function makeRoom(size: number): Room | null {
  const place = new Allotment();
  const figures = place.reserve(FIGURE_COUNT * DOUBLE_BYTES);
  const counts = place.reserve(COUNTS * FLOAT_BYTES);
  const [pre, post] = [place.reserve(size * FLOAT_BYTES), place.reserve(size * FLOAT_BYTES)];
  const instance = instantiate(place.bytes);
  if (typeof instance === 'string') return null;
  const { memory, kernels } = instance;
  return {
    size,
    pre: new Float32Array(memory.buffer, pre, size),
    post: new Float32Array(memory.buffer, post, size),
    figures: new Float64Array(memory.buffer, figures, FIGURE_COUNT),
    counts: new Int32Array(memory.buffer, counts, COUNTS),
    kernels,
  };
}

/** `compiled`: whether vector code computes them. */
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
  const whole = size - (size % 4);
  const bytes = whole * FLOAT_BYTES;

  figures.fill(0);
  figures[FIGURES.low] = Infinity;
  figures[FIGURES.high] = -Infinity;
  if (here === null) addPairedSums(figures, pre, post, whole);
  else here.kernels.layerSums(here.figures.byteOffset, here.pre.byteOffset, here.post.byteOffset, bytes);
  addSums(figures, pre, post, whole);
  figures[FIGURES.meanPre] = at('sumPre') / size;
  figures[FIGURES.meanPost] = at('sumPost') / size;

  figures[FIGURES.middle] = middle;
  figures[FIGURES.reach] = reach;
  if (here === null) addPairedSquares(figures, pre, post, whole);
  else here.kernels.layerSquares(here.figures.byteOffset, here.pre.byteOffset, here.post.byteOffset, bytes);
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
  // + 0 makes 0 of -0: among zeros of both signs vector code may return the other one.
  const [low, high] = [figures[FIGURES.low]! + 0, figures[FIGURES.high]! + 0];
  const width = (high - low || 1) / BINS;
  figures[FIGURES.perUnit] = 1 / width;
  const counts = here?.counts ?? new Int32Array(COUNTS);
  counts.fill(0);
  here?.kernels.layerHistogram(here.figures.byteOffset, counts.byteOffset, here.pre.byteOffset, whole * FLOAT_BYTES);
  addCounts(counts, figures, pre, here === null ? 0 : whole);
  counts[BINS - 1]! += counts[BINS]!;
  return { low, high: low + width * BINS, counts: new Float32Array(counts.subarray(0, BINS)) };
}

// The arithmetic of the vector code (simd/layers.ts), to the bit: whole quadruples in two parallel sums.

/** Sum over the first `count` elements, a multiple of four. */
function paired(count: number, valueAt: (i: number) => number): number {
  let [even, odd] = [0, 0];
  for (let i = 0; i < count; i += 4) {
    even += valueAt(i) + valueAt(i + 2);
    odd += valueAt(i + 1) + valueAt(i + 3);
  }
  return even + odd;
}

function addPairedSums(figures: Float64Array, pre: Float32Array, post: Float32Array, count: number): void {
  figures[FIGURES.sumPre] = paired(count, (i) => pre[i]!);
  figures[FIGURES.sumPost] = paired(count, (i) => post[i]!);
  for (let i = 0; i < count; i += 1) addOrder(figures, pre[i]!);
}

function addPairedSquares(figures: Float64Array, pre: Float32Array, post: Float32Array, count: number): void {
  const [meanPre, meanPost] = [figures[FIGURES.meanPre]!, figures[FIGURES.meanPost]!];
  figures[FIGURES.squaresPre] = paired(count, (i) => (pre[i]! - meanPre) ** 2);
  figures[FIGURES.squaresPost] = paired(count, (i) => (post[i]! - meanPost) ** 2);
  for (let i = 0; i < count; i += 1) addInside(figures, post[i]!);
}

// The remaining values, from index `from` on, one by one.

function addSums(figures: Float64Array, pre: Float32Array, post: Float32Array, from: number): void {
  for (let i = from; i < pre.length; i += 1) {
    figures[FIGURES.sumPre]! += pre[i]!;
    figures[FIGURES.sumPost]! += post[i]!;
    addOrder(figures, pre[i]!);
  }
}

function addSquares(figures: Float64Array, pre: Float32Array, post: Float32Array, from: number): void {
  for (let i = from; i < pre.length; i += 1) {
    figures[FIGURES.squaresPre]! += (pre[i]! - figures[FIGURES.meanPre]!) ** 2;
    figures[FIGURES.squaresPost]! += (post[i]! - figures[FIGURES.meanPost]!) ** 2;
    addInside(figures, post[i]!);
  }
}

function addOrder(figures: Float64Array, z: number): void {
  if (z > 0) figures[FIGURES.positive]! += 1;
  if (z < figures[FIGURES.low]!) figures[FIGURES.low] = z;
  if (z > figures[FIGURES.high]!) figures[FIGURES.high] = z;
}

function addInside(figures: Float64Array, a: number): void {
  if (Math.abs(a - figures[FIGURES.middle]!) <= figures[FIGURES.reach]!) figures[FIGURES.inside]! += 1;
}

function addCounts(counts: Int32Array, figures: Float64Array, values: Float32Array, from: number): void {
  for (let i = from; i < values.length; i += 1)
    counts[Math.trunc((values[i]! - figures[FIGURES.low]!) * figures[FIGURES.perUnit]!)]! += 1;
}
