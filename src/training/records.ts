// The rare events: run, epoch, snapshot and end.
import type { ResolvedConfig } from '../core/config/schema.js';
import type { NetworkLayout } from '../core/network/layout.js';
import {
  RUN_LOG_SCHEMA,
  type EndEvent,
  type EndReason,
  type EpochEvent,
  type RunEvent,
  type NamedTensor,
  type SnapshotEvent,
} from '../core/run/events.js';
import { classCounts, type Dataset } from '../core/data/dataset.js';
import { classImages, dataFacts, labelEntropy, projection } from '../data/index.js';
import type { Batch, EngineChoice } from './engine.js';
import type { Network } from './pictures.js';
import type { Prepared } from './prepare.js';
import { evaluate } from './scores.js';
import { weightChanges } from './statistics.js';

/** Facts about the process that the caller supplies for the `run` event. */
export interface RunFacts {
  readonly runId: string;
  readonly nodeVersion: string;
  /** ISO 8601. */
  readonly startedAt: string;
}

export function runEvent(
  facts: RunFacts,
  { config, dataset, validation, layout }: Prepared,
  { engine, tfjs, why }: EngineChoice,
  stepsPerEpoch: number,
  totalSteps: number,
): RunEvent {
  const points = projection(dataset);
  const images = classImages(dataset);
  return {
    type: 'run',
    schema: RUN_LOG_SCHEMA,
    runId: facts.runId,
    name: config.name,
    config,
    engine: { backend: engine.backend, tfjs, node: facts.nodeVersion, why },
    layers: layout.layers.map(({ name, kind, activation, units, parameterCount }) => ({
      name,
      kind,
      activation,
      units,
      parameterCount,
    })),
    parameters: layout.parameters.map(({ name, shape, layer }) => ({ name, shape, layer })),
    dataset: {
      name: dataset.name,
      samples: dataset.samples,
      features: dataset.features,
      classes: dataset.classes,
      ...dataFacts(dataset, config.outputActivation),
      ...(points === null ? {} : { points }),
      ...(images === null ? {} : { images }),
      ...(dataset.classNames.length > 0 ? { classNames: dataset.classNames } : {}),
      ...(dataset.dropped ? { dropped: dataset.dropped } : {}),
      ...tableFacts(dataset, validation),
    },
    labelEntropy: labelEntropy(dataset, config.loss),
    stepsPerEpoch,
    totalSteps,
    startedAt: facts.startedAt,
  };
}

/** Fields that only tables have. */
const tableFacts = (dataset: Dataset, validation: Dataset | null) =>
  dataset.report === undefined
    ? {}
    : {
        ...(dataset.classes > 0 ? { classCounts: classCounts(dataset) } : {}),
        ...(validation === null ? {} : { validation: validation.samples }),
        target: dataset.report.target.name,
        table: dataset.report,
      };

export interface EpochFigures {
  readonly epoch: number;
  readonly step: number;
  readonly sums: { readonly loss: number; readonly correct: number; readonly samples: number };
  readonly classes: boolean;
  readonly elapsedMs: number;
}

export function epochEvent(network: Network, validation: Dataset | null, figures: EpochFigures): EpochEvent {
  const { epoch, step, sums, classes, elapsedMs } = figures;
  const { runId } = network;
  const held = validation === null ? null : evaluate(network, validation);
  return {
    type: 'epoch',
    runId,
    epoch,
    step,
    loss: sums.loss / sums.samples,
    ...(classes ? { accuracy: sums.correct / sums.samples } : {}),
    ...(held === null ? {} : { valLoss: held.loss }),
    ...(held === null || !classes || validation === null ? {} : { valAccuracy: held.correct / validation.samples }),
    elapsedMs,
  };
}

export const named = (layout: NetworkLayout, values: Float32Array): NamedTensor[] =>
  layout.parameters.map(({ name, shape, offset, size }) => ({
    name,
    shape,
    values: values.slice(offset, offset + size),
  }));

/** The part of a snapshot that is taken before the update. */
export function snapshotStart(
  { runId, layout, dataset, parameters }: Network,
  step: number,
  { size, x, y }: Batch,
  gradient: Float32Array,
  loss: number,
): Required<Omit<SnapshotEvent, 'parametersAfter'>> {
  const { features, timesteps, outputs } = dataset;
  const shape = timesteps === 1 ? [size, features] : [size, timesteps, features];
  return {
    type: 'snapshot',
    runId,
    step,
    batch: {
      x: { shape, values: x.slice(0, size * timesteps * features) },
      y: { shape: [size, outputs], values: y.slice(0, size * outputs) },
    },
    parameters: named(layout, parameters),
    gradients: named(layout, gradient),
    loss,
  };
}

export interface Ending {
  readonly step: number;
  readonly reason: EndReason;
  readonly elapsedMs: number;
  /** Why early stopping ended the run; null: it did not. */
  readonly stopped: string | null;
  /** Step of the best weights, where they are not the last. */
  readonly keptStep: number | null;
}

/** The finished network on the whole training set, in evaluation mode. */
export function endEvent(
  network: Network,
  config: ResolvedConfig,
  { step, reason, elapsedMs, stopped, keptStep }: Ending,
): EndEvent {
  const { parameters, dataset, layout, initial, runId } = network;
  const { loss, correct } = evaluate(network, dataset);
  const messages: Readonly<Record<EndReason, string>> = {
    completed: stopped ?? `trained ${step} steps`,
    stopped: `stopped after step ${step}`,
    diverged: `loss or gradient non-finite up to step ${step}`,
    crashed: `crashed after step ${step}`,
  };
  return {
    type: 'end',
    runId,
    step,
    reason,
    loss,
    ...(dataset.classes > 0 ? { accuracy: correct / dataset.samples } : {}),
    elapsedMs,
    weightChange: weightChanges(layout, initial, parameters, config.learningRate),
    ...(keptStep === null ? {} : { keptStep }),
    message: keptStep === null ? messages[reason] : `${messages[reason]}; the weights of step ${keptStep} are kept`,
  };
}
