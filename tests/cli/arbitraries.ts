// Arbitrary logs of other programs: steps with a loss, and any part of what else may stand in a log.
import { LAYER_METRICS } from '../../src/core/run/schema/layerMetrics.js';
import { fc } from '../helpers/property.js';

export type Line = Readonly<Record<string, unknown>>;
const figure = fc.double({ min: 1e-6, max: 2, noNaN: true });
const LAYERS = 4;
const figures = fc.array(figure, { minLength: LAYERS, maxLength: LAYERS });
const gaps = fc.array(fc.option(figure), { minLength: LAYERS, maxLength: LAYERS });
/** Any part of these fields, and null in the place of some. */
const part = <T extends Record<string, fc.Arbitrary<unknown>>>(fields: T): fc.Arbitrary<Line> =>
  fc.record(Object.fromEntries(Object.entries(fields).map(([name, value]) => [name, fc.option(value)])), {
    requiredKeys: [],
  });
const layersOf = (names: readonly string[]) =>
  fc.record(Object.fromEntries(names.map((name) => [name, fc.oneof(figures, gaps)])), { requiredKeys: [] });

const run = part({
  name: fc.constant('theirs'),
  config: part({ learningRate: figure, activation: fc.constant('relu'), optimizer: fc.constant('AdamW') }),
  engine: part({ backend: fc.constant('cuda') }),
  layers: fc.array(part({ name: fc.constant('conv'), activation: fc.constant('gelu'), units: fc.nat(9) }), {
    maxLength: LAYERS,
  }),
  parameters: fc.constant([{ name: 'w', layer: 0 }]),
  dataset: part({
    name: fc.constant('digits'),
    samples: fc.nat(99),
    features: fc.nat(9),
    classes: fc.integer({ min: 0, max: 3 }),
    points: fc.constant({ x: [0, 1, 2], y: [0, 1, 0], labels: [0, 1, 1] }),
  }),
  labelEntropy: figure,
  stepsPerEpoch: fc.integer({ min: 1, max: 8 }),
  totalSteps: fc.integer({ min: 20, max: 90 }),
});
const step = part({
  epoch: fc.integer({ min: 1, max: 4 }),
  accuracy: figure,
  learningRate: figure,
  gradNorm: figure,
  clipped: fc.boolean(),
  layers: layersOf(LAYER_METRICS),
});
const epoch = part({ epoch: fc.nat(4), loss: figure, accuracy: figure, valLoss: figure, elapsedMs: figure });
const probe = fc.record({
  layers: layersOf(['saturated', 'dead', 'preMean', 'preStd', 'activationStd', 'meanDerivative', 'backwardGain']),
});
const weights = fc.record({
  parameters: fc.constantFrom(
    [{ layer: 0, values: [0.5, 0.25] }],
    [{ layer: 2, name: 'fc.weight', shape: [2, 2], values: [1, 2, 3, 4] }],
  ),
});
const finding = part({ layer: fc.nat(3), message: fc.constant('too high a rate'), measured: fc.constant({ R: 1 }) });
const end = part({
  reason: fc.constant('stopped'),
  loss: figure,
  accuracy: figure,
  elapsedMs: figure,
  weightChange: fc.constant([{ name: 'fc/kernel' }, { name: 'b/kernel', medianPercent: 3 }]),
});

export const log: fc.Arbitrary<Line[]> = fc
  .record({
    id: fc.constantFrom({}, { runId: 'a' }, { runId: 7 }),
    run: fc.option(run),
    steps: fc.array(fc.record({ loss: figure, more: step }), { minLength: 1, maxLength: 40 }),
    others: fc.array(
      fc.oneof(
        fc.record({ type: fc.constant('epoch'), fields: epoch }),
        fc.record({ type: fc.constant('probe'), fields: probe }),
        fc.record({ type: fc.constant('weights'), fields: weights }),
        fc.record({ type: fc.constant('finding'), fields: finding }),
      ),
      { maxLength: 8 },
    ),
    end: fc.option(end),
  })
  .map((made) => {
    const lines: Line[] = made.run === null ? [] : [{ type: 'run', ...made.id, ...made.run }];
    made.steps.forEach(({ loss, more }, i) => lines.push({ type: 'step', ...made.id, step: i + 1, loss, ...more }));
    const last = made.steps.length;
    const known = { rule: 'exploding', level: 'warning' };
    for (const { type, fields } of made.others)
      lines.push({ type, ...made.id, step: last, ...(type === 'finding' ? known : {}), ...fields });
    if (made.end !== null) lines.push({ type: 'end', ...made.id, step: last, ...made.end });
    return lines;
  });
