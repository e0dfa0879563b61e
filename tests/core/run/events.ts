// Events for tests of the core: a run of some layers, and steps whose per-layer figures are given or synthetic.
import { LAYER_METRICS } from '../../../src/core/run/schema/layerMetrics.js';
import { configSchema, type PresetFile, type ResolvedConfig } from '../../../src/core/config/schema.js';
import type { FindingEvent, ProbeEvent, RunEvent, StepEvent, StepLayers } from '../../../src/core/run/events.js';

export const LN2 = Math.LN2;

export function resolved(overrides: PresetFile = {}): ResolvedConfig {
  const config = configSchema.parse({ name: 'test', ...overrides });
  return { ...config, outputActivation: 'sigmoid', loss: 'binaryCrossentropy' };
}

export function runEvent(overrides: PresetFile = {}, more: Partial<RunEvent> = {}): RunEvent {
  const config = resolved(overrides);
  const layers = Array.from({ length: config.depth + 1 }, (_, index) => ({
    name: index === config.depth ? 'output' : `hidden_${index + 1}`,
    kind: config.cell,
    activation: index === config.depth ? 'sigmoid' : config.activation,
    units: index === config.depth ? 1 : config.width,
    parameterCount: 1,
  }));
  return {
    type: 'run',
    schema: 1,
    runId: 'r',
    name: config.name,
    config,
    engine: { backend: 'cpu', tfjs: '0', node: '0', why: 'test' },
    layers,
    parameters: [],
    dataset: { name: 'moons', samples: 250, features: 2, classes: 2 },
    labelEntropy: LN2,
    stepsPerEpoch: 8,
    totalSteps: 800,
    startedAt: '2026-01-01T00:00:00.000Z',
    ...more,
  };
}

export interface StepFigures {
  readonly loss?: number;
  readonly accuracy?: number;
  readonly gradNorm?: number;
  readonly learningRate?: number;
  readonly gradRms?: readonly number[];
  readonly ratio?: readonly number[] | number;
  readonly weightRms?: number;
  readonly runId?: string;
  readonly scalars?: Readonly<Record<string, number>>;
}

/** A step whose updates are `ratio` of weights of RMS 0.3. */
export function stepEvent(step: number, figures: StepFigures = {}): StepEvent {
  const gradRms = figures.gradRms ?? [0.01, 0.01, 0.01, 0.01];
  const weightRms = figures.weightRms ?? 0.3;
  const ratioOf = (layer: number): number =>
    typeof figures.ratio === 'number' ? figures.ratio : (figures.ratio?.[layer] ?? 1e-3);
  const layers: StepLayers = {
    ...(Object.fromEntries(LAYER_METRICS.map((metric) => [metric, gradRms.map(() => null)])) as unknown as StepLayers),
    gradRms: [...gradRms],
    gradMax: gradRms.map((g) => 3 * g),
    weightRms: gradRms.map(() => weightRms),
    updateRms: gradRms.map((_, layer) => ratioOf(layer) * weightRms),
  };
  return {
    type: 'step',
    runId: figures.runId ?? 'r',
    step,
    epoch: Math.ceil(step / 8),
    loss: figures.loss ?? 0.3,
    accuracy: figures.accuracy ?? 0.9,
    learningRate: figures.learningRate ?? 0.3,
    gradNorm: figures.gradNorm ?? 0.1,
    clipped: false,
    layers,
    ...(figures.scalars === undefined ? {} : { scalars: figures.scalars }),
  };
}

export interface ProbeFigures {
  readonly layers?: number;
  readonly dead?: readonly (number | null)[];
  readonly saturated?: readonly (number | null)[];
  readonly percentChange?: readonly (number | null)[];
  readonly preStd?: readonly number[];
  readonly throughTime?: readonly number[];
  readonly backwardGain?: readonly number[];
}

export function probeEvent(step: number, figures: ProbeFigures = {}): ProbeEvent {
  const count = figures.layers ?? figures.dead?.length ?? figures.saturated?.length ?? figures.preStd?.length ?? 4;
  const all = <T>(value: T): T[] => Array.from({ length: count }, () => value);
  return {
    type: 'probe',
    runId: 'r',
    step,
    layers: {
      saturated: figures.saturated ?? all(null),
      dead: figures.dead ?? all(null),
      preMean: all(0),
      preStd: figures.preStd ?? all(1),
      activationMean: all(0),
      activationStd: all(0.5),
      meanDerivative: all(0.2),
      backwardGain: figures.backwardGain ?? all(1),
      percentChange: figures.percentChange ?? all(5),
      histograms: all({ low: -1, high: 1, counts: [1, 2, 1] }),
    },
    ...(figures.throughTime ? { throughTime: figures.throughTime } : {}),
  };
}

export function findingEvent(over: Partial<FindingEvent> = {}): FindingEvent {
  return {
    type: 'finding',
    runId: 'r',
    step: 10,
    rule: 'vanishing',
    level: 'alarm',
    layer: 0,
    measured: { slope: 0.58, R: 4e-4 },
    limit: { slope: 0.3, R: 1e-2 },
    message: 'gradient vanishes',
    remedy: { activation: 'relu' },
    ...over,
  };
}
