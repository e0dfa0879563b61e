// Sizes of preactivations over the first steps against numpy in float64 (scripts/fixtures/coordinates.py).
import { readFileSync, writeFileSync } from 'node:fs';
import { expect, it } from 'vitest';
import { parseConfig } from '../../src/core/config/presets.js';
import { initialParameters } from '../../src/core/network/initializers.js';
import { checkCoordinates } from '../../src/core/sweep/coordinates.js';
import { prepare } from '../../src/training/loop.js';
import { measureCoordinates } from '../../src/worker/coordinates.js';

interface Case {
  readonly activation: 'tanh' | 'relu';
  readonly optimizer: 'sgd' | 'adam';
  readonly learningRate: number;
  readonly depth: number;
  readonly steps: number;
  readonly x: readonly number[];
  readonly y: readonly number[];
  readonly networks: readonly {
    readonly width: number;
    readonly parameters: readonly number[];
    readonly size: readonly (readonly number[])[];
    readonly change: readonly (readonly number[])[];
  }[];
  /** Of the changes, [step - 1][layer]. */
  readonly slopes: readonly (readonly number[])[];
}

const FILE = new URL('../fixtures/theory/coordinates.json', import.meta.url);
const WIDTHS = [4, 8, 16];
const KINDS = [
  { activation: 'tanh', optimizer: 'sgd', learningRate: 0.3, initializer: 'glorotUniform' },
  { activation: 'relu', optimizer: 'adam', learningRate: 0.01, initializer: 'heNormal' },
] as const;
const [DEPTH, STEPS] = [2, 3];

/** All samples in each batch, so that the order of the draws does not matter. */
const configOf = (kind: (typeof KINDS)[number], width: number) =>
  parseConfig({ ...kind, width, depth: DEPTH, samples: 40, batchSize: 40, epochs: 10, dataset: 'moons' }, 'test');

function inputsOf(kind: (typeof KINDS)[number]) {
  const { dataset } = prepare(configOf(kind, 4));
  const networks = WIDTHS.map((width) => {
    const { config, layout } = prepare(configOf(kind, width));
    return { width, parameters: [...initialParameters(config, layout)] };
  });
  return { ...kind, depth: DEPTH, steps: STEPS, x: [...dataset.x], y: [...dataset.y], networks };
}

it.runIf(process.env['UPDATE_COORDINATES'] === '1')('writes the inputs', () => {
  writeFileSync(FILE, JSON.stringify(KINDS.map(inputsOf)));
});

const CASES = JSON.parse(readFileSync(FILE, 'utf8')) as readonly Case[];

it.each(KINDS.map((kind, at) => [kind.optimizer, kind, CASES[at]] as const))(
  'sizes, changes and slopes equal numpy: %s',
  async (_, kind, theirs) => {
    const inputs = inputsOf(kind);
    expect(inputs.x).toEqual(theirs?.x);
    const ours = [];
    for (const [at, width] of WIDTHS.entries()) {
      const network = theirs?.networks[at];
      expect(inputs.networks[at]?.parameters).toEqual(network?.parameters);
      const measured = await measureCoordinates(configOf(kind, width), 'compiled', STEPS);
      expect(measured.names).toEqual(['hidden_1', 'hidden_2', 'output']);
      for (const what of ['size', 'change'] as const)
        measured.coordinates[what].forEach((layers, step) =>
          layers.forEach((value, layer) => {
            const expected = network?.[what][step]?.[layer] ?? NaN;
            expect(Math.abs(value - expected), `${what} ${width} ${step} ${layer}`).toBeLessThanOrEqual(
              2e-5 * expected,
            );
          }),
        );
      ours.push(measured.coordinates);
    }
    const { layers } = checkCoordinates(ours, ['hidden_1', 'hidden_2', 'output']);
    layers.forEach(({ change }, layer) =>
      change.slice(1).forEach(({ slope }, at) => expect(slope).toBeCloseTo(theirs?.slopes[at]?.[layer] ?? NaN, 4)),
    );
  },
);
