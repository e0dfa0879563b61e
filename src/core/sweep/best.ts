// The best cells of a map, as a table with their command lines.
import { kebab } from '../config/describe.js';
import type { Config } from '../config/schema.js';
import { UserError } from '../userError.js';
import { cellCommandAt } from './cellWords.js';
import { valueWords } from './label.js';
import type { SweepMap } from './map.js';
import { metricOf, metricsOf, metricValue, rangeOf, type SweepMetric } from './metrics.js';
import { cellDiverged, type CellResult } from './results.js';

/** The cells with the best values, the best first; among equals the smaller loss. @throws UserError for a metric without a better end */
export function bestCells(map: SweepMap, metric: SweepMetric, count: number): CellResult[] {
  const { better } = metricOf(metric);
  if (better === null) {
    const allowed = metricsOf(map.plan).filter((name) => metricOf(name).better !== null);
    throw new UserError(`--metric: neither end of ${metric} is better; allowed: ${allowed.join(', ')}`);
  }
  const sign = better === 'low' ? 1 : -1;
  const value = (cell: CellResult): number => metricValue(metric, cell) ?? NaN;
  const order = (a: number, b: number): number => (a === b ? 0 : a < b ? -1 : 1);
  const compare = (a: CellResult, b: CellResult): number =>
    order(sign * value(a), sign * value(b)) || order(a.loss, b.loss) || a.y - b.y || a.x - b.x;
  let found: CellResult[] = [];
  for (const cells of [map.cells, map.zoomed])
    for (const cell of cells.values()) {
      if (cellDiverged(cell) || Number.isNaN(value(cell))) continue;
      // A large map is never in memory as a whole.
      if (found.push(cell) >= 2 * count + SORTED_AT_ONCE) found = found.sort(compare).slice(0, count);
    }
  return found.sort(compare).slice(0, count);
}

const SORTED_AT_ONCE = 1000;

/** Rows of text: rank, metric, the two settings, command line. `base`: the preset's own configuration. */
export function bestLines(map: SweepMap, metric: SweepMetric, count: number, base: Config): string[] {
  const { plan } = map;
  const { words, format } = metricOf(metric);
  const cells = bestCells(map, metric, count);
  const [xs, ys] = [valueWords(cells.map(({ x }) => x)), valueWords(cells.map(({ y }) => y))];
  const zs = valueWords(cells.map(({ z = NaN }) => z));
  const third = plan.z === undefined ? [] : [plan.z];
  const rows = cells.map((cell, at) => [
    String(at + 1),
    `${format(metricValue(metric, cell) ?? NaN)}${rangeWords(cell, metric)}`,
    xs[at] ?? '',
    ys[at] ?? '',
    ...third.map(() => zs[at] ?? ''),
    cellCommandAt(plan, cell, base),
  ]);
  const head = [
    '',
    words,
    kebab(plan.x.field),
    kebab(plan.y.field),
    ...third.map(({ field }) => kebab(field)),
    'command',
  ];
  const widths = head.map((name, at) => Math.max(name.length, ...rows.map((row) => row[at]?.length ?? 0)));
  const line = (row: readonly string[]): string =>
    row
      .map((text, at) => (at < head.length - 1 ? text.padStart(widths[at] ?? 0) : text))
      .join('  ')
      .trimEnd();
  return [head, ...rows].map(line);
}

function rangeWords({ seeds }: CellResult, metric: SweepMetric): string {
  const range = rangeOf(metric, seeds);
  const { format } = metricOf(metric);
  return range === null ? '' : ` (${format(range[0])}..${format(range[1])})`;
}
