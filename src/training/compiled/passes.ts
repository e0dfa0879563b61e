// Forward and backward passes. A dense layer is a recurrent layer with one time step and no recurrent kernel, and a convolution has pixels
// for time steps.
import { activate, backActivate, stepBytes } from './activate.js';
import { convBackThrough, convGradients, convolve, isConvPlan, pool, unpool } from './conv.js';
import { gatedBackward, gatedForward, isGatedPlan } from './gated.js';
import { chunksOf, type Machine } from './machine.js';
import { normaliseBackward, normaliseForward } from './normalise.js';
import type { LayerPlan, MemoryPlan, NormPlan } from './plan.js';
import { FLOAT_BYTES, ROW_BYTES } from '../simd/tile.js';

const hasNorm = (plan: LayerPlan): plan is LayerPlan & { readonly norm: NormPlan } => plan.norm !== null;

/** The input of layer `index`: the data, all time steps of the previous recurrent layer, its last one, or the mean over its pixels. */
function inputAddress(machine: Machine, plan: MemoryPlan, index: number): number {
  if (index === 0) return plan.x;
  const { pooled } = plan.layers[index]!;
  if (pooled !== null) return pooled;
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
    const below = plan.layers[index - 1];
    if (l.pooled !== null && below !== undefined) pool(machine, below, below.out, l.pooled);
    const x = inputAddress(machine, plan, index);
    const columns = units * l.gates;
    if (isConvPlan(l))
      convolve(machine, l, { out: l.affine, x, kernel: l.parameter('kernel'), bias: l.parameter('bias') });
    else kernels.affine(l.affine, x, l.parameter('kernel'), l.parameter('bias'), l.steps * tiles, inputs, columns);
    if (isGatedPlan(l)) {
      gatedForward(machine, l);
      continue;
    }
    if (batchNorm === 'before' && hasNorm(l)) normaliseForward(machine, plan, l, n, state);
    const isOutput = index === plan.layers.length - 1;
    if (l.image !== null) activate(machine, l, l.pre, l.post, l.steps * tiles);
    for (let t = 0; t < l.steps && l.image === null && !isOutput; t += 1) {
      const [z, h] = [l.pre + t * bytes, l.post + t * bytes];
      if (t > 0) kernels.affineMore(z, h - bytes, l.parameter('recurrentKernel'), 0, tiles, units, units);
      activate(machine, l, z, h, tiles);
    }
    if (batchNorm === 'after' && hasNorm(l)) normaliseForward(machine, plan, l, n, state);
    const settled = batchNorm === 'after' ? l.out : l.post;
    const passed = l.mask === null ? settled : dropOut(machine, l, l.mask, settled);
    if (skipFrom !== null) kernels.addVectors(l.out, passed, plan.layers[skipFrom]!.out, l.steps * bytes);
  }
}

/** Writes the activations at `settled` to `out`, in training times the dropout factors. Returns `out`. */
function dropOut(machine: Machine, { layer, out, steps }: LayerPlan, mask: number, settled: number): number {
  const { kernels, floats, dropping } = machine;
  const bytes = steps * stepBytes(machine, layer.units);
  if (dropping) kernels.multiplyVectors(out, settled, mask, bytes);
  else if (settled !== out)
    floats.copyWithin(out / FLOAT_BYTES, settled / FLOAT_BYTES, (settled + bytes) / FLOAT_BYTES);
  return out;
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
      floats.copyWithin(plan.layers[skipFrom]!.d / FLOAT_BYTES, at, at + (l.steps * bytes) / FLOAT_BYTES);
    }
    if (l.mask !== null && machine.dropping) kernels.multiplyVectors(l.d, l.d, l.mask, l.steps * bytes);
    if (batchNorm === 'after' && hasNorm(l)) normaliseBackward(machine, plan, l, n);
    const isOutput = index === plan.layers.length - 1;
    const observed = index === plan.layers.length - 2 ? onState : undefined;
    if (isGatedPlan(l)) gatedBackward(machine, l, (t, d) => observed?.(t, d));
    if (l.image !== null) backActivate(machine, l, l.steps * tiles);
    for (let t = l.steps - 1; t >= 0 && !isOutput && l.gated === null && l.image === null; t -= 1) {
      const d = l.d + t * bytes;
      if (t < l.steps - 1)
        kernels.backThroughMore(d, d + bytes, l.parameter('recurrentKernel'), 0, tiles, units, units);
      observed?.(t, d);
      backActivate(machine, l, tiles, t);
    }
    if (batchNorm === 'before' && hasNorm(l)) normaliseBackward(machine, plan, l, n);
    const x = inputAddress(machine, plan, index);
    if (isConvPlan(l)) convGradients(machine, l, { x, d: l.d, kernel: l.gradient('kernel'), bias: l.gradient('bias') });
    else parameterGradients(machine, l, x);
    if (index > 0) backThrough(machine, plan, index);
  }
}

function parameterGradients({ kernels, floats, tiles }: Machine, l: LayerPlan, x: number): void {
  const { units, inputs, kind } = l.layer;
  const width = units * l.gates;
  const [dInput, dBack] = l.gated === null ? [l.d, l.d] : [l.gated.dInput, l.gated.dBack];
  for (const { first, count, accumulate } of chunksOf(l.steps * tiles)) {
    const d = dInput + first * width * ROW_BYTES;
    const from = x + first * inputs * ROW_BYTES;
    kernels.kernelGradient(l.gradient('kernel'), from, d, count, inputs, width, accumulate);
    kernels.columnSums(l.gradient('bias'), d, count, width, accumulate);
    if (kind !== 'gru') continue;
    const recurrentBias = l.gradient('bias') + width * FLOAT_BYTES;
    kernels.columnSums(recurrentBias, dBack + first * width * ROW_BYTES, count, width, accumulate);
  }
  if (kind === 'dense') return;
  // Pairs state t with error t + 1.
  const dRecurrent = l.gradient('recurrentKernel');
  floats.fill(0, dRecurrent / FLOAT_BYTES, dRecurrent / FLOAT_BYTES + units * width);
  for (const { first, count } of chunksOf((l.steps - 1) * tiles)) {
    const from = l.out + first * units * ROW_BYTES;
    const d = dBack + (tiles + first) * width * ROW_BYTES;
    kernels.kernelGradient(dRecurrent, from, d, count, units, width, 1);
  }
}

/** Writes d loss / d input of layer `index` into the gradient of the layer below, or adds it if a skip connection has written there. */
function backThrough(machine: Machine, plan: MemoryPlan, index: number): void {
  const { kernels, floats, tiles } = machine;
  const l = plan.layers[index]!;
  const below = plan.layers[index - 1]!;
  const { units, inputs } = l.layer;
  if (isConvPlan(l))
    return convBackThrough(machine, l, { to: below.d, d: l.d, kernel: l.parameter('kernel'), more: below.branches });
  if (l.pooled !== null) {
    kernels.backThrough(l.pooled, l.d, l.parameter('kernel'), 0, tiles, units, inputs);
    return unpool(machine, below, l.pooled, below.d);
  }
  const skipped = (below.steps - l.steps) * stepBytes(machine, inputs);
  if (skipped > 0) floats.fill(0, below.d / FLOAT_BYTES, (below.d + skipped) / FLOAT_BYTES);
  const kernel = below.branches ? 'backThroughMore' : 'backThrough';
  const d = l.gated?.dInput ?? l.d;
  kernels[kernel](below.d + skipped, d, l.parameter('kernel'), 0, l.steps * tiles, units * l.gates, inputs);
}
