// Recurrent cells in plain float64, as Keras defines them: part of the reference network.
import { ACTIVATIONS, type ActivationName } from '../../src/core/config/activations.js';
import type { LayerInfo, ParameterKind } from '../../src/core/network/layout.js';
import type { Matrix } from './referenceLoss.js';

export type Get = (kind: ParameterKind, i: number, j?: number) => number;

/** x W + b. */
export const affine = (x: Matrix, { inputs, units }: LayerInfo, get: Get): Matrix =>
  x.map((row) =>
    Array.from({ length: units }, (_, j) => {
      let z = get('bias', j);
      for (let i = 0; i < inputs; i += 1) z += row[i]! * get('kernel', i, j);
      return z;
    }),
  );

export const add = (a: Matrix, b: Matrix): Matrix => a.map((row, i) => row.map((value, j) => value + b[i]![j]!));

/** f(z), with PReLU's slope of the unit. */
export function activate({ activation, slope }: LayerInfo, z: Matrix, get: Get): Matrix {
  const { f } = ACTIVATIONS[activation as ActivationName];
  return z.map((row) => row.map((value, j) => (activation === 'prelu' ? f(value, get('alpha', j)) : f(value, slope))));
}

interface Passed {
  readonly states: Matrix[];
  readonly pre: Matrix;
  readonly post: Matrix;
}

/** h_t = f(x_t W + h_{t-1} U + b), h_0 = 0. */
function recurrent(
  layer: LayerInfo,
  sequence: readonly Matrix[],
  get: Get,
  shifts: readonly Matrix[] | undefined,
): Passed {
  const states: Matrix[] = [];
  let pre: Matrix = [];
  let post: Matrix = [];
  sequence.forEach((x, t) => {
    pre = affine(x, layer, get);
    const before = states.at(-1);
    if (before !== undefined)
      pre = pre.map((row, n) =>
        row.map((z, j) => before[n]!.reduce((sum, h, i) => sum + h * get('recurrentKernel', i, j), z)),
      );
    post = activate(layer, pre, get);
    const shift = shifts?.[t];
    states.push(shift === undefined ? post : add(post, shift));
  });
  return { states, pre, post };
}

const s = (z: number): number => 1 / (1 + Math.exp(-z));
/** Column `column` of x W + b with `bias` at an index. */
const product = (row: readonly number[], column: number, get: Get, kind: ParameterKind, bias: number): number =>
  row.reduce((sum, value, i) => sum + value * get(kind, i, column), bias);

/** Keras' LSTM: gates i, f, g, o; c' = s(f) c + s(i) f(g); h' = s(o) f(c'). */
function lstm(layer: LayerInfo, sequence: readonly Matrix[], get: Get, shifts: readonly Matrix[] | undefined): Passed {
  const { units } = layer;
  const zeros = sequence[0]!.map(() => new Array<number>(units).fill(0));
  let [cell, state, post]: Matrix[] = [zeros, zeros, zeros];
  const states: Matrix[] = [];
  sequence.forEach((x, t) => {
    const gate = (index: number): Matrix =>
      x.map((row, n) =>
        zeros[0]!.map((_, j) => {
          const at = index * units + j;
          return product(state![n]!, at, get, 'recurrentKernel', product(row, at, get, 'kernel', get('bias', at)));
        }),
      );
    const [i, f, o] = [gate(0), gate(1), gate(3)];
    const g = activate(layer, gate(2), get);
    cell = cell!.map((row, n) => row.map((c, j) => s(f[n]![j]!) * c + s(i[n]![j]!) * g[n]![j]!));
    const shown = activate(layer, cell, get);
    post = shown.map((row, n) => row.map((value, j) => s(o[n]![j]!) * value));
    state = shifts?.[t] === undefined ? post : add(post, shifts[t]);
    states.push(state);
  });
  return { states, pre: cell!, post: post! };
}

/** Keras' GRU with reset_after: gates z, r; candidate f(x W + b + s(r) (h U + b')); h' = s(z) h + (1 - s(z)) candidate. */
function gru(layer: LayerInfo, sequence: readonly Matrix[], get: Get, shifts: readonly Matrix[] | undefined): Passed {
  const { units } = layer;
  const zeros = sequence[0]!.map(() => new Array<number>(units).fill(0));
  let [state, pre, post]: Matrix[] = [zeros, zeros, zeros];
  const states: Matrix[] = [];
  sequence.forEach((x, t) => {
    const side = (rows: Matrix, kind: ParameterKind, line: number, index: number): Matrix =>
      rows.map((row) =>
        zeros[0]!.map((_, j) => product(row, index * units + j, get, kind, get('bias', line, index * units + j))),
      );
    const gate = (index: number): Matrix =>
      add(side(x, 'kernel', 0, index), side(state!, 'recurrentKernel', 1, index)).map((row) => row.map(s));
    const [z, r] = [gate(0), gate(1)];
    const back = side(state!, 'recurrentKernel', 1, 2);
    pre = add(
      side(x, 'kernel', 0, 2),
      back.map((row, n) => row.map((value, j) => r[n]![j]! * value)),
    );
    const candidate = activate(layer, pre, get);
    post = candidate.map((row, n) => row.map((value, j) => z[n]![j]! * state![n]![j]! + (1 - z[n]![j]!) * value));
    state = shifts?.[t] === undefined ? post : add(post, shifts[t]);
    states.push(state);
  });
  return { states, pre: pre!, post: post! };
}

/** The states of a recurrent layer after each time step, the input of f and the output at the last one. `shifts` are added to the states. */
export const RECURRENCES = { simpleRnn: recurrent, lstm, gru };
