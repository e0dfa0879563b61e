// Gradient RMS of every layer over time: log10 as colour on a pinned scale. The output layer is at the top
// and the input at the bottom, so the gradient flows downwards from the loss.
import { rowOfLayer } from '../../core/app/layerRows.js';
import { configOf } from '../../core/app/selectors.js';
import { ACTIVATIONS } from '../../core/config/activations.js';
import { isForeign } from '../../core/diagnosis/foreign/index.js';
import { depthSlopeAt } from '../../core/diagnosis/verdict.js';
import { formatFixed } from '../../core/format.js';
import type { Place } from '../../core/screen/area.js';
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
import type { Look } from '../themes/theme.js';
import { fitting, shorten, textRight } from '../paint/words.js';
import { chosenLayer, muted, rowName, runColour, sayNothing, shortLayerName } from './common.js';
import { fitted, mapOf, rangeInWords, type RunMap } from './heatColumns.js';
import { bandsOf, heatPlan, heatRegions, heatRows, mapRows } from './heatmapRows.js';
import { paintNoGradients } from './noGradients.js';
import type { Panel, PanelView, Plot, RunView } from './panel.js';
import { paintCursor, paintTimeAxis } from './timeAxis.js';

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
    const plan = heatPlan(view, canvas.width, canvas.height);
    if (plan === null) return sayNothing(canvas, view, 'too small');
    const { area, axis, domain, parts, headed, packed } = plan;
    const maps = view.runs.map((run) => mapOf(view, run, domain));
    const scale = view.ui.heatScale === 'fit' ? fitted(maps.flatMap((map) => map.columns.flat())) : PINNED;
    for (const part of parts) {
      const map = maps.find(({ run }) => run === part.run);
      if (map !== undefined) paintMap({ canvas, view, area: part.area }, map, scale, packed);
      if (maps.length > 1) paintRunName(canvas, view, part.run, part.top, headed ? canvas.width : area.x - 1);
    }
    const plot = { canvas, view, area };
    paintCursor(plot, domain);
    paintTimeAxis(plot, domain, axis);
    if (canvas.height > 1) paintFoot(plot, scale, plan.hidden);
  },
  regions: heatRegions,
};

function paintMap({ canvas, view, area }: Plot, map: RunMap, scale: HeatScale, packed: boolean): void {
  const { run, rows, columns } = map;
  if (rows.length === 0 || area.height < 1) return;
  const chosen = run === view.focus && view.runs.length === 1 ? rowOfLayer(rows, chosenLayer(view)) : -1;
  const heatAt = (x: number, [from, to]: readonly [number, number]): Heat => {
    let heat: Heat = { kind: 'none' };
    for (let row = from; row <= to; row += 1)
      for (const one of columns[row]!) heat = louder(heatOfColumn(scale, one, x), heat);
    return heat;
  };
  for (const { top, end, upper, lower, halves, apart } of mapRows(view, rows.length, area.height, packed)) {
    const [from, to] = [lower[0], upper[1]];
    for (let x = 0; x < area.width; x += 1) {
      const place = { x: area.x + x, y: area.y + top };
      if (apart) paintUpper(canvas, place, heatAt(x, upper), view);
      else if (halves) paintHalves(canvas, place, heatAt(x, upper), heatAt(x, lower), view);
      else {
        const heat = heatAt(x, [from, to]);
        for (let y = top; y < end; y += 1) paintHeat(canvas, area.x + x, area.y + y, heat, view);
      }
    }
    if (packed) continue;
    const label = from === to ? rowName(run.state, rows[from]!) : rangeInWords(map, from, to, area.x - 2);
    const middle = area.y + top + Math.floor((end - top - 1) / 2);
    const selected = chosen >= from && chosen <= to;
    textRight(canvas, area.x - 1, middle, shortLayerName(label, area.x - 2, view.ascii), {
      fg: selected ? view.theme.focus : view.theme.muted,
      attributes: selected ? BOLD : 0,
    });
    if (selected) put(canvas, area.x - 1, middle, code(glyphs(view.ascii).right), { fg: view.theme.focus });
  }
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
  const rowsOfLayers = heatRows(view.focus.state, view.ui);
  const layers = rowsOfLayers.length;
  const set = glyphs(view.ascii);
  const rows = bandsOf(view, layers, area.height);
  const unit = layers === view.focus.state.layers.gradRms.length ? 'layers' : 'rows';
  const merged = view.runs.length === 1 && layers > rows;
  const sides = [`${set.up} output, loss side  ${set.down} input side`, `${set.up} output ${set.down} input`, ''];
  const [long, short] = merged
    ? [`each row: loudest of ${Math.floor(layers / rows)}-${Math.ceil(layers / rows)} ${unit}`, `max of ${unit}`]
    : rowsOfLayers.some(({ module }) => module !== null) && view.runs.length === 1
      ? ['module: its loudest layer', 'max of module']
      : ['', ''];
  const note = long === '' ? [''] : [long, short];
  const versions = note.flatMap((said) => sides.map((side) => [side, said].filter((part) => part !== '').join('  ')));
  // The legend has priority: about 60 cells with its marks, 26 without.
  const words =
    hidden > 0
      ? `${hidden} more: enlarge`
      : (versions.find((version) => version.length + 62 <= canvas.width) ?? (canvas.width >= 44 ? short : ''));
  const width = canvas.width - (words === '' ? 0 : words.length + 2);
  paintLegend(canvas, { x: 0, y, width }, scale, view);
  textRight(canvas, canvas.width, y, words, muted(view));
}
