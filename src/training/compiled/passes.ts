// Forward and backward passes. A dense layer is a recurrent layer with one time step and no recurrent kernel.
import { ELEMENTWISE, type ActivationName, type ElementwiseActivation } from '../../core/config/activations.js';
import { chunksOf, type Machine } from './machine.js';
import { normaliseBackward, normaliseForward } from './normalise.js';
import type { LayerPlan, MemoryPlan, NormPlan } from './plan.js';
import { FLOAT_BYTES, ROW_BYTES } from '../simd/tile.js';

/** Precomputed, because a step looks up two of them per layer. */
const kernelNames = <Pass extends 'forward' | 'backward'>(
  pass: Pass,
): Record<ElementwiseActivation, `${Pass}_${ElementwiseActivation}`> =>
  Object.fromEntries(ELEMENTWISE.map((name) => [name, `${pass}_${name}`])) as Record<
    ElementwiseActivation,
    `${Pass}_${ElementwiseActivation}`
  >;
const FORWARD = kernelNames('forward');
const BACKWARD = kernelNames('backward');

const hasNorm = (plan: LayerPlan): plan is LayerPlan & { readonly norm: NormPlan } => plan.norm !== null;

/** Bytes of one time step of the present batch. */
const stepBytes = ({ tiles }: Machine, units: number): number => tiles * units * ROW_BYTES;

/** The input of layer `index`: the data, all time steps of the previous recurrent layer, or its last one. */
function inputAddress(machine: Machine, plan: MemoryPlan, index: number): number {
  if (index === 0) return plan.x;
  const before = plan.layers[index - 1]!;
  const skipped = before.steps - plan.layers[index]!.steps;
  return before.out + skipped * stepBytes(machine, before.layer.units);
}

/** From inputs to logits. `state` null: training mode, batch statistics. */
export function forwardPass(machine: Machine, plan: MemoryPlan, n: number, state: Float32Array | null): void {
  const { kernels, tiles } = machine;
  for (let index = 0; index < plan.layers.length; index += 1) {
    const l = plan.layers[index]!;
    const { units, inputs, batchNorm, skipFrom } = l.layer;
    const bytes = stepBytes(machine, units);
    const x = inputAddress(machine, plan, index);
    kernels.affine(l.affine, x, l.parameter('kernel'), l.parameter('bias'), l.steps * tiles, inputs, units);
    if (batchNorm === 'before' && hasNorm(l)) normaliseForward(machine, plan, l, n, state);
    const isOutput = index === plan.layers.length - 1;
    for (let t = 0; t < l.steps && !isOutput; t += 1) {
      const [z, h] = [l.pre + t * bytes, l.post + t * bytes];
      if (t > 0) kernels.affineMore(z, h - bytes, l.parameter('recurrentKernel'), 0, tiles, units, units);
      activate(machine, l, z, h);
    }
    if (batchNorm === 'after' && hasNorm(l)) normaliseForward(machine, plan, l, n, state);
    const settled = batchNorm === 'after' ? l.out : l.post;
    const passed = l.mask === null ? settled : dropOut(machine, l, l.mask, settled);
    if (skipFrom !== null) kernels.addVectors(l.out, passed, plan.layers[skipFrom]!.out, bytes);
  }
}

/** Writes the activations at `settled` to `out`, in training times the dropout factors. Returns `out`. */
function dropOut(machine: Machine, { layer, out }: LayerPlan, mask: number, settled: number): number {
  const { kernels, floats, dropping } = machine;
  const bytes = stepBytes(machine, layer.units);
  if (dropping) kernels.multiplyVectors(out, settled, mask, bytes);
  else if (settled !== out)
    floats.copyWithin(out / FLOAT_BYTES, settled / FLOAT_BYTES, (settled + bytes) / FLOAT_BYTES);
  return out;
}

function activate({ kernels, tiles }: Machine, { layer, parameter, slopes }: LayerPlan, z: number, h: number): void {
  const name = layer.activation as ActivationName;
  if (name === 'linear') return;
  if (slopes !== null) kernels.forwardPrelu(z, h, slopes.alpha, tiles, layer.units);
  else if (name === 'prelu') kernels.forwardPrelu(z, h, parameter('alpha'), tiles, layer.units);
  else kernels[FORWARD[name]](z, h, tiles * layer.units * ROW_BYTES);
}

/**
 * d := d f'(z) at time step `t`. Time runs backwards: the last step overwrites the gradient of the PReLU slopes, the earlier ones add
 * to it.
 */
function backActivate(machine: Machine, l: LayerPlan, t: number): void {
  const { kernels, tiles } = machine;
  const name = l.layer.activation as ActivationName;
  const bytes = l.layer.units * ROW_BYTES;
  const at = t * stepBytes(machine, l.layer.units);
  const z = l.pre + at;
  const h = l.post + at;
  const d = l.d + at;
  if (name === 'linear') return;
  if (name !== 'prelu' && l.slopes === null) return kernels[BACKWARD[name]](z, h, d, tiles * bytes);
  const [alpha, dAlpha] =
    l.slopes === null ? [l.parameter('alpha'), l.gradient('alpha')] : [l.slopes.alpha, l.slopes.unused];
  for (const chunk of chunksOf(tiles)) {
    const skip = chunk.first * bytes;
    const more = t === l.steps - 1 ? chunk.accumulate : 1;
    kernels.backwardPrelu(z + skip, d + skip, alpha, dAlpha, chunk.count, l.layer.units, more);
  }
}

/** Called with d loss / d state after time step t of the last recurrent layer: [tiles][units][8] at `address`. */
export type StateObserver = (t: number, address: number) => void;

/** From d loss / d logits, in the output layer's `d`, to the gradient of every parameter. */
export function backwardPass(machine: Machine, plan: MemoryPlan, n: number, onState?: StateObserver): void {
  const { kernels, floats, tiles } = machine;
  for (let index = plan.layers.length - 1; index >= 0; index -= 1) {
    const l = plan.layers[index]!;
    const { units, batchNorm, skipFrom } = l.layer;
    const bytes = stepBytes(machine, units);
    if (skipFrom !== null) {
      const at = l.d / FLOAT_BYTES;
      floats.copyWithin(plan.layers[skipFrom]!.d / FLOAT_BYTES, at, at + bytes / FLOAT_BYTES);
    }
    if (l.mask !== null && machine.dropping) kernels.multiplyVectors(l.d, l.d, l.mask, bytes);
    if (batchNorm === 'after' && hasNorm(l)) normaliseBackward(machine, plan, l, n);
    const isOutput = index === plan.layers.length - 1;
    for (let t = l.steps - 1; t >= 0 && !isOutput; t -= 1) {
      const d = l.d + t * bytes;
      if (t < l.steps - 1)
        kernels.backThroughMore(d, d + bytes, l.parameter('recurrentKernel'), 0, tiles, units, units);
      if (index === plan.layers.length - 2) onState?.(t, d);
      backActivate(machine, l, t);
    }
    if (batchNorm === 'before' && hasNorm(l)) normaliseBackward(machine, plan, l, n);
    parameterGradients(machine, l, inputAddress(machine, plan, index));
    if (index > 0) backThrough(machine, plan, index);
  }
}

function parameterGradients({ kernels, floats, tiles }: Machine, l: LayerPlan, x: number): void {
  const { units, inputs } = l.layer;
  for (const { first, count, accumulate } of chunksOf(l.steps * tiles)) {
    const d = l.d + first * units * ROW_BYTES;
    const from = x + first * inputs * ROW_BYTES;
    kernels.kernelGradient(l.gradient('kernel'), from, d, count, inputs, units, accumulate);
    kernels.columnSums(l.gradient('bias'), d, count, units, accumulate);
  }
  if (l.layer.kind !== 'simpleRnn') return;
  // Pairs state t with error t + 1.
  const dRecurrent = l.gradient('recurrentKernel');
  floats.fill(0, dRecurrent / FLOAT_BYTES, dRecurrent / FLOAT_BYTES + units * units);
  for (const { first, count } of chunksOf((l.steps - 1) * tiles)) {
    const from = l.out + first * units * ROW_BYTES;
    const d = l.d + (tiles + first) * units * ROW_BYTES;
    kernels.kernelGradient(dRecurrent, from, d, count, units, units, 1);
  }
}

/** Writes d loss / d input of layer `index` into the gradient of the layer below, or adds it if a skip connection has written there. */
function backThrough(machine: Machine, plan: MemoryPlan, index: number): void {
  const { kernels, floats, tiles } = machine;
  const l = plan.layers[index]!;
  const below = plan.layers[index - 1]!;
  const { units, inputs } = l.layer;
  const skipped = (below.steps - l.steps) * stepBytes(machine, inputs);
  if (skipped > 0) floats.fill(0, below.d / FLOAT_BYTES, (below.d + skipped) / FLOAT_BYTES);
  const kernel = below.branches ? 'backThroughMore' : 'backThrough';
  kernels[kernel](below.d + skipped, l.d, l.parameter('kernel'), 0, l.steps * tiles, units, inputs);
}
