// Every metric of the layers, recomputed in float64 from a step's own snapshot. A new metric needs a line here: the compiler asks for it.
import { expect, it } from 'vitest';
import type { PresetFile } from '../../src/core/config/schema.js';
import type { NamedTensor, SnapshotEvent } from '../../src/core/run/events.js';
import { LAYER_METRICS, type LayerMetric } from '../../src/core/run/schema/layerMetrics.js';
import { requestOf } from '../helpers/engines.js';
import { referenceForward, referenceGradient, type ReferenceBatch } from '../helpers/referenceNet.js';
import { of, run } from '../helpers/training.js';

/** One batch of all samples, so that the batch is the probe set; every eighth step is probed. */
const STEP = 8;
const FIELDS: PresetFile = { epochs: STEP, samples: 60, batchSize: 60, depth: 3, width: 5, learningRate: 0.5 };
const WIDTH = 5;
const HIDDEN = 3;

interface Layer {
  readonly hidden: boolean;
  readonly activation: string;
  readonly gradient: readonly number[];
  readonly before: readonly number[];
  readonly after: readonly number[];
  /** What comes out of the activation function after the step, [samples][units]. */
  readonly post: readonly (readonly number[])[];
}

const sizeOf = (values: readonly number[]): number =>
  Math.sqrt(values.reduce((sum, value) => sum + value ** 2, 0) / values.length);
const spreadOf = (values: readonly number[]): number => {
  const mean = values.reduce((sum, value) => sum + value, 0) / values.length;
  return sizeOf(values.map((value) => value - mean));
};
const shareOf = <T>(values: readonly T[], holds: (value: T) => boolean): number =>
  values.filter(holds).length / values.length;

const RECOMPUTED: Readonly<Record<LayerMetric, (layer: Layer) => number | null>> = {
  gradRms: ({ gradient }) => sizeOf(gradient),
  gradMax: ({ gradient }) => Math.max(...gradient.map(Math.abs)),
  weightRms: ({ before }) => sizeOf(before),
  updateRms: ({ before, after }) => sizeOf(after.map((value, i) => value - (before[i] ?? NaN))),
  saturated: ({ hidden, activation, post }) =>
    hidden && activation === 'tanh' ? shareOf(post.flat(), (value) => Math.abs(value) > 0.97) : null,
  dead: ({ hidden, activation, post }) =>
    hidden && activation === 'relu'
      ? shareOf([...Array(WIDTH).keys()], (unit) => post.every((row) => row[unit] === 0))
      : null,
  activationStd: ({ post }) => spreadOf(post.flat()),
};

const flat = (tensors: readonly NamedTensor[] = []): number[] => tensors.flatMap(({ values }) => [...values]);

function layersOf(snapshot: SnapshotEvent, fields: PresetFile): Layer[] {
  const { layout, config } = requestOf({ fields: { ...FIELDS, ...fields } });
  const { batch, parameters, parametersAfter } = snapshot;
  const rows: ReferenceBatch = { size: 60, x: batch?.x.values ?? [], y: batch?.y.values ?? [] };
  const spec = { layout, outputActivation: config.outputActivation, loss: config.loss };
  const gradient = referenceGradient(spec, flat(parameters), rows);
  const { layers } = referenceForward(spec, flat(parametersAfter), rows);
  const kernels = layout.parameters.filter(({ kind }) => kind === 'kernel');
  return kernels.map(({ name, offset, size, layer }) => ({
    hidden: layer < HIDDEN,
    activation: layout.layers[layer]?.activation ?? '',
    gradient: [...gradient.subarray(offset, offset + size)],
    before: [...(parameters?.find((tensor) => tensor.name === name)?.values ?? [])],
    after: [...(parametersAfter?.find((tensor) => tensor.name === name)?.values ?? [])],
    post: layers[layer]?.post ?? [],
  }));
}

const NETS: readonly PresetFile[] = [
  { activation: 'tanh', initializerGain: 4 },
  { activation: 'relu', initializer: 'heNormal', initializerGain: 2 },
];

/** The figures of the step, and the layers that they describe. */
const seen = NETS.map(async (fields) => {
  const events = await run({ ...FIELDS, ...fields }, 'compiled', { snapshotSteps: [STEP] });
  const [snapshot] = of(events, 'snapshot');
  const step = of(events, 'step').find((one) => one.step === STEP);
  return { figures: step?.layers, layers: layersOf(snapshot!, fields) };
});

it.each(LAYER_METRICS)('%s is what its definition gives', async (metric) => {
  const told: number[] = [];
  for (const { figures, layers } of await Promise.all(seen)) {
    const wanted = layers.map((layer) => RECOMPUTED[metric](layer));
    const measured = [...(figures?.[metric] ?? [])];
    expect(measured.map((value) => value === null)).toEqual(wanted.map((value) => value === null));
    // Gradients: float32 against differences. Movement: float32 values around 1 that differ by a hundredth.
    for (const [i, value] of wanted.entries())
      if (value !== null) expect(Math.abs((measured[i] ?? NaN) - value)).toBeLessThanOrEqual(1e-4 * Math.abs(value));
    told.push(...wanted.filter((value) => value !== null));
  }
  expect(new Set(told).size, 'a constant').toBeGreaterThan(1);
});
