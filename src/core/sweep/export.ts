// A sweep as CSV and JSON, each cell with the command line that opens it as a run.
import { kebab } from '../config/describe.js';
import type { Config } from '../config/schema.js';
import { cellCommandAt } from './cellWords.js';
import { criticalLine } from './critical.js';
import { SWEEP_LOG_SCHEMA } from './header.js';
import { encode } from './log.js';
import { rowCount, type SweepMap } from './map.js';
import { metricOf, metricsOf, metricValue, SWEEP_METRICS, type SweepMetric } from './metrics.js';
import { cellTrained, type CellResult } from './results.js';

/** By row and column, then the zoomed ones; one at a time, because a large map keeps its cells in the log. */
function* sorted({ plan, cells, zoomed }: SweepMap): Generator<CellResult, undefined> {
  const all = plan.x.values.length * rowCount(plan);
  for (let key = 0; key < all; key += 1) {
    const cell = cells.get(key);
    if (cell !== undefined) yield cell;
  }
  yield* [...zoomed.values()].sort((a, b) => a.y - b.y || a.x - b.x);
}

/** A zoomed cell has no place on the map. */
const place = ({ column, row }: CellResult): readonly (number | null)[] => (column < 0 ? [null, null] : [column, row]);

const quoted = (text: string): string => (/[",\r\n]/.test(text) ? `"${text.replace(/"/g, '""')}"` : text);
const field = (value: string | number | boolean | null): string =>
  typeof value === 'string' ? quoted(value) : value === null ? '' : String(value);

const ALWAYS = SWEEP_METRICS.filter((metric) => metricOf(metric).chosen === 'always');

/** RFC 4180 with a header row, line by line; unknown values are empty. */
export function* sweepCsv(map: SweepMap, base: Config): Generator<string, undefined> {
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
  yield `${[...names, 'trained', 'command'].join(',')}\r\n`;
  for (const cell of sorted(map)) {
    const values = [
      ...place(cell),
      ...[cell.x, cell.y, ...(z === undefined ? [] : [cell.z ?? null]), cell.seeds.length],
      ...[...ALWAYS.map((metric) => metricValue(metric, cell)), cell.diverged],
      ...chosen.map((metric) => (metric === 'verdict' ? (cell.verdict ?? null) : metricValue(metric, cell))),
      cellTrained(cell),
      cellCommandAt(map.plan, cell, base),
    ];
    yield `${values.map(field).join(',')}\r\n`;
  }
}

/** Non-finite numbers as strings, like in the log; in pieces, cell by cell. */
export function* sweepJson(map: SweepMap, metric: SweepMetric, base: Config): Generator<string, undefined> {
  // Each map of a third axis has a line of its own.
  const line = map.plan.z === undefined ? criticalLine(map.plan) : null;
  const critical = line === null ? null : { along: line.along, values: line.values };
  const frame = encode({ schema: SWEEP_LOG_SCHEMA, ...map.plan, metric, critical, cells: [] }, 1);
  yield frame.slice(0, frame.lastIndexOf(']'));
  let [before, after] = ['\n  ', ''];
  for (const cell of sorted(map)) {
    const row = { ...cell, trained: cellTrained(cell), command: cellCommandAt(map.plan, cell, base) };
    yield `${before}${encode(row, 1).replaceAll('\n', '\n  ')}`;
    [before, after] = [',\n  ', '\n '];
  }
  yield `${after}]\n}\n`;
}
