// LSTM and GRU on the vector kernels, tile by tile: a tile holds the rows of all gates of a unit, one gate after the other.
import { activateRows, backActivateRows } from './activate.js';
import type { Machine } from './machine.js';
import type { GatedPlan, LayerPlan } from './plan.js';
import { FLOAT_BYTES, ROW_BYTES } from '../simd/tile.js';

export type Gated = LayerPlan & { readonly gated: GatedPlan };
export const isGatedPlan = (plan: LayerPlan): plan is Gated => plan.gated !== null;

/** Addresses of a tile at a time step, in bytes. */
interface Tile {
  /** Bytes of the rows of one gate, and of a time step of the state. */
  readonly rows: number;
  readonly step: number;
  /** x W + b with all gates (LSTM: and h U), h U + b' (GRU), activated gates, and their gradients. */
  readonly x: number;
  readonly back: number;
  readonly a: number;
  readonly dx: number;
  readonly dBack: number;
  /** Input of f, f of the cell state or the difference to the last state, state, and d loss / d state. */
  readonly pre: number;
  readonly inner: number;
  readonly h: number;
  readonly d: number;
  readonly carry: number;
  readonly scratch: number;
}

function tileAt({ tiles }: Machine, { layer, gated, pre, post, affine, d }: Gated, t: number, tile: number): Tile {
  const rows = layer.units * ROW_BYTES;
  const at = (t * tiles + tile) * rows;
  const wide = at * gated.gates;
  return {
    rows,
    step: tiles * rows,
    x: affine + wide,
    back: gated.back + wide,
    a: gated.active + wide,
    dx: gated.dInput + wide,
    dBack: gated.dBack + wide,
    pre: pre + at,
    inner: gated.inner + at,
    h: post + at,
    d: d + at,
    carry: gated.carry + tile * rows,
    scratch: gated.scratch,
  };
}

/** States of all time steps, from the input product at `affine`. */
export function gatedForward(machine: Machine, l: Gated): void {
  const { kernels, floats, tiles } = machine;
  const { layer, gated, parameter, affine, post } = l;
  const { units, kind } = layer;
  const step = tiles * units * ROW_BYTES;
  const width = gated.gates * units;
  if (kind === 'gru')
    floats.fill(-1, gated.minus / FLOAT_BYTES, gated.minus / FLOAT_BYTES + units * (ROW_BYTES / FLOAT_BYTES));
  for (let t = 0; t < l.steps; t += 1) {
    const before = t === 0 ? gated.zero : post + (t - 1) * step;
    const kernel = parameter('recurrentKernel');
    if (kind === 'gru') {
      const bias = parameter('bias') + width * FLOAT_BYTES;
      kernels.affine(gated.back + t * step * gated.gates, before, kernel, bias, tiles, units, width);
    } else if (t > 0) kernels.affineMore(affine + t * step * gated.gates, before, kernel, 0, tiles, units, width);
    for (let tile = 0; tile < tiles; tile += 1) {
      const place = tileAt(machine, l, t, tile);
      if (kind === 'gru') gruForward(machine, l, place, before + tile * place.rows);
      else lstmForward(machine, l, place, t > 0);
    }
  }
}

/** c' = s(f) c + s(i) f(g); h' = s(o) f(c'). */
function lstmForward(
  machine: Machine,
  l: Gated,
  { rows, step, x, a, pre, inner, h, scratch }: Tile,
  more: boolean,
): void {
  const { kernels } = machine;
  kernels.forward_sigmoid(x, a, 2 * rows);
  activateRows(machine, l, x + 2 * rows, a + 2 * rows);
  kernels.forward_sigmoid(x + 3 * rows, a + 3 * rows, rows);
  kernels.multiplyVectors(pre, a, a + 2 * rows, rows);
  if (more) {
    kernels.multiplyVectors(scratch, a + rows, pre - step, rows);
    kernels.addVectors(pre, pre, scratch, rows);
  }
  activateRows(machine, l, pre, inner);
  kernels.multiplyVectors(h, a + 3 * rows, inner, rows);
}

/** h' = candidate + s(z) (h - candidate); candidate = f(x + s(r) (h U + b')). */
function gruForward(machine: Machine, l: Gated, { rows, x, back, a, pre, inner, h }: Tile, before: number): void {
  const { kernels } = machine;
  kernels.addVectors(a, x, back, 2 * rows);
  kernels.forward_sigmoid(a, a, 2 * rows);
  kernels.multiplyVectors(pre, a + rows, back + 2 * rows, rows);
  kernels.addVectors(pre, pre, x + 2 * rows, rows);
  activateRows(machine, l, pre, a + 2 * rows);
  kernels.multiplyVectors(inner, a + 2 * rows, l.gated.minus, rows);
  kernels.addVectors(inner, inner, before, rows);
  kernels.multiplyVectors(h, a, inner, rows);
  kernels.addVectors(h, h, a + 2 * rows, rows);
}

/** From d loss / d states, which the earlier time steps complete, to the gradients of the gates' inputs. */
export function gatedBackward(machine: Machine, l: Gated, onState: (t: number, address: number) => void): void {
  const { kernels, floats, tiles } = machine;
  const { layer, gated, parameter, d } = l;
  const step = tiles * layer.units * ROW_BYTES;
  const width = gated.gates * layer.units;
  floats.fill(0, gated.carry / FLOAT_BYTES, (gated.carry + step) / FLOAT_BYTES);
  if (layer.activation === 'prelu')
    floats.fill(0, l.gradient('alpha') / FLOAT_BYTES, l.gradient('alpha') / FLOAT_BYTES + layer.units);
  for (let t = l.steps - 1; t >= 0; t -= 1) {
    onState(t, d + t * step);
    for (let tile = 0; tile < tiles; tile += 1) {
      const place = tileAt(machine, l, t, tile);
      if (layer.kind === 'gru') gruBackward(machine, l, place, t > 0);
      else lstmBackward(machine, l, place, t > 0);
    }
    if (t === 0) continue;
    const from = gated.dBack + t * step * gated.gates;
    kernels.backThroughMore(d + (t - 1) * step, from, parameter('recurrentKernel'), 0, tiles, width, layer.units);
  }
}

function lstmBackward(machine: Machine, l: Gated, place: Tile, more: boolean): void {
  const { kernels, floats } = machine;
  const { rows, step, x, a, dx, pre, inner, d, carry, scratch } = place;
  const gate = (index: number): void => {
    const at = index * rows;
    kernels.backward_sigmoid(x + at, a + at, dx + at, rows);
  };
  kernels.multiplyVectors(dx + 3 * rows, d, inner, rows);
  gate(3);
  kernels.multiplyVectors(scratch, d, a + 3 * rows, rows);
  backActivateRows(machine, l, pre, inner, scratch);
  kernels.addVectors(carry, carry, scratch, rows);
  kernels.multiplyVectors(dx + 2 * rows, carry, a, rows);
  backActivateRows(machine, l, x + 2 * rows, a + 2 * rows, dx + 2 * rows);
  kernels.multiplyVectors(dx, carry, a + 2 * rows, rows);
  gate(0);
  if (more) {
    kernels.multiplyVectors(dx + rows, carry, pre - step, rows);
    gate(1);
  } else floats.fill(0, (dx + rows) / FLOAT_BYTES, (dx + 2 * rows) / FLOAT_BYTES);
  kernels.multiplyVectors(carry, carry, a + rows, rows);
}

function gruBackward(machine: Machine, l: Gated, place: Tile, more: boolean): void {
  const { kernels, floats } = machine;
  const { rows, step, back, a, dx, dBack, pre, inner, d, scratch } = place;
  kernels.multiplyVectors(dx, d, inner, rows);
  kernels.backward_sigmoid(a, a, dx, rows);
  kernels.multiplyVectors(scratch, d, a, rows);
  if (more) kernels.addVectors(d - step, d - step, scratch, rows);
  kernels.multiplyVectors(dx + 2 * rows, scratch, l.gated.minus, rows);
  kernels.addVectors(dx + 2 * rows, dx + 2 * rows, d, rows);
  backActivateRows(machine, l, pre, a + 2 * rows, dx + 2 * rows);
  kernels.multiplyVectors(dx + rows, dx + 2 * rows, back + 2 * rows, rows);
  kernels.backward_sigmoid(a + rows, a + rows, dx + rows, rows);
  floats.copyWithin(dBack / FLOAT_BYTES, dx / FLOAT_BYTES, (dx + 2 * rows) / FLOAT_BYTES);
  kernels.multiplyVectors(dBack + 2 * rows, dx + 2 * rows, a + rows, rows);
}
