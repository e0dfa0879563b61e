// Convolutions of 3 × 3 pixels with zeros around the image, on the products of a dense layer. Buffers hold pixel after pixel, each
// [tiles][channels][8], and a kernel [3][3][inputs][units] is a matrix for each of 9 shifts: a product takes all pixels of a row, or of
// several whole rows, at once. Nothing is copied, and zeros outside of the image cost nothing.
import { KERNEL_SIDE, type LayerInfo } from '../../core/network/layout.js';
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

/** What the products need to know of a layer. */
export interface ConvShape {
  readonly layer: Pick<LayerInfo, 'inputs' | 'units'>;
  /** Pixels. */
  readonly steps: number;
  readonly image: Size;
}

/** Bytes of a pixel with these channels, and of the matrix of a shift. */
const pixelBytes = ({ tiles }: Machine, channels: number): number => tiles * channels * ROW_BYTES;
const shiftBytes = ({ layer: { inputs, units } }: ConvShape): number => inputs * units * FLOAT_BYTES;

/** Addresses; `bias` null: adds to what is at `out`. */
interface Convolve {
  readonly out: number;
  readonly x: number;
  readonly kernel: number;
  readonly bias: number | null;
}

/** out = x * W + b */
export function convolve(machine: Machine, l: ConvShape, { out, x, kernel, bias }: Convolve): void {
  const { kernels, tiles } = machine;
  const { inputs, units } = l.layer;
  const matrix = shiftBytes(l);
  const [read, written] = [pixelBytes(machine, inputs), pixelBytes(machine, units)];
  const start = bias === null ? 'affineMore' : 'affine';
  kernels[start](out, x, kernel + CENTRE * matrix, bias ?? 0, l.steps * tiles, inputs, units);
  for (const { shift, to, from, pixels } of runsOf(l.image)) {
    const [into, at] = [out + to * written, x + from * read];
    kernels.affineMore(into, at, kernel + shift * matrix, 0, pixels * tiles, inputs, units);
  }
}

/** Addresses; `kernel` and `bias` of the gradients. `bias` null: adds to the gradient of the kernel, and leaves that of the bias. */
interface ConvGradients {
  readonly x: number;
  readonly d: number;
  readonly kernel: number;
  readonly bias: number | null;
}

/** From d loss / d affine to the gradients of kernel and bias. */
export function convGradients(machine: Machine, l: ConvShape, { x, d, kernel, bias }: ConvGradients): void {
  const { kernels, floats, tiles } = machine;
  const { inputs, units } = l.layer;
  const matrix = shiftBytes(l);
  const [read, written] = [pixelBytes(machine, inputs), pixelBytes(machine, units)];
  if (bias !== null) floats.fill(0, kernel / FLOAT_BYTES, (kernel + KERNEL_SIDE * KERNEL_SIDE * matrix) / FLOAT_BYTES);
  const add = ({ shift, to, from, pixels }: Run): void => {
    for (const { first, count } of chunksOf(pixels * tiles)) {
      const at = x + from * read + first * inputs * ROW_BYTES;
      const errors = d + to * written + first * units * ROW_BYTES;
      kernels.kernelGradient(kernel + shift * matrix, at, errors, count, inputs, units, 1);
    }
  };
  add({ shift: CENTRE, to: 0, from: 0, pixels: l.steps });
  for (const run of runsOf(l.image)) add(run);
  if (bias === null) return;
  for (const { first, count, accumulate } of chunksOf(l.steps * tiles))
    kernels.columnSums(bias, d + first * units * ROW_BYTES, count, units, accumulate);
}

/** Addresses; `more`: adds to what is at `to`. */
interface ConvBackThrough {
  readonly to: number;
  readonly d: number;
  readonly kernel: number;
  readonly more: boolean;
}

/** Writes d loss / d input to `to`, or adds it. */
export function convBackThrough(machine: Machine, l: ConvShape, { to, d, kernel, more }: ConvBackThrough): void {
  const { kernels, tiles } = machine;
  const { inputs, units } = l.layer;
  const matrix = shiftBytes(l);
  const [read, written] = [pixelBytes(machine, inputs), pixelBytes(machine, units)];
  const start = more ? 'backThroughMore' : 'backThrough';
  kernels[start](to, d, kernel + CENTRE * matrix, 0, l.steps * tiles, units, inputs);
  for (const run of runsOf(l.image)) {
    const [into, errors] = [to + run.from * read, d + run.to * written];
    kernels.backThroughMore(into, errors, kernel + run.shift * matrix, 0, run.pixels * tiles, units, inputs);
  }
}

type Pooled = Pick<ConvShape, 'layer' | 'steps'>;

/** The mean of each channel over the pixels of `below`, at `from`, which the output layer reads; written to `pooled`. */
export function pool(machine: Machine, below: Pooled, from: number, pooled: number): void {
  const { kernels, floats } = machine;
  const bytes = pixelBytes(machine, below.layer.units);
  const at = pooled / FLOAT_BYTES;
  floats.copyWithin(at, from / FLOAT_BYTES, (from + bytes) / FLOAT_BYTES);
  for (let pixel = 1; pixel < below.steps; pixel += 1) kernels.addVectors(pooled, pooled, from + pixel * bytes, bytes);
  for (let i = at; i < at + bytes / FLOAT_BYTES; i += 1) floats[i] = floats[i]! / below.steps;
}

/** Hands d loss / d mean, at `pooled`, to all pixels of `below`, at `to`. */
export function unpool(machine: Machine, below: Pooled, pooled: number, to: number): void {
  const { floats } = machine;
  const length = pixelBytes(machine, below.layer.units) / FLOAT_BYTES;
  const [from, into] = [pooled / FLOAT_BYTES, to / FLOAT_BYTES];
  for (let i = from; i < from + length; i += 1) floats[i] = floats[i]! / below.steps;
  for (let pixel = 0; pixel < below.steps; pixel += 1) floats.copyWithin(into + pixel * length, from, from + length);
}
