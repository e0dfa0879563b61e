// Estimates from the settings the cost of training each cell of a map. The estimate balances the shards.
import { CELLS, isConv, isRecurrent } from '../config/cells.js';
import { widthsOf } from '../config/layers.js';
import type { Config } from '../config/schema.js';
import type { SweepField } from '../config/settings/index.js';
import { rowCount, valuesAt, type SweepPlan } from './map.js';

/** Axes that change the arithmetic of a run. A run that diverges ends early, but no setting predicts that. */
const COSTLY: ReadonlySet<SweepField> = new Set<SweepField>(['depth', 'width', 'batchSize']);

/** Nanoseconds on the compiled engine: a run, a step, a unit and a weight for one sample, each forward and backward. */
const NS = { run: 8e6, step: 8e3, unit: 8, weight: 0.9 } as const;

/** Pixels of the shipped images, and of what a unit of a convolution reads. */
const PIXELS = 64;
const WINDOW = 9;

type Sized = Pick<
  Config,
  'depth' | 'width' | 'layerWidths' | 'batchSize' | 'samples' | 'epochs' | 'cell' | 'sequenceLength'
>;

/** Of one run, in nanoseconds on a machine of 2026; only ratios count. */
export function runCost(config: Sized): number {
  const widths = widthsOf(config);
  const { gates } = CELLS[config.cell];
  const recurrent = isRecurrent(config.cell);
  const conv = isConv(config.cell);
  const units = widths.reduce((sum, width) => sum + width, 0);
  const weights = widths.reduce(
    (sum, width, layer) =>
      sum + gates * width * ((conv ? WINDOW : 1) * (widths[layer - 1] ?? 2) + (recurrent ? width : 0)),
    0,
  );
  const { samples, epochs, batchSize, sequenceLength } = config;
  const times = recurrent ? sequenceLength : 1;
  const places = conv ? PIXELS : times;
  const steps = Math.ceil(samples / Math.min(samples, batchSize));
  return NS.run + epochs * (steps * NS.step * times + samples * places * (units * NS.unit + weights * NS.weight));
}

/** Cost of each cell in row-major order (`cellKey`). */
export function cellCosts(plan: SweepPlan): Float64Array {
  const { config, x, y, z } = plan;
  const [columns, rows] = [x.values.length, y.values.length];
  const costs = new Float64Array(columns * rowCount(plan)).fill(NaN);
  const [alongX, alongY, alongZ] = [x, y, z].map((axis) => axis !== undefined && COSTLY.has(axis.field));
  const of = (column: number, row: number): number => {
    const at = valuesAt(plan, { column, row });
    return runCost({ ...config, [x.field]: at.x, [y.field]: at.y, ...(z !== undefined && { [z.field]: at.z }) });
  };
  for (let row = 0; row < rowCount(plan); row += 1)
    for (let column = 0; column < columns; column += 1) {
      // A setting without a price has the same cost at each of its values.
      const like = (alongZ === true ? row - (row % rows) : 0) + (alongY === true ? row % rows : 0);
      const known = like * columns + (alongX === true ? column : 0);
      if (Number.isNaN(costs[known])) costs[known] = of(alongX === true ? column : 0, like);
      costs[row * columns + column] = costs[known] ?? NaN;
    }
  return costs;
}
