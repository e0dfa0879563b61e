// One cell of a map in words: position, values, and the command line that trains it.
import { configToCommandLine, kebab } from '../config/describe.js';
import type { Config } from '../config/schema.js';
import { formatAccuracy, formatFixed, formatLoss, formatSetting, formatSmall } from '../format.js';
import {
  cellConfig,
  cellDiverged,
  cellKey,
  cellTrained,
  SWEEP_METRICS,
  type SweepMap,
  type SweepMetric,
  type SweepPlan,
} from './map.js';
import type { SweepCell } from './order.js';

/** The run of a cell's first seed. `base`: the preset's own configuration. */
export function cellCommand(plan: SweepPlan, cell: SweepCell, base: Config): string {
  const backend = plan.backend === 'auto' ? '' : ` --backend ${plan.backend}`;
  return configToCommandLine(cellConfig(plan, cell), base, plan.preset) + backend;
}

/** `depth 8, initializer-gain 1.25: trains (3 seeds from 0)`. */
export function cellPlace({ plan, cells }: SweepMap, cell: SweepCell): string {
  const result = cells.get(cellKey(plan, cell));
  if (result === undefined) return `${valuesOf(plan, cell)}: pending`;
  const what = cellDiverged(result) ? 'diverged' : cellTrained(result) ? 'trains' : 'does not train';
  return `${valuesOf(plan, cell)}: ${what} (${seedsOf(plan, result.diverged)})`;
}

/** The longest position text of a cell with these values. */
export const longestPlace = (plan: SweepPlan, cell: SweepCell): string =>
  `${valuesOf(plan, cell)}: does not train (${seedsOf(plan, plan.seeds)})`;

const valuesOf = ({ x, y }: SweepPlan, { column, row }: SweepCell): string =>
  `${kebab(x.field)} ${formatSetting(x.values[column])}, ${kebab(y.field)} ${formatSetting(y.values[row])}`;

function seedsOf({ seeds, config }: SweepPlan, diverged: number): string {
  if (seeds === 1) return `seed ${config.seed}`;
  return `${seeds} seeds from ${config.seed}${diverged === 0 ? '' : `, ${diverged} diverged`}`;
}

export const METRIC_WORDS: Readonly<Record<SweepMetric, string>> = {
  loss: 'loss',
  accuracy: 'accuracy',
  R: 'R',
  slope: 'slope',
  initialR: 'initial R',
};

const FORMATS: Readonly<Record<SweepMetric, (value: number) => string>> = {
  loss: formatLoss,
  accuracy: formatAccuracy,
  R: formatSmall,
  slope: (value) => formatFixed(value, 3),
  initialR: formatSmall,
};

export interface Figure {
  readonly metric: SweepMetric;
  readonly text: string;
}

/** Every metric of a cell; `-` for a missing value. */
export const cellFigures = ({ plan, cells }: SweepMap, cell: SweepCell): Figure[] =>
  SWEEP_METRICS.map((metric) => {
    const value = cells.get(cellKey(plan, cell))?.[metric] ?? null;
    return { metric, text: `${METRIC_WORDS[metric]} ${value === null ? '-' : FORMATS[metric](value)}` };
  });
