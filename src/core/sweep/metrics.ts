// The metrics of a plan, and the values of its cells: median and range over seeds, place on the colour scale.
import type { Config } from '../config/schema.js';
import { idleReason } from '../config/settings/index.js';
import { median } from '../median.js';
import type { Instrument, Metric, Span } from './metric.js';
import { METRICS } from './metricTable.js';
import type { CellResult, SeedResult } from './results.js';

export type SweepMetric = keyof typeof METRICS;
type Table = typeof METRICS;
/** The metrics that a plan lists, because no setting says that they are measured. */
export type Measured = { [M in SweepMetric]: Table[M]['chosen'] extends 'measure' ? M : never }[SweepMetric];

export const SWEEP_METRICS = Object.keys(METRICS) as readonly SweepMetric[];
export const metricOf = (name: SweepMetric): Metric => METRICS[name];
export const MEASURED = SWEEP_METRICS.filter((name): name is Measured => METRICS[name].chosen === 'measure');

const isInstrument = (chosen: Metric['chosen']): chosen is Instrument =>
  chosen !== 'always' && chosen !== 'seeds' && chosen !== 'measure';

/** What a plan says about its metrics. */
interface Measuring {
  readonly config: Config;
  readonly seeds: number;
  readonly measures?: readonly Measured[];
}

/** Whether every cell of the plan has the metric. */
export function isMeasured({ config, seeds, measures = [] }: Measuring, name: SweepMetric): boolean {
  const { chosen } = metricOf(name);
  if (chosen === 'always') return true;
  if (chosen === 'seeds') return seeds > 1;
  if (chosen === 'measure') return measures.some((one) => one === name);
  return config[chosen] === 'on' && whyWithout(config, name) === null;
}

/** The metrics of a plan, in the order of the table. */
export const metricsOf = (plan: Measuring): readonly SweepMetric[] =>
  SWEEP_METRICS.filter((name) => isMeasured(plan, name));

/** Why a configuration cannot have the metric; null: it can. */
export function whyWithout(config: Config, name: SweepMetric): string | null {
  const { chosen, without } = metricOf(name);
  const idle = isInstrument(chosen) ? idleReason(config, chosen) : null;
  return idle ?? without?.(config) ?? null;
}

/** The same plan with the metric measured in it. */
export function measuring<P extends Measuring>(plan: P, name: SweepMetric): P {
  const { chosen } = metricOf(name);
  if (isInstrument(chosen)) return { ...plan, config: { ...plan.config, [chosen]: 'on' } };
  if (chosen !== 'measure') return plan;
  return { ...plan, measures: MEASURED.filter((one) => one === name || plan.measures?.includes(one) === true) };
}

/** The value of a cell; null if it has none. The verdict has no number. */
export const metricValue = (name: SweepMetric, cell: CellResult): number | null => metricOf(name).ofCell(cell) ?? null;

/** The position of a cell on the colour scale, which `span` fits to its map; null for a missing value. */
export function metricFraction(name: SweepMetric, cell: CellResult, span: Span | null = null): number | null {
  const [run] = cell.seeds;
  const value = metricValue(name, cell);
  if (run === undefined || value === null) return null;
  const fraction = metricOf(name).fraction(value, run, span);
  return fraction === null || Number.isNaN(fraction) ? null : Math.min(1, Math.max(0, fraction));
}

/** The median of the runs' values; null if no run has one. */
export function middleOf(name: SweepMetric, seeds: readonly SeedResult[]): number | null {
  const { ofRun, geometric } = metricOf(name);
  const known = seeds.flatMap((run) => ofRun?.(run) ?? []);
  // Ratios are averaged as logarithms, so the median of an even count lies halfway in decades.
  const middle = median(geometric === true ? known.map(Math.log10) : known);
  if (Number.isNaN(middle)) return null;
  return geometric === true ? 10 ** middle : middle;
}

/** Smallest and largest value of the runs; null with one run, or without values. */
export function rangeOf(name: SweepMetric, seeds: readonly SeedResult[]): readonly [number, number] | null {
  const { ofRun } = metricOf(name);
  const known = seeds.flatMap((run) => ofRun?.(run) ?? []).filter((value) => !Number.isNaN(value));
  return seeds.length < 2 || known.length === 0 ? null : [Math.min(...known), Math.max(...known)];
}

/** The table in docs/sweep.md. A test compares it. */
export const metricsMarkdown = (): string =>
  [
    '| metric | unit | for one run | dark to bright |',
    '|---|---|---|---|',
    ...SWEEP_METRICS.map((name) => {
      const { unit, doc, scale } = METRICS[name];
      return `| \`${name}\` | ${unit} | ${doc} | ${scale} |`;
    }),
  ].join('\n') + '\n';
