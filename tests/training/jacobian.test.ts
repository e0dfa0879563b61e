// Singular values of the Jacobian of the hidden layers against numpy (scripts/fixtures/jacobians.py).
import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import type { ActivationName } from '../../src/core/config/activations.js';
import type { PresetFile } from '../../src/core/config/schema.js';
import { initialParameters } from '../../src/core/network/initializers.js';
import type { ProbeEvent } from '../../src/core/run/events.js';
import { probeCadence } from '../../src/training/cadence.js';
import { stepNs } from '../../src/training/costs.js';
import { jacobianCadence } from '../../src/training/instruments.js';
import { prepare } from '../../src/training/loop.js';
import { jacobianNs, jacobianValues, noJacobian } from '../../src/training/jacobian.js';
import { singularValues } from '../../src/training/singularValues.js';
import { engineOf, requestOf } from '../helpers/engines.js';
import { trainedEvents } from '../helpers/lesson.js';
import { parseConfig } from '../../src/core/config/presets.js';

interface Case {
  readonly activation: ActivationName;
  readonly widths: readonly number[];
  readonly residual: number;
  readonly x: readonly number[];
  readonly parameters: readonly number[];
  readonly values: readonly number[];
  readonly outputs: number;
  readonly outputValues: readonly number[];
}
const CASES = JSON.parse(
  readFileSync(new URL('../fixtures/theory/jacobians.json', import.meta.url), 'utf8'),
) as readonly Case[];

it.each(CASES.map((one) => [`${one.activation} ${one.widths.join('-')}, skip ${one.residual}`, one] as const))(
  'equals numpy within 1 %%: %s',
  async (_, { activation, widths, residual, x, parameters, values, outputs, outputValues }) => {
    const fields = { activation, depth: widths.length, width: widths[0]!, layerWidths: widths.join(','), residual };
    const request = requestOf({
      fields: { ...fields, outputActivation: outputs === 1 ? 'sigmoid' : 'softmax' },
      outputs,
    });
    const engine = await engineOf('compiled', request);
    const flat = Float32Array.from(parameters);
    const batch = { size: 8, x: Float32Array.from(x), y: new Float32Array(8 * outputs) };
    const { layers } = engine.forward(flat, new Float32Array(0), batch, true);
    const ours = jacobianValues(request.layout, flat, layers!);
    expectValues(ours.singularValues, values);
    expectValues(ours.outputSingularValues!, outputValues);
    engine.dispose();
  },
);

function expectValues(ours: readonly number[], numpys: readonly number[]): void {
  expect(ours).toHaveLength(numpys.length);
  numpys.forEach((theirs, i) => {
    // Values of 0 are rounding.
    if (theirs > 1e-7 * numpys[0]!) expect(Math.abs(ours[i]! / theirs - 1), `rank ${i + 1}`).toBeLessThan(0.01);
    else expect(ours[i]).toBeLessThan(1e-6 * numpys[0]!);
  });
}

it('is not measured from more than 64 inputs', async () => {
  const request = requestOf({ fields: { depth: 2, width: 3 }, features: 65 });
  const engine = await engineOf('compiled', request);
  const parameters = initialParameters(request.config, request.layout);
  const { layers } = engine.forward(
    parameters,
    new Float32Array(0),
    { size: 1, x: new Float32Array(65), y: new Float32Array(1) },
    true,
  );
  const values = jacobianValues(request.layout, parameters, layers!);
  expect(values.singularValues).toHaveLength(3);
  expect(values.outputSingularValues).toBeUndefined();
});

it('singular values of known matrices', () => {
  expect([...singularValues(Float64Array.of(3, 0, 0, -4), 2, 2)].map((v) => Math.round(v * 1e9) / 1e9)).toEqual([4, 3]);
  expect(singularValues(Float64Array.of(1, 1, 1, 1, 1, 1), 3, 2)[0]).toBeCloseTo(Math.sqrt(6), 12);
  expect(singularValues(Float64Array.of(1, 1, 1, 1, 1, 1), 2, 3)).toHaveLength(2);
  expect([...singularValues(Float64Array.of(NaN, 1, 1, 1), 2, 2)]).toEqual([NaN, NaN]);
  // u vᵀ of rank 1: the others are rounding errors.
  const rank1 = Float64Array.from({ length: 48 }, (_, i) => Math.sin(1 + Math.floor(i / 6)) * Math.cos(2 + (i % 6)));
  const [first, ...others] = singularValues(rank1, 8, 6);
  expect(first).toBeCloseTo(Math.sqrt(rank1.reduce((sum, v) => sum + v * v, 0)), 12);
  expect(others).toEqual([0, 0, 0, 0, 0]);
});

it('orthogonal kernels keep every direction of a linear chain; Glorot kernels spread them over decades', async () => {
  const spreadOf = async (initializer: 'orthogonal' | 'glorotUniform'): Promise<number> => {
    const request = requestOf({ fields: { initializer, activation: 'linear', depth: 12, width: 16 } });
    const engine = await engineOf('compiled', request);
    const parameters = initialParameters(request.config, request.layout);
    const batch = { size: 4, x: new Float32Array(8).fill(0.5), y: new Float32Array(4) };
    const { layers } = engine.forward(parameters, new Float32Array(0), batch, true);
    const { singularValues: values } = jacobianValues(request.layout, parameters, layers!);
    engine.dispose();
    return values[0]! / values.at(-1)!;
  };
  expect(await spreadOf('orthogonal')).toBeCloseTo(1, 4);
  expect(await spreadOf('glorotUniform')).toBeGreaterThan(1e4);
});

describe('a run', () => {
  const small: PresetFile = { samples: 40, batchSize: 20, epochs: 1000, depth: 3, width: 5, activation: 'tanh' };
  it('has the values in its probes, and largest and RMS in the steps of probes; nothing else differs', async () => {
    const [off, on] = [
      await trainedEvents(parseConfig(small, 'test')),
      await trainedEvents(parseConfig({ ...small, jacobian: 'on' }, 'test')),
    ];
    const probes = on.filter((event): event is ProbeEvent => event.type === 'probe');
    const measured = probes.filter(({ singularValues: values }) => values !== undefined);
    expect(measured.length).toBeGreaterThan(3);
    for (const { singularValues: values } of measured) expect(values).toHaveLength(5);
    const last = probes.at(-1)!;
    const step = on.find((event) => event.type === 'step' && event.step === last.step);
    const rms = Math.sqrt([...last.singularValues!].reduce((sum, v) => sum + v * v, 0) / 5);
    expect(step).toMatchObject({ scalars: { jacobianLargest: last.singularValues![0] } });
    expect(step?.type === 'step' && step.scalars?.['jacobianRms']).toBeCloseTo(rms, 12);
    // One output: one value.
    expect(last.outputSingularValues).toHaveLength(1);
    const [whole] = last.outputSingularValues!;
    expect(step).toMatchObject({ scalars: { outputJacobianLargest: whole, outputJacobianRms: whole } });
    const plain = (events: readonly object[]): unknown =>
      JSON.parse(
        JSON.stringify(events, (key, value: unknown) =>
          ['singularValues', 'outputSingularValues', 'scalars', 'config', 'elapsedMs', 'startedAt'].includes(key)
            ? undefined
            : value,
        ),
      );
    expect(plain(on)).toEqual(plain(off));
  });

  it('measures every 2^n-th probe and the last one, within 15 % of the run; a run too short for two, only the first one', () => {
    const measured = (fields: PresetFile): { at: number[]; probes: number; share: number } => {
      const prepared = prepare(parseConfig({ ...fields, activation: 'tanh', jacobian: 'on' }, 'test'));
      const { config, dataset, layout } = prepared;
      const perEpoch = Math.ceil(dataset.samples / config.batchSize);
      const total = perEpoch * config.epochs;
      const due = jacobianCadence(prepared, perEpoch)!;
      const probeAfter = probeCadence(perEpoch, total, config.batchSize);
      const steps = Array.from({ length: total + 1 }, (_, step) => step);
      const probed = steps.filter((step) => step === 0 || probeAfter(step) || step === total);
      const at = probed.flatMap((step, i) => (due(step) ? [i] : []));
      const share = (at.length * jacobianNs(layout, dataset.samples)) / (total * stepNs(prepared, perEpoch));
      return { at, probes: probed.length, share };
    };
    for (const fields of [{}, { depth: 20, width: 32 }, { width: 64, epochs: 2000 }, { batchSize: 250 }]) {
      const { at, probes, share } = measured({ epochs: 500, ...fields });
      expect(at.length, JSON.stringify(fields)).toBeGreaterThan(2);
      expect(share).toBeLessThan(0.15);
      expect(at[0]).toBe(0);
      expect(at.at(-1)).toBe(probes - 1);
      expect(Math.log2(at[1]!) % 1).toBe(0);
      expect(at.slice(0, -1).every((one) => one % at[1]! === 0)).toBe(true);
    }
    expect(measured({ depth: 20, width: 32, epochs: 5 }).at).toEqual([0]);
  });

  it.each<[string, PresetFile, boolean]>([
    ['dense layers', {}, true],
    ['recurrent layers', { cell: 'gru' }, false],
    ['batch normalization', { batchNorm: 'before' }, false],
    ['one hidden layer', { depth: 1 }, false],
    ['wide layers', { width: 65 }, false],
  ])('%s', (_, fields, has) => {
    expect(noJacobian(requestOf({ fields }).layout) === null).toBe(has);
  });
});
