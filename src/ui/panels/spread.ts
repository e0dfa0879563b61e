// Profiles over depth, input left and output right: spread of activations and size of gradients, now and at the start.
import { paintHorizontalAxis, paintVerticalAxis } from '../paint/axis.js';
import { createDots, dotLine, paintDots } from '../paint/braille.js';
import { probeAt } from '../../core/run/lookup.js';
import type { Area, Place } from '../../core/screen/area.js';
import { BOLD, DIM, put, text } from '../../core/screen/canvas.js';
import { code, glyphs, runGlyph } from '../paint/glyphs.js';
import { boundsOf, logScale } from '../paint/scale.js';
import { fitting, shorten } from '../paint/words.js';
import { layersOf, layerValue, muted, runColour, sayNothing } from './common.js';
import type { Panel, PanelView, Plot, RunView } from './panel.js';

interface Profile {
  readonly run: RunView;
  readonly start: boolean;
  /** Whether the log holds these values. */
  readonly told: boolean;
  readonly values: readonly number[];
}

export const spreadPanel: Panel = {
  claims: {},
  extent: 'pictures',
  title: (view, width = Infinity) =>
    fitting(['spread over depth (input left, output right)', 'spread over depth, input left'], width, view.ascii),
  minimum: { width: 26, height: 6 },
  paint: (canvas, view) => {
    if (view.runs.every((run) => run.state.probes.length === 0 && run.state.layers.gradRms.length === 0))
      return sayNothing(canvas, view, 'no values per layer yet');
    if (canvas.width < 14 || canvas.height < 3) return sayNothing(canvas, view, 'too small');
    const activations = view.runs.flatMap((run) => profiles(view, run, 'activations'));
    const gradients = view.runs.flatMap((run) => profiles(view, run, 'gradients'));
    const { width, height } = canvas;
    const paintBoth = (first: Area, second: Area): void => {
      paintProfiles({ canvas, view, area: first }, 'activation std', activations);
      paintProfiles({ canvas, view, area: second }, 'gradient RMS', gradients);
    };
    if (width >= 64) {
      const half = Math.floor((width - 2) / 2);
      return paintBoth({ x: 0, y: 0, width: half, height }, { x: half + 2, y: 0, width: half, height });
    }
    const half = Math.floor(height / 2);
    if (half < 4)
      return paintProfiles({ canvas, view, area: { x: 0, y: 0, width, height } }, 'gradient RMS', gradients);
    paintBoth({ x: 0, y: 0, width, height: half }, { x: 0, y: half, width, height: height - half });
  },
};

/** The profile of one run as of the shown step; a single run also shows its start. */
function profiles(view: PanelView, run: RunView, what: 'activations' | 'gradients'): Profile[] {
  const { state } = run;
  const step = view.ui.cursorStep;
  // Hidden layers only: the output's activation is the prediction.
  const all = layersOf(state).map((_, layer) => layer);
  const layers = what === 'activations' && all.length > 1 ? all.slice(0, -1) : all;
  const figures = what === 'gradients' ? state.layers.gradRms : state.layers.activationStd;
  const probed = (state.probes[0]?.layers.activationStd.length ?? 0) > 0;
  const told = figures.length > 0 || (what === 'activations' && probed);
  const list: Profile[] = [];
  if (view.runs.length === 1) {
    const start = layers.map((layer) =>
      what === 'gradients'
        ? (state.layers.gradRms[layer]?.bucket(0)?.max ?? NaN)
        : (state.probes[0]?.layers.activationStd[layer] ?? NaN),
    );
    list.push({ run, start: true, told, values: start });
  }
  const now = layers.map((layer) =>
    what === 'gradients'
      ? (layerValue(state, 'gradRms', layer, step) ?? NaN)
      : (layerValue(state, 'activationStd', layer, step) ?? probeAt(state, step)?.layers.activationStd[layer] ?? NaN),
  );
  list.push({ run, start: false, told, values: now });
  return list;
}

function paintProfiles(plot: Plot, name: string, list: readonly Profile[]): void {
  const { canvas, view, area: place } = plot;
  const total = Math.max(...view.runs.map((run) => layersOf(run.state).length));
  const set = glyphs(view.ascii);
  const heading = view.runs.length === 1 ? `${name}: ${set.classes[0]} now  ${set.dot} at the start` : name;
  text(canvas, place.x, place.y, shorten(heading, place.width, view.ascii), { fg: view.theme.title, attributes: BOLD });
  const area: Area = { x: place.x + 7, y: place.y + 1, width: place.width - 7, height: place.height - 2 };
  const bounds = boundsOf(
    list.flatMap((profile) => profile.values),
    'log',
  );
  if (bounds === null || area.width < 2 || area.height < 1) {
    const why = list.some((profile) => profile.told) ? 'nothing above 0 to show' : 'not in this log';
    text(canvas, place.x, place.y + 1, shorten(why, place.width, view.ascii), muted(view));
    return;
  }
  // At least one decade, so that a flat profile looks flat.
  const room = Math.max(0, 1 - Math.log10(bounds.high / bounds.low)) / 2 + 0.05;
  const scale = logScale(bounds.low * 10 ** -room, bounds.high * 10 ** room);
  const rowOf = (value: number): number => (1 - scale.fraction(value)) * (area.height - 1);
  const layers = Math.max(1, ...list.map((profile) => profile.values.length));
  const columnOf = (layer: number): number => (layers === 1 ? 0 : (layer / (layers - 1)) * (area.width - 1));
  const axis = { ascii: view.ascii, style: muted(view) };
  const marks = scale.ticks(Math.max(2, Math.floor(area.height / 2)));
  paintVerticalAxis(canvas, area, { ...axis, ticks: marks, cellOf: rowOf });
  for (const profile of list) paintProfile({ canvas, view, area }, profile, columnOf, rowOf);
  const ticks = Array.from({ length: layers }, (_, layer) => ({
    value: layer,
    label: layer === total - 1 ? 'out' : `h${layer + 1}`,
  }));
  paintHorizontalAxis(canvas, area, area.y + area.height, { ...axis, ticks, cellOf: columnOf, line: false });
}

/** A curve with a glyph at each layer; the profile of the start has the glyphs alone. */
function paintProfile(
  plot: Plot,
  profile: Profile,
  columnOf: (layer: number) => number,
  rowOf: (value: number) => number,
): void {
  const { canvas, view, area } = plot;
  const { run, start, values } = profile;
  const colour = start ? view.theme.muted : runColour(view, run.slot);
  if (!start) {
    const dots = createDots(area.width, area.height);
    const dotAt = (layer: number): Place => ({ x: 2 * columnOf(layer) + 1, y: 4 * rowOf(values[layer] ?? NaN) + 2 });
    for (let layer = 0; layer + 1 < values.length; layer += 1) dotLine(dots, dotAt(layer), dotAt(layer + 1), colour);
    paintDots(canvas, area, dots, view.ascii, DIM);
  }
  const set = glyphs(view.ascii);
  const glyph = start ? set.dot : view.runs.length === 1 ? (set.classes[0] ?? 'o') : runGlyph(run.slot);
  const style = { fg: colour, attributes: start ? 0 : BOLD };
  values.forEach((value, layer) => {
    const row = rowOf(value);
    const column = Math.round(columnOf(layer));
    if (!Number.isNaN(row)) put(canvas, area.x + column, area.y + Math.round(row), code(glyph), style);
    else if (!start && !Number.isNaN(column)) paintUnplaced(plot, profile, layer, column);
  });
}

/** Marks values without a place on a log axis: 0 and less at the floor, infinities at their edge, NaN only if the layer was measured. */
function paintUnplaced({ canvas, view, area }: Plot, profile: Profile, layer: number, column: number): void {
  const set = glyphs(view.ascii);
  const { state } = profile.run;
  const value = profile.values[layer] ?? NaN;
  const measured = (state.layers.gradRms[layer]?.length ?? 0) > 0;
  const x = area.x + column;
  const floor = area.y + area.height - 1;
  const alarm = { fg: view.theme.alarm };
  if (value === -Infinity) put(canvas, x, floor, code(set.infinite), alarm);
  else if (value <= 0) put(canvas, x, floor, code(value < 0 ? set.down : set.zero), { fg: view.theme.warning });
  else if (value === Infinity) put(canvas, x, area.y, code(set.infinite), alarm);
  else if (Number.isNaN(value) && measured && state.step > 0) put(canvas, x, area.y, code(set.nan), alarm);
}
