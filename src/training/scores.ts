// How well the network predicts, in the terms of the task: a confusion matrix, or errors in the target's own units.
import type { ScoresEvent } from '../core/run/events.js';
import type { Dataset } from '../core/data/dataset.js';
import { classImages } from '../data/index.js';
import type { ForwardResult } from './engine.js';
import type { Network } from './pictures.js';

/** Maximum number of rows in a forward pass, which bounds the engine's memory. */
export const MOST_ROWS = 100_000;
/** Maximum number of rows that are scored before the end; fewer of images that are convolved and of sequences, which take longer. */
const SAMPLED_ROWS = 10_000;
const SAMPLED_LONG_ROWS = 500;
/** Samples whose predictions are logged. */
const MOST_PAIRS = 300;

type Evaluated = Pick<ForwardResult, 'loss' | 'correct'>;

/** Loss and correct answers over all rows, in evaluation mode. `see` gets the output of each piece and its first row. */
export function evaluate(
  { engine, parameters, state }: Network,
  data: Dataset,
  rows = data.samples,
  see: (output: Float32Array, from: number) => void = () => undefined,
): Evaluated {
  const width = data.timesteps * data.features;
  let [loss, correct] = [0, 0];
  for (let from = 0; from < rows; from += MOST_ROWS) {
    const size = Math.min(MOST_ROWS, rows - from);
    const batch = { size, x: data.x.subarray(from * width), y: data.y.subarray(from * data.outputs) };
    const result = engine.forward(parameters, state, batch, false);
    see(result.output, from);
    if (size === rows) return result;
    loss += (result.loss * size) / rows;
    correct += result.correct;
  }
  return { loss, correct };
}

type Scores = NonNullable<ScoresEvent['training']>;

/** Scores of a table, and the answers of generated classes; null for generated numbers. `whole`: of all rows, as at the end. */
export function scoresEvent(
  network: Network,
  validation: Dataset | null,
  step: number,
  whole: boolean,
): ScoresEvent | null {
  const { dataset, runId } = network;
  if (dataset.report === undefined && dataset.classes === 0) return null;
  const long = dataset.timesteps > 1 || network.layout.layers[0]?.image !== undefined;
  const most = long ? SAMPLED_LONG_ROWS : SAMPLED_ROWS;
  const rows = (data: Dataset): number => (whole ? data.samples : Math.min(data.samples, most));
  return {
    type: 'scores',
    runId,
    step,
    training: scoresOf(network, dataset, rows(dataset)),
    ...(validation === null ? {} : { validation: scoresOf(network, validation, rows(validation)) }),
    ...answersOn(network),
  };
}

const shownImages = new WeakMap<Dataset, Float32Array | null>();

/** The answers on the images of the data panel, which are the same throughout a run; nothing for other data. */
function answersOn({ engine, parameters, state, dataset }: Network): Pick<ScoresEvent, 'answers'> {
  const known = shownImages.get(dataset);
  const images = known === undefined ? classImages(dataset) : null;
  const x = known ?? (images === null ? null : Float32Array.from(images.values));
  shownImages.set(dataset, x);
  if (x === null) return {};
  const { outputs } = dataset;
  const size = x.length / dataset.features;
  const { output } = engine.forward(parameters, state, { size, x, y: new Float32Array(size * outputs) }, false);
  return { answers: Array.from({ length: size }, (_, i) => answerOf(output, i, outputs)) };
}

/** At the end: of generated data only where pictures of the run are wanted. */
export const finalScores = (
  network: Network,
  validation: Dataset | null,
  step: number,
  pictures = false,
): ScoresEvent | null =>
  pictures || network.dataset.report !== undefined ? scoresEvent(network, validation, step, true) : null;

function scoresOf(network: Network, data: Dataset, rows: number): Scores {
  return data.classes > 0 ? classScores(network, data, rows) : errorScores(network, data, rows);
}

function classScores(network: Network, data: Dataset, rows: number): Scores {
  const { classes, outputs, y } = data;
  const counts = new Array<number>(classes * classes).fill(0);
  const { loss, correct } = evaluate(network, data, rows, (output, from) => {
    const size = Math.min(MOST_ROWS, rows - from);
    for (let i = 0; i < size; i += 1) {
      counts[answerOf(y, from + i, outputs) * classes + answerOf(output, i, outputs)]! += 1;
    }
  });
  const row = (truth: number): number[] => counts.slice(truth * classes, (truth + 1) * classes);
  const recalls = Array.from({ length: classes }, (_, truth) => {
    const all = row(truth).reduce((sum, n) => sum + n, 0);
    return all === 0 ? null : row(truth)[truth]! / all;
  }).filter((recall) => recall !== null);
  const most = Math.max(...Array.from({ length: classes }, (_, truth) => row(truth).reduce((sum, n) => sum + n, 0)));
  return {
    samples: rows,
    loss,
    accuracy: correct / rows,
    majority: most / rows,
    balancedAccuracy: recalls.reduce((sum, recall) => sum + recall, 0) / recalls.length,
    confusion: counts,
  };
}

/** The class of a row of outputs or targets. */
const answerOf = (values: Float32Array, row: number, outputs: number): number =>
  outputs === 1 ? Number(values[row]! > 0.5) : largest(values, row * outputs, outputs);

function largest(values: Float32Array, from: number, length: number): number {
  let best = 0;
  for (let j = 1; j < length; j += 1) if (values[from + j]! > values[from + best]!) best = j;
  return best;
}

/** In the units of the target. */
function errorScores(network: Network, data: Dataset, rows: number): Scores {
  const { mean: centre, deviation } = data.targetScale ?? { mean: 0, deviation: 1 };
  const every = Math.ceil(rows / MOST_PAIRS);
  const [truth, predicted] = [new Float32Array(Math.ceil(rows / every)), new Float32Array(Math.ceil(rows / every))];
  let [squares, absolute] = [0, 0];
  const { loss } = evaluate(network, data, rows, (output, from) => {
    const size = Math.min(MOST_ROWS, rows - from);
    for (let i = 0; i < size; i += 1) {
      const error = output[i]! - data.y[from + i]!;
      squares += error * error;
      absolute += Math.abs(error);
      if ((from + i) % every !== 0) continue;
      truth[(from + i) / every] = centre + deviation * data.y[from + i]!;
      predicted[(from + i) / every] = centre + deviation * output[i]!;
    }
  });
  let mean = 0;
  for (let i = 0; i < rows; i += 1) mean += data.y[i]! / rows;
  let total = 0;
  for (let i = 0; i < rows; i += 1) total += (data.y[i]! - mean) ** 2;
  return {
    samples: rows,
    loss,
    // A single row, or equal targets, have no variance to explain.
    ...(total === 0 ? {} : { r2: 1 - squares / total }),
    mae: (deviation * absolute) / rows,
    rmse: deviation * Math.sqrt(squares / rows),
    truth,
    predicted,
  };
}
