// One cell of a map in words: position, values, and the command line that trains it.
import { configToCommandLine, kebab } from '../config/describe.js';
import type { Config } from '../config/schema.js';
import type { SweepAxis } from './axis.js';
import { cellConfig, cellKey, type SweepMap, type SweepPlan } from './map.js';
import { metricOf, metricsOf, metricValue, rangeOf, type SweepMetric } from './metrics.js';
import { valueWords } from './label.js';
import type { SweepCell } from './order.js';
import { cellDiverged, cellTrained, type CellResult } from './results.js';

/** The run of a cell's first seed. `base`: the preset's own configuration. */
export function cellCommand(plan: SweepPlan, cell: SweepCell, base: Config): string {
  const backend = plan.backend === 'auto' ? '' : ` --backend ${plan.backend}`;
  return configToCommandLine(cellConfig(plan, cell), base, plan.preset) + backend;
}

/** The same for a cell of any zoom, by its values. */
export function cellCommandAt(plan: SweepPlan, { x, y, z }: Pick<CellResult, 'x' | 'y' | 'z'>, base: Config): string {
  const only = (axis: SweepAxis, value: number): SweepAxis => ({ ...axis, values: [value] });
  const third = plan.z === undefined || z === undefined ? {} : { z: only(plan.z, z) };
  return cellCommand({ ...plan, x: only(plan.x, x), y: only(plan.y, y), ...third }, { column: 0, row: 0 }, base);
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

function valuesOf({ x, y, z }: SweepPlan, { column, row }: SweepCell): string {
  const rows = y.values.length;
  const words = ({ field, values }: SweepAxis, at: number): string => `${kebab(field)} ${valueWords(values)[at] ?? ''}`;
  const all = [words(x, column), words(y, row % rows), ...(z === undefined ? [] : [words(z, Math.floor(row / rows))])];
  return all.join(', ');
}

function seedsOf({ seeds, config }: SweepPlan, diverged: number): string {
  if (seeds === 1) return `seed ${config.seed}`;
  return `${seeds} seeds from ${config.seed}${diverged === 0 ? '' : `, ${diverged} diverged`}`;
}

export interface Figure {
  readonly metric: SweepMetric;
  readonly text: string;
}

/** Every metric of a cell, with the range of several seeds; `-` for a missing value. */
export const cellFigures = ({ plan, cells }: SweepMap, cell: SweepCell): Figure[] => {
  const result = cells.get(cellKey(plan, cell));
  return metricsOf(plan).map((metric) => ({ metric, text: figureOf(metric, result) }));
};

function figureOf(metric: SweepMetric, cell: CellResult | undefined): string {
  const { words, format } = metricOf(metric);
  if (metric === 'verdict') return `${words} ${cell?.verdict ?? '-'}`;
  const value = cell === undefined ? null : metricValue(metric, cell);
  if (cell === undefined || value === null) return `${words} -`;
  const range = rangeOf(metric, cell.seeds);
  const [low, high] = range ?? [value, value];
  const spread = format(low) === format(high) ? '' : ` (${format(low)}..${format(high)})`;
  return `${words} ${format(value)}${spread}`;
}

/** About the longest texts of a cell's metrics. */
export const longestFigures = (plan: SweepPlan): readonly string[] =>
  metricsOf(plan).map((metric) => {
    const value = metric === 'verdict' ? 'batch-norm-depth' : '9.9e-9';
    const range = plan.seeds > 1 && metricOf(metric).ofRun !== undefined ? ` (${value}..${value})` : '';
    return `${metricOf(metric).words} ${value}${range}`;
  });
