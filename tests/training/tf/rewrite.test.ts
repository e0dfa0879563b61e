// Which operations are rewritten, and which stay.
import { expect, it } from 'vitest';
import { rewritten, type Operation } from '../../../src/training/tf/rewrite.js';
import { attribute, type GraphNode } from '../../../src/training/tf/savedModel.js';

const T = attribute.type(1);
const constant = (name: string, value: number): GraphNode => ({
  name,
  op: 'Const',
  inputs: [],
  attributes: { value: attribute.tensor(1, [], Float32Array.of(value)) },
});
const node = (name: string, op: string, ...inputs: readonly string[]): GraphNode => ({
  name,
  op,
  inputs,
  attributes: { T },
});

/** The gradient of sigmoid and tanh as TensorFlow.js writes it, and what only looks like it. */
const NODES = [
  constant('one', 1),
  constant('two', 2),
  node('s', 'Sigmoid', 'x:0'),
  node('s-', 'Sub', 'one:0', 's:0'),
  node('s(1-s)', 'Mul', 's:0', 's-:0'),
  node('t', 'Tanh', 'x:0'),
  node('t²', 'Square', 't:0'),
  node('1-t²', 'Sub', 'one:0', 't²:0'),
  node('2-t²', 'Sub', 'two:0', 't²:0'),
  node('s(1-t²)', 'Mul', 's:0', '1-t²:0'),
  node('s²', 'Square', 's:0'),
  node('1-s²', 'Sub', 'one:0', 's²:0'),
];
const nodeOf = (output: string) => NODES.find(({ name }) => output === `${name}:0`);

const operation = (op: string, inputs: readonly string[], shapes: Operation['shapes'], more = {}): Operation => ({
  op,
  inputs,
  shapes,
  attributes: { T, ...more },
});
const matrices = [
  [4, 3],
  [4, 3],
] as const;
const said = (one: Operation): string => {
  const { op, inputs } = rewritten(one, nodeOf);
  return `${op} ${inputs.join(' ')}`;
};

it.each([
  ['the gradient of a sigmoid', ['dy:0', 's(1-s):0'], 'SigmoidGrad s:0 dy:0'],
  ['the gradient of tanh', ['1-t²:0', 'dy:0'], 'TanhGrad t:0 dy:0'],
  ['2 - tanh²', ['2-t²:0', 'dy:0'], 'Mul 2-t²:0 dy:0'],
  ['another product of a sigmoid', ['dy:0', 's(1-t²):0'], 'Mul dy:0 s(1-t²):0'],
  ['the square of a sigmoid', ['1-s²:0', 'dy:0'], 'Mul 1-s²:0 dy:0'],
  ['any product', ['a:0', 'b:0'], 'Mul a:0 b:0'],
])('recognises %s', (_, inputs, expected) => {
  expect(said(operation('Mul', inputs, matrices))).toBe(expected);
});

it('rewrites only the addition of a vector to each row to a bias', () => {
  expect(said(operation('Add', ['z:0', 'b:0'], [[4, 3], [3]]))).toBe('BiasAdd z:0 b:0');
  expect(said(operation('Add', ['z:0', 'y:0'], matrices))).toBe('Add z:0 y:0');
  expect(said(operation('Add', ['z:0', 'b:0'], [[4, 3], [1]]))).toBe('Add z:0 b:0');
  expect(said(operation('Add', ['b:0', 'z:0'], [[3], [4, 3]]))).toBe('Add b:0 z:0');
});

it('rewrites batched products of matrices and keeps their transpositions', () => {
  const sides = { adj_x: attribute.bool(true), adj_y: attribute.bool(false) };
  expect(rewritten(operation('BatchMatMulV2', ['a:0', 'b:0'], matrices, sides), nodeOf)).toEqual({
    op: 'MatMul',
    inputs: ['a:0', 'b:0'],
    attributes: { T, transpose_a: sides.adj_x, transpose_b: sides.adj_y },
  });
  const batches = [
    [2, 4, 3],
    [2, 3, 4],
  ];
  expect(said(operation('BatchMatMulV2', ['a:0', 'b:0'], batches, sides))).toBe('BatchMatMulV2 a:0 b:0');
});
