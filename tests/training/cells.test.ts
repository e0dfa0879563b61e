// Recurrent cells against Keras' own numbers: outputs, gradients, one step of each optimizer, and initial weights.
import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import type { ActivationName } from '../../src/core/config/activations.js';
import type { CellName } from '../../src/core/config/cells.js';
import { OPTIMIZER_NAMES, type OptimizerName } from '../../src/core/config/names.js';
import type { PresetFile } from '../../src/core/config/schema.js';
import { initialParameters } from '../../src/core/network/initializers.js';
import { createOptimizer } from '../../src/training/optimizer.js';
import { stepVectors } from '../../src/training/vectors.js';
import { engineOf, relativeError, requestOf } from '../helpers/engines.js';

interface Case {
  readonly cell: CellName;
  readonly depth: number;
  readonly activation: ActivationName;
  readonly x: readonly number[];
  readonly y: readonly number[];
  readonly output: readonly number[];
  readonly loss: number;
  readonly parameters: readonly {
    readonly name: string;
    readonly shape: readonly number[];
    readonly values: readonly number[];
    readonly gradient: readonly number[];
    readonly after: Readonly<Partial<Record<OptimizerName, readonly number[]>>>;
  }[];
}
const keras = JSON.parse(readFileSync(new URL('../fixtures/keras/cells.json', import.meta.url), 'utf8')) as {
  readonly size: number;
  readonly steps: number;
  readonly features: number;
  readonly units: number;
  readonly learningRate: number;
  readonly start: { readonly lstmBias: readonly number[]; readonly kernelMost: number };
  readonly cases: readonly Case[];
};
const TOLERANCE = 1e-4;
const { size, steps: timesteps, features, units } = keras;

const fieldsOf = ({ cell, depth, activation }: Pick<Case, 'cell' | 'depth' | 'activation'>): PresetFile => ({
  cell,
  depth,
  activation,
  width: units,
  outputActivation: 'linear',
  dataset: 'sequenceSum',
});
const all = (fixture: Case, pick: (one: Case['parameters'][number]) => readonly number[]): number[] =>
  fixture.parameters.flatMap(pick);

describe.each(['compiled', 'wasm', 'cpu'] as const)('%s', (backend) => {
  it.each(keras.cases.map((one) => [`${one.cell}, depth ${one.depth}, ${one.activation}`, one] as const))(
    'agrees with Keras: %s',
    async (_, fixture) => {
      const request = requestOf({ fields: fieldsOf(fixture), features, timesteps });
      const { layout } = request;
      expect(layout.parameters.map(({ name, shape }) => ({ name, shape }))).toEqual(
        fixture.parameters.map(({ name, shape }) => ({ name, shape })),
      );
      const engine = await engineOf(backend, request);
      const parameters = Float32Array.from(all(fixture, ({ values }) => values));
      const batch = { size, x: Float32Array.from(fixture.x), y: Float32Array.from(fixture.y) };
      const gradient = new Float32Array(layout.parameterCount);
      const none = new Float32Array(0);
      expect(Math.abs(engine.gradient(parameters, batch, gradient, none).loss / fixture.loss - 1)).toBeLessThan(
        TOLERANCE,
      );
      expect(relativeError(engine.forward(parameters, none, batch, false).output, fixture.output)).toBeLessThan(
        TOLERANCE,
      );
      for (const [i, { name, gradient: theirs }] of fixture.parameters.entries()) {
        const { offset, size: count } = layout.parameters[i]!;
        expect(relativeError(gradient.subarray(offset, offset + count), theirs), name).toBeLessThan(TOLERANCE);
      }
      engine.dispose();
    },
  );
});

describe('one step on the gradients of the compiled engine', () => {
  const stepped = keras.cases.filter(({ parameters }) => Object.keys(parameters[0]!.after).length > 0);
  it.each(stepped.flatMap((one) => OPTIMIZER_NAMES.map((name) => [one.cell, name, one] as const)))(
    '%s, %s',
    async (_, optimizer, fixture) => {
      const request = requestOf({ fields: fieldsOf(fixture), features, timesteps });
      const engine = await engineOf('compiled', request);
      const vectors = stepVectors(Float32Array.from(all(fixture, ({ values }) => values)), request.layout.parameters);
      const batch = { size, x: Float32Array.from(fixture.x), y: Float32Array.from(fixture.y) };
      engine.gradient(vectors.parameters, batch, vectors.gradient, new Float32Array(0));
      createOptimizer({ optimizer, momentum: 0.9 }, vectors).apply(keras.learningRate);
      const theirs = all(fixture, ({ after }) => after[optimizer] ?? []);
      expect(relativeError(vectors.parameters, theirs)).toBeLessThan(TOLERANCE);
      engine.dispose();
    },
  );
});

describe('initial weights', () => {
  const start = (cell: CellName, more: PresetFile = {}): Map<string, Float32Array> => {
    const request = requestOf({
      fields: { ...fieldsOf({ cell, depth: 1, activation: 'tanh' }), ...more },
      features,
      timesteps,
    });
    const values = initialParameters(request.config, request.layout);
    return new Map(
      request.layout.parameters.map(({ name, offset, size: count }) => [name, values.subarray(offset, offset + count)]),
    );
  };

  it('the forget gate of LSTM begins open, as in Keras, and all other biases at 0', () => {
    expect([...start('lstm').get('hidden_1/bias')!]).toEqual(keras.start.lstmBias);
    expect([...start('gru').get('hidden_1/bias')!].every((value) => value === 0)).toBe(true);
    const noisy = start('lstm', { biasStd: 0.01 }).get('hidden_1/bias')!;
    expect(noisy.slice(units, 2 * units).every((value) => Math.abs(value - 1) < 0.1 && value !== 1)).toBe(true);
  });

  it.each(['lstm', 'gru'] as const)('%s: Glorot over all gates, rows of the recurrent kernel orthonormal', (cell) => {
    const most = cell === 'lstm' ? keras.start.kernelMost : Math.sqrt(6 / (features + 3 * units));
    let seen = 0;
    for (let seed = 0; seed < 100; seed += 1)
      seen = Math.max(seen, ...start(cell, { seed }).get('hidden_1/kernel')!.map(Math.abs));
    expect(seen).toBeLessThanOrEqual(most);
    expect(seen).toBeGreaterThan(0.97 * most);
    const recurrent = start(cell).get('hidden_1/recurrent_kernel')!;
    const columns = recurrent.length / units;
    for (let a = 0; a < units; a += 1)
      for (let b = 0; b < units; b += 1) {
        let dot = 0;
        for (let k = 0; k < columns; k += 1) dot += recurrent[a * columns + k]! * recurrent[b * columns + k]!;
        expect(dot).toBeCloseTo(a === b ? 1 : 0, 5);
      }
  });
});
