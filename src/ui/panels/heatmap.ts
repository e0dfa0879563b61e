// Gradient RMS of every layer over time: log10 as colour on a pinned scale. The output layer is at the top
// and the input at the bottom, so the gradient flows downwards from the loss.
import { configOf } from '../../core/app/selectors.js';
import { ACTIVATIONS } from '../../core/config/activations.js';
import { isForeign } from '../../core/diagnosis/foreign/index.js';
import { depthSlopeAt } from '../../core/diagnosis/verdict.js';
import { formatFixed } from '../../core/format.js';
import type { RunState } from '../../core/run/runState.js';
import type { Area, Place } from '../../core/screen/area.js';
import type { Columns } from '../paint/columns.js';
import { BOLD, put, text, type Canvas } from '../../core/screen/canvas.js';
import { code, glyphs, runGlyph } from '../paint/glyphs.js';
import {
  heatColour,
  heatOfColumn,
  louder,
  paintHeat,
  paintLegend,
  PINNED,
  type Heat,
  type HeatScale,
} from '../paint/heat.js';
import type { StepDomain } from '../paint/resample.js';
import type { Look } from '../themes/theme.js';
import { textWidth } from '../../core/text/width.js';
import { fitting, shorten, textRight } from '../paint/words.js';
import { chosenLayer, hasOwnNames, layerNames, muted, runColour, sayNothing, shortLayerName } from './common.js';
import { paintNoGradients } from './noGradients.js';
import type { Panel, PanelView, Plot, RunView } from './panel.js';
import { axisRows, bucketsOrSteps, domainOf, gutterOf, paintCursor, paintTimeAxis } from './timeAxis.js';

/** The measured decades lost per layer, beside the bound of theory for unit-gain weights, -log10(max |f'|): sigmoid 0.60. */
function slopeInWords(view: PanelView): readonly [long: string, short: string] {
  const { state } = view.focus;
  // A slope over kernels, biases and scales together means nothing.
  if (isForeign(state)) return ['', ''];
  const slope = depthSlopeAt(state, view.ui.cursorStep);
  if (slope === null) return ['', ''];
  const activation = configOf(state)?.activation;
  const most = activation === undefined ? 1 : ACTIVATIONS[activation].maxDerivative;
  const words = `: ${formatFixed(slope)} decades a layer`;
  return [most < 1 ? `${words}, ${activation} theory ${formatFixed(-Math.log10(most))}` : words, words];
}

export const heatmapPanel: Panel = {
  claims: { one: 2, several: 2 },
  extent: 'curves',
  title: (view, width = Infinity) => {
    const scale = view.ui.heatScale === 'fit' ? 'fitted' : 'pinned';
    const [long, short] = slopeInWords(view);
    return fitting(
      [
        `gradient RMS, log10${long} (scale ${scale})`,
        `gradient RMS, log10${long}`,
        `gradient RMS${long}`,
        `gradient RMS, log10${short}`,
        `gradient RMS${short}`,
      ],
      width,
      view.ascii,
    );
  },
  minimum: { width: 24, height: 5 },
  paint: (canvas, view) => {
    if (view.runs.every((run) => run.state.layers.gradRms.length === 0)) return paintNoGradients(canvas, view);
    const gutter = nameGutter(view, canvas.width);
    const axis = Math.min(2, axisRows(canvas.height));
    const below = axis + 1;
    const area: Area = { x: gutter, y: 0, width: canvas.width - gutter, height: canvas.height - below };
    if (area.width < 2 || area.height < 1) return sayNothing(canvas, view, 'too small');
    const domain = domainOf(view, area.width);
    const maps = view.runs.map((run): RunMap => ({ run, columns: columnsOf(view, run.state, domain) }));
    const scale = view.ui.heatScale === 'fit' ? fitted(maps.flatMap((map) => map.columns)) : PINNED;
    // Small multiples with equal rows; several runs get headings if two rows remain for each.
    const headed = maps.length > 1 && area.height >= 3 * maps.length;
    const least = maps.length > 1 && !headed ? leastRows(view) : 1;
    const shown = Math.max(1, Math.min(maps.length, Math.floor(area.height / least)));
    const ordered = [...maps]
      .sort((a, b) => Number(b.run === view.focus) - Number(a.run === view.focus))
      .slice(0, shown);
    const chosen = maps.filter((map) => ordered.includes(map));
    chosen.forEach((map, index) => {
      const top = Math.floor((index * area.height) / shown);
      const bottom = Math.floor(((index + 1) * area.height) / shown);
      const heading = headed ? 1 : 0;
      const part = { x: area.x, y: top + heading, width: area.width, height: bottom - top - heading };
      paintMap({ canvas, view, area: part }, map, scale, maps.length > 1 && !headed);
      if (maps.length > 1) paintRunName(canvas, view, map.run, top, headed ? canvas.width : area.x - 1);
    });
    const plot = { canvas, view, area };
    paintCursor(plot, domain);
    paintTimeAxis(plot, domain, axis);
    if (canvas.height > 1) paintFoot(plot, scale, maps.length - shown);
  },
};

/** One run and its columns, a list a layer. */
interface RunMap {
  readonly run: RunView;
  readonly columns: readonly Columns[];
}

/** Cells left of the map. Names of other programs take up to a quarter of the panel. */
function nameGutter({ runs }: PanelView, width: number): number {
  const gutter = gutterOf(width);
  const foreign = runs.filter(({ state }) => !hasOwnNames(state));
  const longest = Math.max(0, ...foreign.flatMap(({ state }) => layerNames(state).map(textWidth)));
  return Math.max(gutter, Math.min(longest + 2, Math.floor(width / 4)));
}

function columnsOf({ hold }: PanelView, run: RunState, domain: StepDomain): Columns[] {
  return run.layers.gradRms.map((series, layer) => {
    const columns = bucketsOrSteps(run, series, (event) => event.layers?.gradRms[layer], domain);
    hold?.hold(`heat ${run.runId} ${layer}`, columns, run.step, domain);
    return columns;
  });
}

/** Whole decades around all visible positive values; the pinned scale if there are none. */
function fitted(layers: readonly Columns[]): HeatScale {
  let low = Infinity;
  let high = -Infinity;
  for (const columns of layers) {
    for (let x = 0; x < columns.length; x += 1) {
      if (columns.min(x) > 0) low = Math.min(low, columns.min(x));
      if (columns.max(x) > 0) high = Math.max(high, columns.max(x));
    }
  }
  if (!(low <= high)) return PINNED;
  const from = Math.floor(Math.log10(low));
  return { low: from, high: Math.max(from + 1, Math.ceil(Math.log10(high))) };
}

/** `packed`: several maps without headings and layer names, half a row apart if possible. */
function paintMap({ canvas, view, area }: Plot, { run, columns }: RunMap, scale: HeatScale, packed: boolean): void {
  const layers = columns.length;
  if (layers === 0 || area.height < 1) return;
  const gap = packed && area.height > 1 ? 1 : 0;
  const bands = bandsOf(view, layers, area.height, gap);
  const names = layerNames(run.state);
  const heatAt = (x: number, from: number, to: number): Heat => {
    let heat: Heat = { kind: 'none' };
    for (let layer = from; layer <= to; layer += 1) heat = louder(heatOfColumn(scale, columns[layer]!, x), heat);
    return heat;
  };
  /** Layers of band `band` counted from the top, where the output is. */
  const layersIn = (band: number): [number, number] => [
    layers - Math.floor(((band + 1) * layers) / bands),
    layers - 1 - Math.floor((band * layers) / bands),
  ];
  const halves = bands > area.height;
  const rows = Math.min(bands, area.height);
  for (let row = 0; row < rows; row += 1) {
    const top = Math.floor((row * area.height) / rows);
    const end = Math.floor(((row + 1) * area.height) / rows);
    // Half cells give 2 x height positions including the gap; each shows its band.
    const places = 2 * area.height - gap;
    const bandAt = (place: number): number => Math.floor((place * bands) / places);
    const upper = layersIn(halves ? bandAt(2 * row) : row);
    const lower = layersIn(halves ? bandAt(2 * row + 1) : row);
    const [from, to] = [lower[0], upper[1]];
    const apart = halves && 2 * row + 1 === places;
    for (let x = 0; x < area.width; x += 1) {
      const place = { x: area.x + x, y: area.y + top };
      if (apart) paintUpper(canvas, place, heatAt(x, ...upper), view);
      else if (halves) paintHalves(canvas, place, heatAt(x, ...upper), heatAt(x, ...lower), view);
      else {
        const heat = heatAt(x, from, to);
        for (let y = top; y < end; y += 1) paintHeat(canvas, area.x + x, area.y + y, heat, view);
      }
    }
    if (packed) continue;
    const label = from === to ? (names[from] ?? String(from + 1)) : rangeInWords(from, to, layers, area.x - 2);
    const middle = area.y + top + Math.floor((end - top - 1) / 2);
    const selected =
      run === view.focus && view.runs.length === 1 && chosenLayer(view) >= from && chosenLayer(view) <= to;
    textRight(canvas, area.x - 1, middle, shortLayerName(label, area.x - 2, view.ascii), {
      fg: selected ? view.theme.focus : view.theme.muted,
      attributes: selected ? BOLD : 0,
    });
    if (selected) put(canvas, area.x - 1, middle, code(glyphs(view.ascii).right), { fg: view.theme.focus });
  }
}

/** Hidden layers by number; the output by name if it fits. */
function rangeInWords(from: number, to: number, layers: number, width: number): string {
  const named = `${from + 1}-out`;
  return to === layers - 1 && named.length <= width ? named : `${from + 1}-${to + 1}`;
}

/** A cell can show two layers. */
const hasHalves = (view: PanelView): boolean => !view.ascii && !view.theme.rampless;

/** Minimum rows that separate input from output; showing only the largest value would hide a vanishing gradient. */
const leastRows = (view: PanelView): number => (hasHalves(view) ? 1 : 2);

/** Bands for the layers: a row each, or half a row for a deep network. */
function bandsOf(view: PanelView, layers: number, height: number, gap = 0): number {
  return Math.min(layers, layers > height && hasHalves(view) ? 2 * height - gap : height);
}

/** Two layers in one cell; a mark takes the whole cell. */
function paintHalves(canvas: Canvas, { x, y }: Place, upper: Heat, lower: Heat, look: Look): void {
  if (upper.kind !== 'value' || lower.kind !== 'value') return paintHeat(canvas, x, y, louder(upper, lower), look);
  const [fg, bg] = [heatColour(look.theme, upper.fraction), heatColour(look.theme, lower.fraction)];
  put(canvas, x, y, fg === bg ? 32 : code('▀'), { fg, bg });
}

/** A layer above an empty half cell. */
function paintUpper(canvas: Canvas, { x, y }: Place, heat: Heat, look: Look): void {
  if (heat.kind !== 'value') return paintHeat(canvas, x, y, heat, look);
  put(canvas, x, y, code('▀'), { fg: heatColour(look.theme, heat.fraction) });
}

/** Label of a run: a heading, or in the gutter beside its map. */
function paintRunName(canvas: Canvas, view: PanelView, run: RunView, y: number, width: number): void {
  text(canvas, 0, y, shorten(`${runGlyph(run.slot)} ${run.label}`, width, view.ascii), {
    fg: runColour(view, run.slot),
    attributes: run === view.focus ? BOLD : 0,
  });
}

/** Last row: the ramp with its decades, the direction, and whether rows combine layers or runs are left out. */
function paintFoot({ canvas, view, area }: Plot, scale: HeatScale, hidden: number): void {
  const y = canvas.height - 1;
  const layers = view.focus.state.layers.gradRms.length;
  const set = glyphs(view.ascii);
  const rows = bandsOf(view, layers, area.height);
  const merged = view.runs.length === 1 && layers > rows;
  const sides = [`${set.up} output, loss side  ${set.down} input side`, `${set.up} output ${set.down} input`, ''];
  const note = merged
    ? [`each row: loudest of ${Math.floor(layers / rows)}-${Math.ceil(layers / rows)} layers`, 'max of layers']
    : [''];
  const versions = note.flatMap((said) => sides.map((side) => [side, said].filter((part) => part !== '').join('  ')));
  // The legend has priority: about 60 cells with its marks, 26 without.
  const words =
    hidden > 0
      ? `${hidden} more: enlarge`
      : (versions.find((version) => version.length + 62 <= canvas.width) ??
        (merged && canvas.width >= 44 ? 'max of layers' : ''));
  const width = canvas.width - (words === '' ? 0 : words.length + 2);
  paintLegend(canvas, { x: 0, y, width }, scale, view);
  textRight(canvas, canvas.width, y, words, muted(view));
}
