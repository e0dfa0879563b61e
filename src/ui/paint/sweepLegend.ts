// The legend of a map in one row: the ramp with its ends, the mark of diverged cells, the critical line.
import { formatLoss } from '../../core/format.js';
import { axisLabel } from '../../core/sweep/axis.js';
import type { CriticalLine } from '../../core/sweep/critical.js';
import { R_DECADES, SLOPE_DECADES, type SweepMap, type SweepMetric } from '../../core/sweep/map.js';
import type { Place } from '../../core/screen/area.js';
import { put, text, type Canvas } from '../../core/screen/canvas.js';
import { rampColour } from './colour.js';
import { code, glyphs } from './glyphs.js';
import type { Look } from '../themes/theme.js';
import { densityGlyph } from './heat.js';
import { fitting } from './words.js';

/** What a map shows. */
export interface MapLook extends Look {
  readonly metric: SweepMetric;
  readonly critical: CriticalLine | null;
}

const RAMP_CELLS = 12;

/** The metric's values at the dark and bright ends. */
function ends(map: SweepMap, metric: SweepMetric): readonly [string, string] {
  const run = map.cells.values().next().value?.seeds[0];
  if (metric === 'loss') return [run === undefined ? 'chance' : `${formatLoss(run.labelEntropy)} (chance)`, '0'];
  if (metric === 'accuracy') return [run === undefined ? 'chance' : axisLabel(1 / Math.max(1, run.classes)), '1'];
  if (metric === 'R' || metric === 'initialR') return [`R 1e-${R_DECADES}`, `1e${R_DECADES}`];
  return [`loses ${SLOPE_DECADES} decades a layer`, `gains ${SLOPE_DECADES}`];
}

/** Entries that do not fit after the ramp are shortened or dropped. */
export function paintSweepLegend(canvas: Canvas, { x, y }: Place, map: SweepMap, look: MapLook): void {
  const { metric, critical, theme, ascii } = look;
  const muted = { fg: theme.muted };
  const [dark, bright] = ends(map, metric);
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
  text(canvas, at, y, fitting([diverged + theory, diverged + short, diverged, ''], canvas.width - at, ascii), muted);
}

function theoryWords({ along, values }: CriticalLine, ascii: boolean): string {
  const line = along === 'y' ? (ascii ? '~~~' : '───') : ascii ? '|' : '│';
  const known = values.filter((value) => value !== null);
  const [first] = known;
  const same = first !== undefined && known.every((value) => value === first);
  return `  ${line} theory: chi = 1${same ? ` at ${axisLabel(first)}` : ''}`;
}
