// Measures the claims about vanishing gradients beside eight seeds of Keras and prints the table of docs/lessons.md.
import { formatLoss, formatPercent } from '../src/core/format.js';
import {
  configOfRow,
  decadesAtStart,
  KERAS,
  measure,
  median,
  type KerasRow,
  type Measured,
} from '../tests/helpers/lesson.js';

const SEEDS = 16;
const DRAWS = 200;

interface Spread {
  readonly median: number;
  readonly min: number;
  readonly max: number;
}

const spreadOf = (values: readonly number[]): Spread => ({
  median: median(values),
  min: Math.min(...values),
  max: Math.max(...values),
});
const shown = ({ median: m, min, max }: Spread, format: (v: number) => string): string =>
  `${format(m)} (${format(min)} .. ${format(max)})`;

async function row(reference: KerasRow): Promise<string[]> {
  const runs: Measured[] = [];
  for (let seed = 0; seed < SEEDS; seed += 1) runs.push(await measure(configOfRow(reference, seed)));
  const over = (pick: (m: Measured) => number): Spread => spreadOf(runs.map(pick));
  const slope = median(Array.from({ length: DRAWS }, (_, seed) => decadesAtStart(configOfRow(reference, seed))));
  const theirs = reference.decadesPerLayerOverHiddenLayers['0'] ?? NaN;
  const sign = (value: number): string => `${value >= 0 ? '+' : ''}${value.toFixed(2)}`;
  const percent = (value: number): string => formatPercent(value);
  const stuck = runs.filter((run) => Math.abs(run.loss - Math.LN2) < 0.01).length;
  return [
    `| ${reference.name} | gradtop | ${shown(
      over((m) => m.loss),
      formatLoss,
    )} | ${shown(
      over((m) => m.accuracy),
      (v) => v.toFixed(2),
    )} | ${shown(
      over((m) => m.percentChange),
      percent,
    )} | ${sign(slope)} | ${stuck} of ${SEEDS} |`,
    `| | Keras | ${shown(reference.finalFullDataLoss, formatLoss)} | ${shown(reference.accuracy, (v) => v.toFixed(2))} | ${shown(reference.firstKernelMedianPercentChange, percent)} | ${sign(theirs)} | ${reference.seedsAtPlateau} of 8 |`,
  ];
}

export async function main(): Promise<void> {
  console.log(
    '| network | by | loss on all data | accuracy | first kernel moved, median | decades a layer at the start | seeds at 0.693 |',
  );
  console.log('|---|---|---|---|---|---|---|');
  for (const reference of KERAS.rows) for (const line of await row(reference)) console.log(line);
}
