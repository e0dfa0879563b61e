// A sweep as CSV and JSON, each cell with the command line that opens it as a run.
import { kebab } from '../config/describe.js';
import type { Config } from '../config/schema.js';
import { cellCommandAt } from './cellWords.js';
import { criticalLine } from './critical.js';
import { SWEEP_LOG_SCHEMA } from './header.js';
import { encode } from './log.js';
import type { SweepMap } from './map.js';
import { metricOf, metricsOf, metricValue, SWEEP_METRICS, type SweepMetric } from './metrics.js';
import { cellTrained, type CellResult } from './results.js';

const sorted = (map: SweepMap): CellResult[] => [
  ...[...map.cells.values()].sort((a, b) => a.row - b.row || a.column - b.column),
  ...[...map.zoomed.values()].sort((a, b) => a.y - b.y || a.x - b.x),
];

/** A zoomed cell has no place on the map. */
const place = ({ column, row }: CellResult): readonly (number | null)[] => (column < 0 ? [null, null] : [column, row]);

const field = (value: string | number | boolean | null): string => {
  const text = value === null ? '' : String(value);
  return /[",\r\n]/.test(text) ? `"${text.replace(/"/g, '""')}"` : text;
};

const ALWAYS = SWEEP_METRICS.filter((metric) => metricOf(metric).chosen === 'always');

/** RFC 4180 with a header row; unknown values are empty. */
export function sweepCsv(map: SweepMap, base: Config): string {
  const { x, y, z } = map.plan;
  const chosen = metricsOf(map.plan).filter((metric) => !ALWAYS.includes(metric));
  const names = [
    'column',
    'row',
    kebab(x.field),
    kebab(y.field),
    ...(z === undefined ? [] : [kebab(z.field)]),
    'seeds',
    ...ALWAYS.map((metric) => metricOf(metric).words),
    'diverged',
    ...chosen.map((metric) => metricOf(metric).words),
  ];
  const rows = sorted(map).map((cell) =>
    [
      ...place(cell),
      ...[cell.x, cell.y, ...(z === undefined ? [] : [cell.z ?? null]), cell.seeds.length],
      ...[...ALWAYS.map((metric) => metricValue(metric, cell)), cell.diverged],
      ...chosen.map((metric) => (metric === 'verdict' ? (cell.verdict ?? null) : metricValue(metric, cell))),
      cellTrained(cell),
      cellCommandAt(map.plan, cell, base),
    ]
      .map(field)
      .join(','),
  );
  return `${[[...names, 'trained', 'command'].join(','), ...rows].join('\r\n')}\r\n`;
}

/** Non-finite numbers as strings, like in the log. */
export function sweepJson(map: SweepMap, metric: SweepMetric, base: Config): string {
  const cells = sorted(map).map((cell) => ({
    ...cell,
    trained: cellTrained(cell),
    command: cellCommandAt(map.plan, cell, base),
  }));
  // Each map of a third axis has a line of its own.
  const line = map.plan.z === undefined ? criticalLine(map.plan) : null;
  const critical = line === null ? null : { along: line.along, values: line.values };
  return `${encode({ schema: SWEEP_LOG_SCHEMA, ...map.plan, metric, critical, cells }, 1)}\n`;
}
