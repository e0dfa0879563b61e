// Trains the networks of the Keras reference with several seeds and measures them by the same definitions.
import { readFileSync } from 'node:fs';
import { parseConfig } from '../../src/core/config/presets.js';
import type { Config } from '../../src/core/config/schema.js';
import { initialParameters } from '../../src/core/network/initializers.js';
import type { GradtopEvent } from '../../src/core/run/events.js';
import type { BackendChoice } from '../../src/core/config/backends.js';
import { chooseEngine } from '../../src/training/backends.js';
import { createCompiledEngine } from '../../src/training/compiled/index.js';
import { prepare, train } from '../../src/training/loop.js';
import { firstRows } from '../../src/training/pictures.js';
import { stepFigures } from '../../src/training/stepFigures.js';
import { stepVectors } from '../../src/training/vectors.js';
import { noTable } from './noTable.js';

interface Spread {
  readonly median: number;
  readonly min: number;
  readonly max: number;
}

export interface KerasRow {
  readonly name: string;
  readonly config: {
    readonly depth: number;
    readonly width: number;
    readonly activation: string;
    readonly optimizer: string;
    readonly learningRate: number;
    readonly initializer: string;
    readonly batchNorm: boolean;
    readonly residual: boolean;
  };
  readonly finalEpochLoss: Spread;
  readonly finalFullDataLoss: Spread;
  readonly accuracy: Spread;
  readonly firstKernelMedianPercentChange: Spread;
  readonly seedsAtPlateau: number;
  readonly decadesPerLayerOverHiddenLayers: Readonly<Record<string, number>>;
  readonly kernelGradientRmsFullData: Readonly<Record<string, readonly number[]>>;
}

export const KERAS = JSON.parse(readFileSync(new URL('../fixtures/keras/lesson.json', import.meta.url), 'utf8')) as {
  readonly rows: readonly KerasRow[];
};

const camel = (name: string): string => name.replace(/_([a-z])/g, (_, letter: string) => letter.toUpperCase());

/** The reference row's configuration in our words. */
export const configOfRow = (row: KerasRow, seed: number): Config =>
  parseConfig(
    {
      depth: row.config.depth,
      width: row.config.width,
      activation: row.config.activation,
      optimizer: row.config.optimizer,
      learningRate: row.config.learningRate,
      initializer: camel(row.config.initializer),
      batchNorm: row.config.batchNorm ? 'before' : 'none',
      residual: row.config.residual ? 1 : 0,
      seed,
    },
    row.name,
  );

export interface Measured {
  readonly epochLoss: number;
  readonly loss: number;
  readonly accuracy: number;
  readonly percentChange: number;
}

const now = (): number => performance.now();

/** Trains to the end on the fastest engine and returns all events. */
export async function trainedEvents(config: Config, backend: BackendChoice = 'compiled'): Promise<GradtopEvent[]> {
  const events: GradtopEvent[] = [];
  const options = {
    runId: 'test',
    config,
    createEngine: (r: Parameters<typeof chooseEngine>[1]) => chooseEngine(backend, r, now),
    readTable: noTable,
    nodeVersion: '',
    startedAt: '',
    now: () => 0,
  };
  await train(options, (event) => void events.push(event));
  return events;
}

/** Least-squares slope of log10 over the index. */
export function slope(values: readonly number[]): number {
  const logs = values.map((v) => Math.log10(v));
  const middle = (logs.length - 1) / 2;
  const mean = logs.reduce((a, b) => a + b, 0) / logs.length;
  const over = logs.reduce((sum, v, i) => sum + (i - middle) * (v - mean), 0);
  return over / logs.reduce((sum, _, i) => sum + (i - middle) ** 2, 0);
}

/** Slope over the hidden layers before any step, from the gradient of the loss on all data. Cheap enough for many seeds. */
export function decadesAtStart(config: Config): number {
  const { request, dataset, config: resolved, layout } = prepare(config);
  const engine = createCompiledEngine(request);
  const vectors = stepVectors(initialParameters(resolved, layout), layout.parameters);
  const batch = firstRows(dataset, dataset.samples);
  engine.gradient(vectors.parameters, batch, vectors.gradient, new Float32Array(layout.stateCount));
  engine.dispose();
  return slope(stepFigures(vectors).gradient().gradRms.slice(0, -1));
}

export async function measure(config: Config): Promise<Measured> {
  const events = await trainedEvents(config);
  const end = events.find((event) => event.type === 'end')!;
  const epoch = events.findLast((event) => event.type === 'epoch')!;
  return {
    epochLoss: epoch.loss ?? NaN,
    loss: end.loss ?? NaN,
    accuracy: end.accuracy ?? NaN,
    percentChange: end.weightChange?.[0]?.medianPercent ?? NaN,
  };
}

export function median(values: readonly number[]): number {
  const sorted = [...values].sort((a, b) => a - b);
  const middle = Math.floor(sorted.length / 2);
  return sorted.length % 2 === 1
    ? (sorted[middle] ?? NaN)
    : ((sorted[middle - 1] ?? NaN) + (sorted[middle] ?? NaN)) / 2;
}
