// Builds the state of a run from its events in bounded memory, for live, replayed and foreign runs alike.
import type { Config } from '../config/schema.js';
import type { FindingEvent, GradtopEvent, StepEvent, WeightsEvent } from './events.js';
import { keepOpening, keepStep } from './recentSteps.js';
import type { RunState } from './runState.js';
import { LAYER_METRICS, PROBED_METRICS, type LayerMetric } from './schema/layerMetrics.js';
import { Series } from './series.js';
import { newSpeedometer } from './speed.js';
import { appendThinned, newThinning } from './thinning.js';

export { RECENT_STEPS } from './recentSteps.js';
export const KEPT = {
  epochs: 500,
  probes: 200,
  weights: 200,
  boundaries: 100,
  scores: 100,
  findings: 1000,
  controls: 1000,
} as const;
/** Kernel values kept per run over all weights events; 1e6 float32 are 4 MB. */
const WEIGHT_VALUES = 1_000_000;

const BUCKETS = 512;
const LEAST_BUCKETS = 32;
/** Layers whose series have full length; with more, all series are shorter. */
const WHOLE_LAYERS = 256;

/** An empty run. `config` is null for a log without a `run` event so far. */
export function createRunState(runId: string, config: Config | null): RunState {
  return {
    runId,
    config,
    run: null,
    status: 'starting',
    followed: false,
    failure: null,
    loading: null,
    sampledTo: null,
    step: 0,
    epoch: 0,
    loss: new Series(),
    accuracy: new Series(),
    gradNorm: new Series(),
    learningRate: new Series(),
    clipped: new Series(),
    valLoss: new Series(),
    scalars: new Map(),
    skipped: 0,
    steps: 0,
    resumed: 0,
    layers: Object.fromEntries(LAYER_METRICS.map((metric) => [metric, []])) as unknown as Record<LayerMetric, Series[]>,
    opening: [],
    recent: [],
    spareSteps: [],
    epochs: [],
    probes: [],
    weights: [],
    boundaries: [],
    scores: [],
    findings: [],
    active: new Map(),
    controls: [],
    end: null,
    stepsPerSecond: null,
    silentSeconds: null,
    version: 0,
    thinning: {
      epochs: newThinning(),
      probes: newThinning(),
      weights: newThinning(),
      boundaries: newThinning(),
      scores: newThinning(),
      controls: newThinning(),
    },
    speed: newSpeedometer(),
  };
}

/** Mutates `run`. Unknown types are ignored. */
export function applyEvent(run: RunState, event: GradtopEvent): RunState {
  run.version += 1;
  switch (event.type) {
    case 'run':
      run.run = event;
      // A run that trains on has more epochs.
      run.config = (event.resumes === undefined ? run.config : null) ?? event.config ?? run.config;
      if (event.resumes !== undefined) resume(run, event.resumes);
      if (run.status === 'starting') run.status = 'running';
      break;
    case 'step':
      applyStep(run, event);
      break;
    case 'epoch':
      run.epoch = Math.max(run.epoch, event.epoch ?? 0);
      appendThinned(run.epochs, event, run.thinning.epochs, { entries: KEPT.epochs });
      if (event.valLoss !== undefined) run.valLoss.push(event.step, event.valLoss);
      break;
    case 'probe':
      appendThinned(run.probes, event, run.thinning.probes, { entries: KEPT.probes });
      // Steps carry these too where they were sampled; a probe is the only source at step 0.
      if (event.step === 0)
        for (const metric of PROBED_METRICS) pushLayers(run.layers[metric], event.layers[metric], 0);
      break;
    case 'weights':
      appendThinned(run.weights, event, run.thinning.weights, {
        entries: KEPT.weights,
        weight: { total: WEIGHT_VALUES, weigh: valuesIn },
      });
      break;
    case 'boundary':
      appendThinned(run.boundaries, event, run.thinning.boundaries, { entries: KEPT.boundaries });
      break;
    case 'scores':
      appendThinned(run.scores, event, run.thinning.scores, { entries: KEPT.scores });
      break;
    case 'finding':
      applyFinding(run, event);
      break;
    case 'control':
      appendThinned(run.controls, event, run.thinning.controls, { entries: KEPT.controls });
      if (event.action === 'pause') run.status = 'paused';
      if (event.action === 'resume' && run.status === 'paused') run.status = 'running';
      break;
    case 'end':
      run.end = event;
      run.status = 'ended';
      run.followed = false;
      run.stepsPerSecond = null;
      break;
    default:
      break;
  }
  return run;
}

/** Discards what was logged after step `last`. */
function resume(run: RunState, last: number): void {
  run.resumed += 1;
  run.end = null;
  run.status = 'running';
  if (run.steps === 0) return;
  const { recent, opening } = run;
  const stale = recent.findIndex(({ step }) => step > last);
  if (stale >= 0) run.spareSteps.push(...recent.splice(stale));
  const dropped = opening.findIndex(({ step }) => step > last);
  if (dropped >= 0) opening.splice(dropped);
  for (const series of allSeries(run)) series.cut(last);
  run.epochs = run.epochs.filter(({ step }) => step <= last);
  run.probes = run.probes.filter(({ step }) => step <= last);
  run.steps = run.loss.total;
  run.step = Math.min(run.step, last);
}

const allSeries = ({
  loss,
  accuracy,
  gradNorm,
  learningRate,
  clipped,
  valLoss,
  scalars,
  layers,
}: RunState): Series[] => [
  ...[loss, accuracy, gradNorm, learningRate, clipped, valLoss],
  ...scalars.values(),
  ...Object.values(layers).flat(),
];

/** Whether the step holds scalars only; these may count by another axis, such as epochs. */
const isAside = ({ run }: RunState, { loss, layers, gradNorm, scalars }: StepEvent): boolean =>
  run?.lossTag !== undefined &&
  loss === undefined &&
  layers === undefined &&
  gradNorm === undefined &&
  scalars !== undefined;

function applyStep(run: RunState, event: StepEvent): void {
  const { step } = event;
  for (const name in event.scalars) pushScalar(run, name, step, event.scalars[name]!);
  if (isAside(run, event)) return;
  run.step = Math.max(run.step, step);
  run.steps += 1;
  if (event.epoch !== undefined && Number.isFinite(event.epoch)) run.epoch = event.epoch;
  // A run that only seemed to be over goes on.
  if (run.status === 'starting' || (run.status === 'ended' && run.end === null)) run.status = 'running';
  run.followed = false;
  if (event.loss !== undefined) run.loss.push(step, event.loss);
  if (event.accuracy !== undefined) run.accuracy.push(step, event.accuracy);
  if (event.learningRate !== undefined) run.learningRate.push(step, event.learningRate);
  // A step that arrives out of order goes into the series only.
  if (step >= (run.recent.at(-1)?.step ?? 0)) keepStep(run.recent, run.spareSteps, event);
  if (event.skipped === true) {
    // A skipped update has a gradient that is not finite by design, and it moved no weight.
    run.skipped += 1;
    keepOpening(run.opening, event.loss === undefined ? { step } : { step, loss: event.loss });
    return;
  }
  if (event.gradNorm !== undefined) run.gradNorm.push(step, event.gradNorm);
  if (event.clipped !== undefined) run.clipped.push(step, event.clipped ? 1 : 0);
  if (event.layers !== undefined) {
    for (const metric of LAYER_METRICS) pushLayers(run.layers[metric], event.layers[metric], step);
  }
  keepOpening(run.opening, event);
}

function pushScalar({ scalars }: RunState, name: string, step: number, value: number): void {
  let series = scalars.get(name);
  if (series === undefined) {
    series = new Series();
    scalars.set(name, series);
  }
  series.push(step, value);
}

/** null is not a sample; a layer that appears later starts its series then. */
function pushLayers(series: Series[], values: ArrayLike<number | null>, step: number): void {
  for (let layer = 0; layer < values.length; layer += 1) {
    const value = values[layer];
    while (series.length <= layer) series.push(new Series(capacityFor(values.length)));
    if (value !== null && value !== undefined) series[layer]?.push(step, value);
  }
}

/** Buckets of a layer's series: the layers of a large model share the memory of `WHOLE_LAYERS`. */
const capacityFor = (layers: number): number =>
  Math.max(LEAST_BUCKETS, 2 * Math.floor((BUCKETS * Math.min(1, WHOLE_LAYERS / layers)) / 2));

function applyFinding(run: RunState, event: FindingEvent): void {
  run.findings.push(event);
  // Keep the beginning, which shows the order of events, and the end, which shows the current state.
  if (run.findings.length > KEPT.findings) run.findings.splice(KEPT.findings / 2, KEPT.findings / 4);
  if (event.level === 'cleared') run.active.delete(event.rule);
  else run.active.set(event.rule, event);
}

function valuesIn(event: WeightsEvent): number {
  let count = 0;
  for (const parameter of event.parameters) count += parameter.values.length;
  return count;
}
