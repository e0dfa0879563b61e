// Signal propagation: the depth scale that mean-field theory predicts beside the measured one, and the singular values of the Jacobian
// from the first to the last hidden layer.
import { dashboardKeys } from '../../core/app/keymap.js';
import type { Config } from '../../core/config/schema.js';
import { depthSlopeAt } from '../../core/diagnosis/verdict.js';
import { formatCount, formatFixed, formatSmall } from '../../core/format.js';
import { whyDeclined } from '../../core/run/declined.js';
import { rmsOf } from '../../core/rms.js';
import { sampledAt } from '../../core/run/lookup.js';
import type { RunState } from '../../core/run/runState.js';
import type { Area } from '../../core/screen/area.js';
import { BOLD, put, text } from '../../core/screen/canvas.js';
import { depthScalesOf, TRAINABLE, type DepthScales } from '../../core/theory/depthScale.js';
import { paintHorizontalAxis, paintVerticalAxis } from '../paint/axis.js';
import { code, glyphs, runGlyph } from '../paint/glyphs.js';
import { boundsOf, logScale } from '../paint/scale.js';
import { fitting } from '../paint/words.js';
import { muted, paintSentences, rowsBelow, runColour, sayNothing } from './common.js';
import type { Panel, PanelView, Plot } from './panel.js';

/** Its integrals take milliseconds. */
const known = new WeakMap<Config, DepthScales | null>();
function theoryOf({ config }: RunState): DepthScales | null {
  if (config === null) return null;
  const found = known.get(config);
  if (found !== undefined) return found;
  const scales = depthScalesOf(config);
  known.set(config, scales);
  return scales;
}

/** Layers over which the mean squared gradient changes by a factor e, from its slope in decades of RMS a layer. */
function measuredScale(run: RunState, step: number | null): number | null {
  const slope = depthSlopeAt(run, step);
  return slope === null || !Number.isFinite(slope) ? null : 1 / Math.abs(2 * Math.LN10 * slope);
}

const formatScale = (scale: number): string => (scale > 999 ? 'over 999' : formatFixed(scale));
const layers = (scale: number): string => `${formatScale(scale)} layers`;

export const propagationPanel: Panel = {
  claims: {},
  extent: 'pictures',
  title: (view, width = Infinity) => {
    const { state } = view.focus;
    const [theory, measured] = [theoryOf(state), measuredScale(state, view.ui.cursorStep)];
    const predicted = theory === null ? '' : `, theory ${layers(theory.gradient)}`;
    const now = measured === null ? 'signal propagation' : `depth scale ${layers(measured)}`;
    return fitting([`${now}${predicted}`, now, 'depth scale'], width, view.ascii);
  },
  minimum: { width: 24, height: 5 },
  paint: (canvas, view) => {
    const { state } = view.focus;
    if (state.config === null) return sayNothing(canvas, view, 'no settings in this log');
    const lines = [...scaleLines(view), ...jacobianLines(view)];
    const values = valuesAt(view);
    const rows = rowsBelow(lines, canvas);
    const area: Area = { x: 7, y: 0, width: canvas.width - 7, height: canvas.height - rows - 1 };
    const drawn = values !== null && area.height >= 3 && area.width >= 8;
    if (drawn) paintValues({ canvas, view, area }, values);
    paintSentences(canvas, view, lines, drawn);
  },
};

function scaleLines(view: PanelView): string[] {
  const { state } = view.focus;
  const [theory, measured] = [theoryOf(state), measuredScale(state, view.ui.cursorStep)];
  const lines = measured === null ? [] : [`measured: ${layers(measured)} for a factor e in the squared gradient`];
  if (theory === null)
    return [...lines, 'theory: for dense layers that are alike, without batch normalization and skips'];
  const { gradient, correlation, settledCorrelation, chi } = theory;
  const become = settledCorrelation === 1 ? 'alike' : 'different';
  const inputs = correlation === null ? '' : `; inputs ${become} in ${formatScale(correlation)}`;
  const reach =
    correlation === null || correlation > 999 ? '' : `, trains to depth ${Math.round(TRAINABLE * correlation)}`;
  return [...lines, `theory: ${layers(gradient)}, chi ${formatSmall(chi)}${inputs}${reach}`];
}

interface Values {
  /** Step of the measurement, if there are later probes without one. */
  readonly since: number | null;
  readonly now: readonly number[];
  readonly start: readonly number[];
  /** From the inputs to the logits. */
  readonly output: readonly number[] | undefined;
}

/** The last singular values up to the shown step and those of the start; null if not measured. */
function valuesAt({ focus: { state }, ui }: PanelView): Values | null {
  const measured = state.probes.filter(({ singularValues }) => singularValues !== undefined);
  const probe = sampledAt(measured, ui.cursorStep);
  const now = probe?.singularValues;
  if (now === undefined) return null;
  const output = probe?.outputSingularValues;
  const start = [...(state.probes[0]?.singularValues ?? [])];
  const since = sampledAt(state.probes, ui.cursorStep) === probe ? null : probe!.step;
  return { since, now: [...now], start, output: output === undefined ? undefined : [...output] };
}

function jacobianLines(view: PanelView): string[] {
  const values = valuesAt(view);
  if (values === null) {
    const declined = whyDeclined(view.focus.state.run?.engine?.why, 'jacobian');
    if (declined !== null) return [`Jacobian of the hidden layers: not measured: ${declined}`];
    return [
      `Jacobian of the hidden layers: off; ${dashboardKeys(view.keys).keyOf('jacobian')} measures its singular values`,
    ];
  }
  // Short runs afford few measurements, or only the one before the first step.
  const when = values.since === null ? '' : ` at step ${formatCount(values.since)}`;
  const lines = [`singular values${when}: ${valuesInWords(values.now)}`];
  if (values.output !== undefined) lines.push(`inputs to logits${when}: ${valuesInWords(values.output)}`);
  return lines;
}

function valuesInWords(values: readonly number[]): string {
  const [largest, smallest] = [values[0], values.at(-1)].map(formatSmall);
  if (values.length === 1) return formatSmall(values[0]);
  return `largest ${largest}, RMS ${formatSmall(rmsOf(values))}, smallest ${smallest}`;
}

/** By rank on a log axis: now in the colour of the run, at the start muted. */
function paintValues({ canvas, view, area }: Plot, { now, start }: Values): void {
  const { ascii } = view;
  const seen = [...now, ...start].filter((value) => value > 0);
  const bounds = boundsOf(seen, 'log');
  if (bounds === null) {
    text(canvas, 0, 0, 'singular values: all 0', muted(view));
    return;
  }
  // At least one decade, so that equal values look equal.
  const room = Math.max(0, 1 - Math.log10(bounds.high / bounds.low)) / 2 + 0.05;
  const scale = logScale(bounds.low * 10 ** -room, bounds.high * 10 ** room);
  const rowOf = (value: number): number => (1 - scale.fraction(value)) * (area.height - 1);
  const columnOf = (rank: number): number =>
    now.length === 1 ? 0 : ((rank - 1) / (now.length - 1)) * (area.width - 1);
  const axis = { ascii, style: muted(view) };
  paintVerticalAxis(canvas, area, {
    ...axis,
    ticks: scale.ticks(Math.max(2, Math.floor(area.height / 2))),
    cellOf: rowOf,
  });
  const dots = (values: readonly number[], glyph: string, style: { fg: number; attributes?: number }): void => {
    values.forEach((value, i) => {
      if (!(value > 0)) return;
      put(canvas, area.x + Math.round(columnOf(i + 1)), area.y + Math.round(rowOf(value)), code(glyph), style);
    });
  };
  dots(start, glyphs(ascii).dot, { fg: view.theme.muted });
  const glyph = view.runs.length === 1 ? (glyphs(ascii).classes[0] ?? 'o') : runGlyph(view.focus.slot);
  dots(now, glyph, { fg: runColour(view, view.focus.slot), attributes: BOLD });
  const ticks = [1, now.length].map((value) => ({ value, label: value === 1 ? '1st' : `${value}th` }));
  paintHorizontalAxis(canvas, area, area.y + area.height, { ...axis, ticks, cellOf: columnOf, line: false });
}
