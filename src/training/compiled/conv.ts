// Convolutions of 3 × 3 pixels with zeros around the image, on the products of a dense layer. Buffers hold pixel after pixel, each
// [tiles][channels][8], and a kernel [3][3][inputs][units] is a matrix for each of 9 shifts: a product takes all pixels of a row, or of
// several whole rows, at once. Nothing is copied, and zeros outside of the image cost nothing.
import { KERNEL_SIDE } from '../../core/network/layout.js';
import { chunksOf, type Machine } from './machine.js';
import type { LayerPlan } from './plan.js';
import { FLOAT_BYTES, ROW_BYTES } from '../simd/tile.js';

/** Pixels in a row of memory that a shift of the kernel joins: output `to` + i reads input `from` + i. */
interface Run {
  readonly shift: number;
  readonly to: number;
  readonly from: number;
  readonly pixels: number;
}

interface Size {
  readonly height: number;
  readonly width: number;
}

/** No shift: every pixel reads itself. */
const CENTRE = (KERNEL_SIDE * KERNEL_SIDE - 1) / 2;
const known = new Map<string, readonly Run[]>();

/** The runs of all shifts but the centre, which joins all pixels. */
function runsOf({ height, width }: Size): readonly Run[] {
  const key = `${height} ${width}`;
  const made = known.get(key);
  if (made !== undefined) return made;
  const runs: Run[] = [];
  for (let shift = 0; shift < KERNEL_SIDE * KERNEL_SIDE; shift += 1) {
    if (shift === CENTRE) continue;
    const down = Math.floor(shift / KERNEL_SIDE) - 1;
    const right = (shift % KERNEL_SIDE) - 1;
    const across = width - Math.abs(right);
    const rows = height - Math.abs(down);
    if (across < 1 || rows < 1) continue;
    const first = Math.max(0, -down) * width + Math.max(0, -right);
    const whole = right === 0;
    for (let row = 0; row < (whole ? 1 : rows); row += 1) {
      const to = first + row * width;
      runs.push({ shift, to, from: to + down * width + right, pixels: whole ? rows * width : across });
    }
  }
  known.set(key, runs);
  return runs;
}

export type Conv = LayerPlan & { readonly image: Size };
export const isConvPlan = (plan: LayerPlan): plan is Conv => plan.image !== null;

/** Bytes of a pixel with these channels, and of the matrix of a shift. */
const pixelBytes = ({ tiles }: Machine, channels: number): number => tiles * channels * ROW_BYTES;
const shiftBytes = ({ layer: { inputs, units } }: LayerPlan): number => inputs * units * FLOAT_BYTES;

/** x * W + b at `affine`. */
export function convolve(machine: Machine, l: Conv, x: number): void {
  const { kernels, tiles } = machine;
  const { inputs, units } = l.layer;
  const kernel = l.parameter('kernel');
  const matrix = shiftBytes(l);
  const [read, written] = [pixelBytes(machine, inputs), pixelBytes(machine, units)];
  kernels.affine(l.affine, x, kernel + CENTRE * matrix, l.parameter('bias'), l.steps * tiles, inputs, units);
  for (const { shift, to, from, pixels } of runsOf(l.image)) {
    const [out, at] = [l.affine + to * written, x + from * read];
    kernels.affineMore(out, at, kernel + shift * matrix, 0, pixels * tiles, inputs, units);
  }
}

/** From d loss / d affine to the gradients of kernel and bias. */
export function convGradients(machine: Machine, l: Conv, x: number): void {
  const { kernels, floats, tiles } = machine;
  const { inputs, units } = l.layer;
  const gradient = l.gradient('kernel');
  const matrix = shiftBytes(l);
  const [read, written] = [pixelBytes(machine, inputs), pixelBytes(machine, units)];
  floats.fill(0, gradient / FLOAT_BYTES, (gradient + KERNEL_SIDE * KERNEL_SIDE * matrix) / FLOAT_BYTES);
  const add = ({ shift, to, from, pixels }: Run): void => {
    for (const { first, count } of chunksOf(pixels * tiles)) {
      const at = x + from * read + first * inputs * ROW_BYTES;
      const d = l.d + to * written + first * units * ROW_BYTES;
      kernels.kernelGradient(gradient + shift * matrix, at, d, count, inputs, units, 1);
    }
  };
  add({ shift: CENTRE, to: 0, from: 0, pixels: l.steps });
  for (const run of runsOf(l.image)) add(run);
  for (const { first, count, accumulate } of chunksOf(l.steps * tiles))
    kernels.columnSums(l.gradient('bias'), l.d + first * units * ROW_BYTES, count, units, accumulate);
}

/** Writes d loss / d input to `to`, or adds it. */
export function convBackThrough(machine: Machine, l: Conv, to: number, more: boolean): void {
  const { kernels, tiles } = machine;
  const { inputs, units } = l.layer;
  const kernel = l.parameter('kernel');
  const matrix = shiftBytes(l);
  const [read, written] = [pixelBytes(machine, inputs), pixelBytes(machine, units)];
  const start = more ? 'backThroughMore' : 'backThrough';
  kernels[start](to, l.d, kernel + CENTRE * matrix, 0, l.steps * tiles, units, inputs);
  for (const run of runsOf(l.image)) {
    const [into, d] = [to + run.from * read, l.d + run.to * written];
    kernels.backThroughMore(into, d, kernel + run.shift * matrix, 0, run.pixels * tiles, units, inputs);
  }
}

/** The mean of each channel over the pixels of `below`, which the output layer reads; written to `pooled`. */
export function pool(machine: Machine, below: LayerPlan, pooled: number): void {
  const { kernels, floats } = machine;
  const bytes = pixelBytes(machine, below.layer.units);
  const at = pooled / FLOAT_BYTES;
  floats.copyWithin(at, below.out / FLOAT_BYTES, (below.out + bytes) / FLOAT_BYTES);
  for (let pixel = 1; pixel < below.steps; pixel += 1)
    kernels.addVectors(pooled, pooled, below.out + pixel * bytes, bytes);
  for (let i = at; i < at + bytes / FLOAT_BYTES; i += 1) floats[i] = floats[i]! / below.steps;
}

/** Hands d loss / d mean, at `pooled`, to all pixels of `below`. */
export function unpool(machine: Machine, below: LayerPlan, pooled: number): void {
  const { floats } = machine;
  const length = pixelBytes(machine, below.layer.units) / FLOAT_BYTES;
  const [from, to] = [pooled / FLOAT_BYTES, below.d / FLOAT_BYTES];
  for (let i = from; i < from + length; i += 1) floats[i] = floats[i]! / below.steps;
  for (let pixel = 0; pixel < below.steps; pixel += 1) floats.copyWithin(to + pixel * length, from, from + length);
}
