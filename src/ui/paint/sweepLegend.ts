// The legend of a map in one row: the ramp with its ends, the mark of diverged cells, the critical line.
import { axisLabel } from '../../core/sweep/label.js';
import type { CriticalLine } from '../../core/sweep/critical.js';
import { depthBorder } from '../../core/sweep/depthBorder.js';
import type { SweepMap } from '../../core/sweep/map.js';
import type { Span } from '../../core/sweep/metric.js';
import { metricOf, type SweepMetric } from '../../core/sweep/metrics.js';
import { VERDICT_LETTERS, VERDICT_NAMES, type VerdictName } from '../../core/sweep/verdicts.js';
import type { Place } from '../../core/screen/area.js';
import { put, text, type Canvas } from '../../core/screen/canvas.js';
import { inkOn, rampColour } from './colour.js';
import { code, glyphs } from './glyphs.js';
import type { Look } from '../themes/theme.js';
import { densityGlyph } from './heat.js';
import { fitting } from './words.js';

/** What a map shows. */
export interface MapLook extends Look {
  readonly metric: SweepMetric;
  readonly critical: CriticalLine | null;
  /** The ends of a scale that fits the map. */
  readonly span?: Span | null;
}

const RAMP_CELLS = 12;

/** Entries that do not fit after the ramp are shortened or dropped. */
export function paintSweepLegend(canvas: Canvas, { x, y }: Place, map: SweepMap, look: MapLook): void {
  const { metric, critical, theme, ascii } = look;
  const muted = { fg: theme.muted };
  if (metric === 'verdict') return paintVerdicts(canvas, { x, y }, map, look);
  const run = map.cells.values().next().value?.seeds[0];
  const [dark, bright] = metricOf(metric).ends(run, look.span ?? null);
  let at = text(canvas, x, y, `${dark} `, muted);
  for (let i = 0; i < RAMP_CELLS; i += 1, at += 1) {
    const fraction = (i + 0.5) / RAMP_CELLS;
    if (theme.rampless) put(canvas, at, y, code(densityGlyph(fraction, ascii)));
    else put(canvas, at, y, 32, { bg: rampColour(theme.ramp, fraction) });
  }
  at = text(canvas, at, y, ` ${bright}`, muted);
  const diverged = `  ${glyphs(ascii).nan} diverged`;
  const theory = critical === null ? '' : theoryWords(critical, ascii);
  const short = theory.replace('theory: ', '').replace(/ at .*/, '');
  const depth = critical === null ? '' : depthWords(borderOf(map), ascii);
  text(
    canvas,
    at,
    y,
    fitting(
      [diverged + theory + depth, diverged + short + depth, diverged + theory, diverged + short, diverged, ''],
      canvas.width - at,
      ascii,
    ),
    muted,
  );
}

/** The predicted border of depth of a whole map; a shard computes none, as it costs time. */
export const borderOf = ({ plan, total }: SweepMap): CriticalLine | null =>
  total < plan.x.values.length * plan.y.values.length ? null : depthBorder(plan);

const depthWords = (border: CriticalLine | null, ascii: boolean): string =>
  border === null ? '' : `  ${border.along === 'y' ? (ascii ? '___' : '┄┄┄') : ascii ? '!' : '┆'} 6 xi`;

function theoryWords({ along, values }: CriticalLine, ascii: boolean): string {
  const line = along === 'y' ? (ascii ? '~~~' : '───') : ascii ? '|' : '│';
  const known = values.filter((value) => value !== null);
  const [first] = known;
  const same = first !== undefined && known.every((value) => value === first);
  return `  ${line} theory: chi = 1${same ? ` at ${axisLabel(first)}` : ''}`;
}

/** A stable colour for each verdict; null: none. */
export function verdictColour(verdict: VerdictName, { runs, good, colourless }: Look['theme']): number | null {
  if (colourless) return null;
  return verdict === 'solved' ? good : (runs[VERDICT_NAMES.indexOf(verdict) % runs.length] ?? null);
}

/** The letters of the verdicts on the map, the most frequent first, as many as fit. */
function paintVerdicts(
  canvas: Canvas,
  { x, y }: Place,
  { cells }: SweepMap,
  { theme, ascii, critical }: MapLook,
): void {
  const counts = new Map<VerdictName, number>();
  for (const { verdict } of cells.values())
    if (verdict !== undefined) counts.set(verdict, (counts.get(verdict) ?? 0) + 1);
  let at = x;
  for (const [verdict] of [...counts].sort(([, a], [, b]) => b - a)) {
    if (at + verdict.length + 2 > canvas.width) break;
    const colour = verdictColour(verdict, theme);
    const style = colour === null ? {} : { fg: inkOn(colour), bg: colour };
    text(canvas, at, y, VERDICT_LETTERS[verdict], style);
    at = text(canvas, at + 2, y, verdict, { fg: theme.muted }) + 2;
  }
  if (critical !== null)
    text(canvas, at - 2, y, fitting([theoryWords(critical, ascii), ''], canvas.width - at, ascii), { fg: theme.muted });
}
