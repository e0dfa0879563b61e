// Gradients of every parameter: against PyTorch's numbers, and against finite differences of a float64 network.
import { spread } from '../helpers/property.js';
import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { ACTIVATION_NAMES, type ActivationName } from '../../src/core/config/activations.js';
import { RECURRENT_CELLS } from '../../src/core/config/cells.js';
import type { PresetFile } from '../../src/core/config/schema.js';
import { initialParameters } from '../../src/core/network/initializers.js';
import type { EngineRequest } from '../../src/training/engine.js';
import { engineOf, relativeError, requestOf } from '../helpers/engines.js';
import { referenceGradient, referenceThroughTime } from '../helpers/referenceNet.js';

const BACKENDS = ['compiled', 'wasm', 'cpu'] as const;
/** float32 against float64; the promise is 1e-3. */
const TOLERANCE = 1e-4;

interface TorchCase {
  readonly activation: ActivationName;
  readonly batchNorm: 'none' | 'before' | 'after';
  readonly residual: number;
  readonly task: 'binary' | 'multiclass' | 'tanhMse' | 'sigmoidMse' | 'linearMse';
  readonly x: readonly number[];
  readonly y: readonly number[];
  readonly loss: number;
  /** Dropout: factors of each hidden layer. */
  readonly masks?: readonly (readonly number[])[];
  readonly parameters: readonly {
    readonly name: string;
    readonly values: readonly number[];
    readonly gradient: readonly number[];
  }[];
}
const torch = JSON.parse(readFileSync(new URL('../fixtures/torch/gradients.json', import.meta.url), 'utf8')) as {
  readonly depth: number;
  readonly width: number;
  readonly size: number;
  readonly cases: readonly TorchCase[];
  readonly dropout: readonly TorchCase[];
  readonly recurrent: Omit<TorchCase, 'activation' | 'batchNorm' | 'residual' | 'task'> & {
    readonly steps: number;
    readonly units: number;
  };
};

const TASKS: Readonly<Record<TorchCase['task'], PresetFile>> = {
  binary: {},
  multiclass: { outputActivation: 'softmax' },
  tanhMse: { outputActivation: 'tanh' },
  sigmoidMse: { outputActivation: 'sigmoid', loss: 'meanSquaredError' },
  linearMse: { outputActivation: 'linear' },
};

/** Loss and gradients of the engine at a fixture's parameters, by name. */
async function gradientsAt(
  backend: (typeof BACKENDS)[number],
  request: EngineRequest,
  fixture: Pick<TorchCase, 'x' | 'y' | 'parameters' | 'masks'>,
  size: number,
) {
  const { layout } = request;
  expect(layout.parameters.map((p) => p.name)).toEqual(fixture.parameters.map((p) => p.name));
  const parameters = Float32Array.from(fixture.parameters.flatMap((p) => p.values));
  const gradient = new Float32Array(layout.parameterCount);
  const engine = await engineOf(backend, request);
  const masks = fixture.masks === undefined ? {} : { masks: Float32Array.from(fixture.masks.flat()) };
  const batch = { size, x: Float32Array.from(fixture.x), y: Float32Array.from(fixture.y), ...masks };
  const { loss } = engine.gradient(parameters, batch, gradient, new Float32Array(layout.stateCount));
  engine.dispose();
  const of = (name: string): Float32Array => {
    const p = layout.parameters.find((one) => one.name === name)!;
    return gradient.subarray(p.offset, p.offset + p.size);
  };
  return { loss, of };
}

describe.each(BACKENDS)('%s against PyTorch', (backend) => {
  it.each(
    [...torch.cases, ...torch.dropout].map((c) => {
      const dropped = c.masks === undefined ? '' : ', dropout';
      return [`${c.activation}, batch norm ${c.batchNorm}, skip ${c.residual}, ${c.task}${dropped}`, c] as const;
    }),
  )('%s', async (_, fixture) => {
    const { activation, residual, batchNorm } = fixture;
    const fields: PresetFile = {
      depth: torch.depth,
      width: torch.width,
      activation,
      batchNorm,
      residual,
      dropout: fixture.masks === undefined ? 0 : 0.25,
      ...TASKS[fixture.task],
    };
    const request = requestOf({ fields, outputs: fixture.task === 'multiclass' ? 3 : 1 });
    const { loss, of } = await gradientsAt(backend, request, fixture, torch.size);
    expect(Math.abs(loss - fixture.loss) / fixture.loss).toBeLessThan(1e-5);
    for (const p of fixture.parameters) {
      // A bias in front of batch normalization has gradient 0: rounding is all that is left, judged against the kernel's size.
      const kernel = fixture.parameters.find((other) => other.name === p.name.replace(/\/.*/, '/kernel'))!;
      const tiny = Math.max(...p.gradient.map(Math.abs)) < 1e-9;
      const expected = tiny ? [...p.gradient, Math.max(...kernel.gradient.map(Math.abs))] : p.gradient;
      const actual = tiny ? [...of(p.name), Math.max(...kernel.gradient.map(Math.abs))] : of(p.name);
      expect(relativeError(actual, expected), p.name).toBeLessThan(TOLERANCE);
    }
  });
});

describe.each(['wasm', 'cpu'] as const)('%s, recurrent', (backend) => {
  it('agrees with PyTorch through time', async () => {
    const { recurrent } = torch;
    const fields: PresetFile = {
      cell: 'simpleRnn',
      depth: 1,
      width: recurrent.units,
      activation: 'tanh',
      outputActivation: 'linear',
      dataset: 'sequenceSum',
    };
    const request = requestOf({ fields, features: 1, timesteps: recurrent.steps });
    const { loss, of } = await gradientsAt(backend, request, recurrent, torch.size);
    expect(Math.abs(loss - recurrent.loss) / recurrent.loss).toBeLessThan(1e-5);
    for (const p of recurrent.parameters) expect(relativeError(of(p.name), p.gradient), p.name).toBeLessThan(TOLERANCE);
  });

  it.each(RECURRENT_CELLS)('%s: the gradient through time as finite differences measure it', async (cell) => {
    const fields: PresetFile = {
      cell,
      depth: 2,
      width: 3,
      activation: 'tanh',
      outputActivation: 'linear',
      dataset: 'sequenceSum',
      recurrentGain: 1.5,
    };
    const request = requestOf({ fields, features: 1, timesteps: 5 });
    const engine = await engineOf(backend, request);
    const parameters = initialParameters(request.config, request.layout);
    const batch = {
      size: 4,
      x: Float32Array.from({ length: 20 }, (_, i) => Math.sin(i)),
      y: Float32Array.from([0.1, -0.4, 0.3, 0.9]),
    };
    const spec = {
      layout: request.layout,
      outputActivation: 'linear',
      loss: 'meanSquaredError',
      timesteps: 5,
    } as const;
    expect(
      relativeError(engine.throughTime!(parameters, batch), referenceThroughTime(spec, parameters, batch)),
    ).toBeLessThan(TOLERANCE);
  });
});

describe('finite differences', () => {
  const batch = {
    size: 6,
    x: Float32Array.from({ length: 12 }, (_, i) => Math.sin(1 + 2 * i)),
    y: Float32Array.from([0, 1, 1, 0, 1, 0]),
  };
  const combinations = ACTIVATION_NAMES.flatMap((activation) =>
    (['none', 'before', 'after'] as const).flatMap((batchNorm) =>
      [0, 1, 2].map((residual) => ({ activation, batchNorm, residual })),
    ),
  );

  it.each(BACKENDS)('%s: every activation with every normalization and skip', async (backend) => {
    for (const fields of spread(combinations, 7)) {
      const request = requestOf({ fields: { ...fields, depth: 4, width: 3, seed: 5 } });
      const { layout, config } = request;
      const engine = await engineOf(backend, request);
      const parameters = initialParameters(config, layout).map((value, i) => value + 0.1 * Math.sin(3 * i));
      const gradient = new Float32Array(layout.parameterCount);
      engine.gradient(parameters, batch, gradient, new Float32Array(layout.stateCount));
      const expected = referenceGradient(
        { layout, outputActivation: 'sigmoid', loss: 'binaryCrossentropy' },
        parameters,
        batch,
      );
      expect(relativeError(gradient, expected), JSON.stringify(fields)).toBeLessThan(TOLERANCE);
    }
  });
});
