// The activation of a layer, forward and backward, on the vector kernels.
import { ELEMENTWISE, type ActivationName, type ElementwiseActivation } from '../../core/config/activations.js';
import { chunksOf, type Machine } from './machine.js';
import type { LayerPlan } from './plan.js';
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

/** Bytes of one time step of the present batch. */
export const stepBytes = ({ tiles }: Machine, units: number): number => tiles * units * ROW_BYTES;

/** h := f(z) for `tiles` tiles; a linear layer has one buffer for both. */
export function activate(
  { kernels }: Machine,
  { layer, parameter, slopes }: LayerPlan,
  z: number,
  h: number,
  tiles: number,
): void {
  const name = layer.activation as ActivationName;
  if (name === 'linear') return;
  if (slopes !== null) kernels.forwardPrelu(z, h, slopes.alpha, tiles, layer.units);
  else if (name === 'prelu') kernels.forwardPrelu(z, h, parameter('alpha'), tiles, layer.units);
  else kernels[FORWARD[name]](z, h, tiles * layer.units * ROW_BYTES);
}

/**
 * d := d f'(z) for `tiles` tiles, from time step `t` on. Time runs backwards: the last step overwrites the gradient of the PReLU slopes,
 * the earlier ones add to it.
 */
export function backActivate(machine: Machine, l: LayerPlan, tiles: number, t: number | null = null): void {
  const { kernels } = machine;
  const name = l.layer.activation as ActivationName;
  const bytes = l.layer.units * ROW_BYTES;
  const at = (t ?? 0) * stepBytes(machine, l.layer.units);
  const z = l.pre + at;
  const h = l.post + at;
  const d = l.d + at;
  if (name === 'linear') return;
  if (name !== 'prelu' && l.slopes === null) return kernels[BACKWARD[name]](z, h, d, tiles * bytes);
  const [alpha, dAlpha] = slopesOf(l);
  for (const chunk of chunksOf(tiles)) {
    const skip = chunk.first * bytes;
    const more = t === null || t === l.steps - 1 ? chunk.accumulate : 1;
    kernels.backwardPrelu(z + skip, d + skip, alpha, dAlpha, chunk.count, l.layer.units, more);
  }
}

const slopesOf = ({ slopes, parameter, gradient }: LayerPlan): readonly [number, number] =>
  slopes === null ? [parameter('alpha'), gradient('alpha')] : [slopes.alpha, slopes.unused];

/** h := f(z) for one tile, in a buffer of its own. */
export function activateRows(machine: Machine, l: LayerPlan, z: number, h: number): void {
  const { floats } = machine;
  if (l.layer.activation !== 'linear') return activate(machine, l, z, h, 1);
  floats.copyWithin(h / FLOAT_BYTES, z / FLOAT_BYTES, (z + l.layer.units * ROW_BYTES) / FLOAT_BYTES);
}

/** d := d f'(z) for one tile; adds to the gradient of the PReLU slopes. */
export function backActivateRows({ kernels }: Machine, l: LayerPlan, z: number, h: number, d: number): void {
  const name = l.layer.activation as ActivationName;
  if (name === 'linear') return;
  const { units } = l.layer;
  if (name !== 'prelu' && l.slopes === null) return kernels[BACKWARD[name]](z, h, d, units * ROW_BYTES);
  const [alpha, dAlpha] = slopesOf(l);
  kernels.backwardPrelu(z, d, alpha, dAlpha, 1, units, 1);
}
