// The trainer that decides the truth of the bench `diagnosis`: its gradients against central differences, and that it learns.
import { describe, expect, it } from 'vitest';
import { lossAndGradient, taskError, type Plain } from '../../bench/diagnosis/trainer.js';
import type { Dataset } from '../../src/core/data/dataset.js';

const SAMPLES = 6;

/** Points on a spiral line; the first coordinate decides the class, both the number. */
function dataOf(outputs: number, classes: number): Dataset {
  const x = Float32Array.from({ length: 2 * SAMPLES }, (_, i) => Math.sin(1.7 * i + 0.3));
  const y = Float32Array.from({ length: outputs * SAMPLES }, (_, i) => {
    const [row, unit] = [Math.floor(i / outputs), i % outputs];
    if (classes === 0) return (x[2 * row] ?? 0) - 0.5 * (x[2 * row + 1] ?? 0);
    return outputs === 1 ? Number((x[2 * row] ?? 0) > 0) : Number(row % outputs === unit);
  });
  return { name: 'test', samples: SAMPLES, timesteps: 1, features: 2, classes, outputs, x, y } as Dataset;
}

const NET: Plain = {
  widths: [4, 3],
  activation: 'tanh',
  output: 'sigmoid',
  loss: 'crossEntropy',
  initializer: 'glorotUniform',
  std: 0.5,
  optimizer: 'sgd',
  learningRate: 0.5,
  batchSize: 2,
  epochs: 1,
};

describe('the plain trainer', () => {
  it.each<readonly [Partial<Plain>, number, number]>([
    [{}, 1, 2],
    [{ activation: 'sigmoid', initializer: 'randomNormal' }, 1, 2],
    [{ activation: 'elu', initializer: 'heNormal', output: 'softmax' }, 3, 3],
    [{ activation: 'relu', initializer: 'heNormal', output: 'softmax', loss: 'squared' }, 3, 3],
    [{ activation: 'exponential', output: 'linear', loss: 'squared' }, 1, 0],
    [{ activation: 'linear', loss: 'squared' }, 1, 0],
    [{ output: 'softmax' }, 1, 2],
  ])('has the gradient of central differences: %o', (over, outputs, classes) => {
    const { parameters, gradient, loss } = lossAndGradient({ ...NET, ...over }, dataOf(outputs, classes), 5);
    const h = 1e-5;
    let most = 0;
    for (const [at, values] of parameters.entries()) {
      for (const [i, value] of values.entries()) {
        values[i] = value + h;
        const above = loss();
        values[i] = value - h;
        const below = loss();
        values[i] = value;
        const exact = gradient[at]?.[i] ?? NaN;
        most = Math.max(most, Math.abs(exact));
        expect(Math.abs((above - below) / (2 * h) - exact)).toBeLessThan(1e-8);
      }
    }
    // One softmax unit is always 1: its gradient is 0.
    expect(most > 1e-3).toBe(over.output !== 'softmax' || outputs > 1);
  });

  it.each(['sgd', 'momentum', 'adam'] as const)('learns with %s, and not at rate 0', (optimizer) => {
    const net: Plain = { ...NET, optimizer, learningRate: optimizer === 'sgd' ? 0.5 : 0.05, epochs: 200 };
    expect(taskError(net, dataOf(1, 2), 3)).toBe(0);
    expect(taskError({ ...net, loss: 'squared', output: 'linear' }, dataOf(1, 0), 3)).toBeLessThan(0.1);
    expect(taskError({ ...net, initializer: 'zeros', learningRate: 0 }, dataOf(1, 2), 3)).toBeGreaterThanOrEqual(1);
  });
});
