// Arbitrary run-log events: any number, bit pattern and text in every field.
import { parseConfig } from '../../src/core/config/presets.js';
import { RULE_NAMES } from '../../src/core/diagnosis/ruleNames.js';
import type { GradtopEvent, StepEvent } from '../../src/core/run/events.js';
import { LAYER_METRICS, type LayerMetric } from '../../src/core/run/schema/layerMetrics.js';
import { oneLine } from '../../src/core/text/sanitize.js';
import { fc } from '../helpers/property.js';

// Every bit pattern: NaN, infinities, -0 and subnormals among them.
const float64 = fc.double();
const float32 = fc.float();
const numbers = fc.array(float64, { maxLength: 6 });
const floats = fc.array(float32, { maxLength: 6 }).map((values) => Float32Array.from(values));
const shares = fc.array(fc.option(float64), { maxLength: 6 });
const step = fc.nat();
// Words that the codec gives a meaning where a number is expected must stay words in text.
const text = fc.oneof(
  fc.string({ unit: 'binary' }).map(oneLine),
  fc.constantFrom('NaN', 'Infinity', '-Infinity', '__proto__'),
);
const runId = text;
const tensor = fc.record({ name: text, shape: fc.array(fc.nat(), { maxLength: 3 }), values: floats });
const SHARES: readonly LayerMetric[] = ['saturated', 'dead', 'activationStd'];
const perLayer = fc.record(
  Object.fromEntries(
    LAYER_METRICS.map((metric) => [metric, SHARES.includes(metric) ? shares : fc.oneof(numbers, floats)]),
  ),
) as unknown as fc.Arbitrary<NonNullable<StepEvent['layers']>>;
const dictionary = fc.dictionary(fc.constantFrom('R', 'slope', 'name', 'data', 'reason'), float64);

export const event: fc.Arbitrary<GradtopEvent> = fc.oneof(
  fc.record({
    type: fc.constant('run' as const),
    schema: fc.constant(1),
    runId,
    name: text,
    config: fc
      .record({ depth: fc.integer({ min: 1, max: 50 }), teaches: fc.constantFrom('NaN', '"quoted"') })
      .map((fields) => parseConfig({ outputActivation: 'sigmoid', ...fields }, 'test') as never),
    engine: fc.record({ backend: fc.constant('compiled' as const), tfjs: text, node: text, why: text }),
    layers: fc.array(
      fc.record({ name: text, kind: text, activation: text, units: fc.nat(), parameterCount: fc.nat() }),
      { maxLength: 3 },
    ),
    parameters: fc.constant([{ name: 'NaN', shape: [2, 10], layer: 0 }]),
    dataset: fc.record({
      name: text,
      samples: fc.nat(),
      features: fc.nat(),
      classes: fc.nat(),
      points: fc.record({ x: floats, y: floats, labels: floats, axes: fc.tuple(text, text) }),
      classNames: fc.array(text, { maxLength: 3 }),
    }),
    labelEntropy: float64,
    stepsPerEpoch: fc.nat(),
    totalSteps: fc.nat(),
    startedAt: text,
  }),
  fc.record(
    {
      type: fc.constant('step' as const),
      runId,
      step,
      epoch: fc.nat(),
      loss: float64,
      accuracy: float64,
      learningRate: float64,
      gradNorm: float64,
      clipped: fc.boolean(),
      layers: perLayer,
    },
    { requiredKeys: ['type', 'runId', 'step', 'epoch', 'loss'] },
  ),
  fc.record(
    {
      type: fc.constant('epoch' as const),
      runId,
      epoch: fc.nat(),
      step,
      loss: float64,
      accuracy: float64,
      valLoss: float64,
      elapsedMs: float64,
    },
    { requiredKeys: ['type', 'runId', 'epoch', 'step', 'loss', 'elapsedMs'] },
  ),
  fc.record({
    type: fc.constant('snapshot' as const),
    runId,
    step,
    batch: fc.record({ x: tensor, y: tensor }),
    parameters: fc.array(tensor, { maxLength: 2 }),
    gradients: fc.array(tensor, { maxLength: 2 }),
    parametersAfter: fc.array(tensor, { maxLength: 2 }),
    loss: float64,
  }),
  fc.record({
    type: fc.constant('boundary' as const),
    runId,
    step,
    xRange: fc.tuple(float64, float64),
    yRange: fc.tuple(float64, float64),
    columns: fc.nat(),
    rows: fc.nat(),
    values: floats,
  }),
  fc.record({
    type: fc.constant('finding' as const),
    runId,
    step,
    rule: fc.constantFrom(...RULE_NAMES),
    level: fc.constantFrom('warning' as const, 'alarm' as const, 'cleared' as const),
    layer: fc.integer({ min: -1, max: 50 }),
    measured: dictionary,
    limit: dictionary,
    message: text,
    remedy: fc.constant({ activation: 'relu' as const, clipNorm: null }),
  }),
  fc.record({ type: fc.constant('control' as const), runId, step, action: text }),
  fc.record({
    type: fc.constant('end' as const),
    runId,
    step,
    reason: fc.constantFrom('completed' as const, 'diverged' as const),
    loss: float64,
    elapsedMs: float64,
    weightChange: fc.array(
      fc.record({
        name: text,
        medianPercent: fc.option(float64),
        maxPercent: fc.option(float64),
        movedShare: fc.option(float64),
        medianGradient: float64,
      }),
      { maxLength: 2 },
    ),
    message: text,
  }),
);
