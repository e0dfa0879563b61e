// The activation and its derivative, beside another one, with the layer's real pre-activations below: they show
// whether units work where the derivative is small.
import { ACTIVATIONS, type ActivationName } from '../../core/config/activations.js';
import { formatFixed, formatSmall } from '../../core/format.js';
import type { Histogram } from '../../core/run/events.js';
import { paintHorizontalAxis, paintVerticalAxis } from '../paint/axis.js';
import { binShares, standingBar } from '../paint/bars.js';
import { createDots, dotLine, paintDots } from '../paint/braille.js';
import { probeAt } from '../../core/run/lookup.js';
import type { Area } from '../../core/screen/area.js';
import { BOLD, put, text, type Canvas } from '../../core/screen/canvas.js';
import { code, glyphs } from '../paint/glyphs.js';
import { plain } from '../../core/text/ascii.js';
import { linearScale } from '../paint/scale.js';
import { fitting, shorten } from '../paint/words.js';
import { chosenLayer, layersOf, muted, sayNothing } from './common.js';
import type { Panel, PanelView } from './panel.js';

const known = (name: string): ActivationName | null => (name in ACTIVATIONS ? (name as ActivationName) : null);

interface Plot {
  readonly name: ActivationName;
  readonly histogram: Histogram | null;
  readonly meanDerivative: number | null;
}

export const activationPanel: Panel = {
  claims: { one: 5, several: 6 },
  lacks: ({ probes }) => probes.length === 0,
  extent: 'pictures',
  title: (view) => {
    const layer = layersOf(view.focus.state)[chosenLayer(view)];
    return layer === undefined ? 'activation' : `activation of ${layer.name}: f and f'`;
  },
  minimum: { width: 26, height: 7 },
  paint: (canvas, view) => {
    const run = view.focus.state;
    const layer = chosenLayer(view);
    const own = layersOf(run)[layer]?.activation ?? run.config?.activation ?? '';
    const name = known(own);
    if (name === null) {
      const why =
        own === 'softmax' ? 'softmax couples all units of its layer, so it has no single curve' : 'no activation known';
      return sayNothing(canvas, view, why);
    }
    if (canvas.width < 16 || canvas.height < 3) return sayNothing(canvas, view, 'too small');
    const probe = probeAt(run, view.ui.cursorStep);
    const histogram = probe?.layers.histograms[layer] ?? null;
    const compare = known(view.ui.compareActivation);
    const plots: Plot[] = [{ name, histogram, meanDerivative: probe?.layers.meanDerivative[layer] ?? null }];
    if (compare !== null && compare !== name && canvas.width >= 52)
      plots.push({ name: compare, histogram: null, meanDerivative: null });
    const reach = reachOf(histogram);
    const width = Math.floor((canvas.width - 2 * (plots.length - 1)) / plots.length);
    plots.forEach((plot, index) => {
      paintPlot(canvas, view, { x: index * (width + 2), y: 0, width, height: canvas.height }, plot, reach);
    });
  },
};

/** z from -reach to reach: 6, or as the pre-activations need, up to 30. */
function reachOf(histogram: Histogram | null): number {
  if (histogram === null || !Number.isFinite(histogram.low) || !Number.isFinite(histogram.high)) return 6;
  return Math.min(30, Math.max(6, Math.ceil(Math.max(Math.abs(histogram.low), Math.abs(histogram.high)))));
}

function paintPlot(canvas: Canvas, view: PanelView, place: Area, plot: Plot, reach: number): void {
  const activation = ACTIVATIONS[plot.name];
  const { theme, ascii } = view;
  // Functions of the ReLU family are unbounded, so the picture ends at f(3), or a third above the derivative's maximum.
  const top = activation.failure === 'saturates' ? 1 : Math.min(3, Math.max(1.5, activation.f(reach)));
  const peak = peakOf(plot.name, reach);
  const bottom = activation.lowest ?? -Math.min(2, top);
  const heading = 2;
  const bars = plot.histogram !== null && place.height >= 9 ? Math.max(2, Math.floor(place.height / 5)) : 0;
  const gutter = place.width >= 30 ? 5 : 0;
  const area: Area = {
    x: place.x + gutter,
    y: place.y + heading,
    width: place.width - gutter,
    height: Math.max(1, place.height - heading - bars - 1),
  };
  const scale = linearScale(bottom, Math.max(top, peak.value));
  const rowOf = (value: number): number => (1 - scale.fraction(value)) * (area.height - 1);
  const axis = { ascii, style: muted(view) };
  if (gutter > 0) {
    const ticks = scale.ticks(Math.max(2, Math.floor(area.height / 3)));
    paintVerticalAxis(canvas, area, { ...axis, ticks, cellOf: rowOf });
  }
  const zOf = (dot: number): number => -reach + (2 * reach * dot) / Math.max(1, 2 * area.width - 1);
  const columnOf = (z: number): number => ((z + reach) / (2 * reach)) * (area.width - 1);
  const curve = (f: (z: number) => number, colour: number): void => {
    const dots = createDots(area.width, area.height);
    const y = (value: number): number => (1 - scale.fraction(value)) * (4 * area.height - 1);
    for (let x = 0; x + 1 < 2 * area.width; x += 1) {
      const [a, b] = [f(zOf(x)), f(zOf(x + 1))];
      if (Math.max(a, b) <= scale.high * 1.02 && Math.min(a, b) >= scale.low - 0.02 * (scale.high - scale.low))
        dotLine(dots, { x, y: y(a) }, { x: x + 1, y: y(b) }, colour);
    }
    paintDots(canvas, area, dots, ascii);
  };
  curve((z) => activation.f(z), theme.info);
  curve((z) => activation.derivative(z), theme.warning);
  const peakColumn = Math.round(columnOf(peak.z));
  put(canvas, area.x + peakColumn, area.y + Math.round(rowOf(peak.value)), code(glyphs(ascii).classes[0] ?? 'o'), {
    fg: theme.warning,
    attributes: BOLD,
  });
  paintHeads(canvas, view, place, plot, peak);
  const axisRow = area.y + area.height;
  const ticks = linearScale(-reach, reach).ticks(Math.max(2, Math.floor(area.width / 9)));
  paintHorizontalAxis(canvas, area, axisRow, { ...axis, ticks, cellOf: columnOf, line: false, unit: 'z' });
  if (bars > 0 && plot.histogram !== null)
    paintHistogram(canvas, view, { ...area, y: axisRow + 1, height: bars }, plot.histogram, reach);
}

/** The name of the function in its colour, and facts about its derivative. */
function paintHeads(canvas: Canvas, { theme, ascii }: PanelView, place: Area, plot: Plot, peak: Peak): void {
  const { formula, maxDerivative } = ACTIVATIONS[plot.name];
  const { x, y, width } = place;
  const heads = [`${plot.name}  f = ${formula}`, plot.name];
  text(canvas, x, y, plain(fitting(heads, width, ascii), ascii), { fg: theme.info, attributes: BOLD });
  const flat = peak.flat ? ' on one side' : ` at z = ${formatFixed(peak.z, 1)}`;
  const most = `f' at most ${formatSmall(maxDerivative)}`;
  const { meanDerivative } = plot;
  const known = meanDerivative !== null && !Number.isNaN(meanDerivative);
  const mean = known ? `, here on average ${formatSmall(meanDerivative)}` : '';
  const words = fitting([most + flat + mean, most + mean, most], width, ascii);
  text(canvas, x, y + 1, shorten(words, width, ascii), { fg: theme.warning });
}

interface Peak {
  readonly z: number;
  readonly value: number;
  readonly flat: boolean;
}

/** The maximum of |f'| on the grid; `flat` if it holds over a range (ReLU: all z > 0). */
function peakOf(name: ActivationName, reach: number): Peak {
  const { derivative } = ACTIVATIONS[name];
  let best = { z: 0, value: derivative(0) };
  let reached = 0;
  const steps = 480;
  for (let i = 0; i <= steps; i += 1) {
    const z = -reach + (2 * reach * i) / steps;
    const value = derivative(z);
    if (value > best.value + 1e-9) best = { z, value };
  }
  for (let i = 0; i <= steps; i += 1)
    if (derivative(-reach + (2 * reach * i) / steps) >= best.value - 1e-6) reached += 1;
  // Place the mark inside a plateau, not at the kink.
  const inside = reach / 2;
  const flat = reached > 8;
  return { z: flat && derivative(inside) >= best.value - 1e-6 ? inside : best.z, value: best.value, flat };
}

function paintHistogram(canvas: Canvas, view: PanelView, area: Area, histogram: Histogram, reach: number): void {
  const columns = Array.from({ length: area.width }, () => 0);
  const bins = histogram.counts.length;
  for (let bin = 0; bin < bins; bin += 1) {
    const from = histogram.low + ((histogram.high - histogram.low) * bin) / bins;
    const to = histogram.low + ((histogram.high - histogram.low) * (bin + 1)) / bins;
    // Distribute the count of a bin over the columns that it covers.
    const a = ((from + reach) / (2 * reach)) * area.width;
    const b = ((to + reach) / (2 * reach)) * area.width;
    const count = histogram.counts[bin] ?? 0;
    const [first, last] = [Math.floor(a), Math.max(Math.floor(a), Math.ceil(b) - 1)];
    if (!(last >= 0 && first < area.width)) continue;
    for (let x = Math.max(0, first); x <= Math.min(area.width - 1, last); x += 1) {
      const overlap = last === first ? 1 : (Math.min(b, x + 1) - Math.max(a, x)) / (b - a);
      columns[x] = (columns[x] ?? 0) + count * overlap;
    }
  }
  const style = { fg: view.theme.good };
  binShares(columns, area.width).forEach((share, x) => {
    standingBar(canvas, { x: area.x + x, y: area.y, height: area.height }, share, view.ascii, style);
  });
  const label = fitting(
    ['pre-activations of this layer', 'pre-activations', 'z'],
    Math.floor(area.width / 2) - 2,
    view.ascii,
  );
  const clear = columns.slice(0, label.length + 1).every((value) => value === 0);
  if (clear) text(canvas, area.x, area.y, label, style);
}
