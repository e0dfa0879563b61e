// The panel of a layer's kernel: how its weights are named.
import { expect, it } from 'vitest';
import type { GradtopEvent } from '../../../src/core/run/events.js';
import { linesOf, runOf, viewOf } from './views.js';

const weights = (step: number, shape: readonly number[]): GradtopEvent => {
  const size = shape.reduce((product, one) => product * one, 1);
  const values = Float32Array.from({ length: size }, (_, i) => 1 + i + step);
  return { type: 'weights', runId: 'run', step, parameters: [{ name: 'hidden_1/kernel', layer: 0, shape, values }] };
};
const linesFor = (shape: readonly number[]): string[] =>
  linesOf('weights', viewOf([runOf([weights(0, shape), weights(1, shape)])], {}), 60, 110);

it.each<[readonly number[], readonly (readonly [number, string])[]]>([
  [
    [3, 3, 1, 8],
    [
      [0, '[0,0,0,0]'],
      [9, '[0,1,0,1]'],
      [71, '[2,2,0,7]'],
    ],
  ],
  [
    [12, 3],
    [
      [9, '[3,0]'],
      [35, '[11,2]'],
    ],
  ],
])('names each weight of a kernel %j by its place', (shape, named) => {
  const lines = linesFor(shape);
  // Old values count from 1.
  for (const [index, name] of named)
    expect(lines.find((line) => line.trimStart().startsWith(`${name} `))).toContain(` ${(1 + index).toFixed(5)} `);
});
