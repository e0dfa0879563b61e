// The table of layers: size of the gradient, movement of the weights, and dead or saturated units.
import { ACTIVATIONS, type ActivationName } from '../../core/config/activations.js';
import { formatLog10, formatShare, formatSmall } from '../../core/format.js';
import { changeInShort } from '../../core/run/kernelChange.js';
import { probeAt } from '../../core/run/lookup.js';
import type { RunState } from '../../core/run/runState.js';
import { lyingBar } from '../paint/bars.js';
import { BOLD, put, text, type Canvas, type Style } from '../../core/screen/canvas.js';
import { rampColour } from '../paint/colour.js';
import { code, glyphs } from '../paint/glyphs.js';
import { heatFraction, PINNED } from '../paint/heat.js';
import { textWidth } from '../../core/text/width.js';
import { fitting, textRight, textRightIn } from '../paint/words.js';
import {
  chosenLayer,
  firstShown,
  layersOf,
  layerValue,
  muted,
  paintScrollMarks,
  plainText,
  sayNothing,
  hasOwnNames,
  layerNames,
  shortLayerName,
  layerRegion,
} from './common.js';
import type { Panel, PanelView } from './panel.js';

interface Cell {
  readonly text: string;
  readonly style: Style;
}

interface TableColumn {
  readonly head: string;
  readonly width: number;
  /** Columns with a higher number are dropped first. */
  readonly priority: number;
  readonly cell: (layer: number) => Cell;
}

export const layersPanel: Panel = {
  claims: { one: 3, several: 4 },
  extent: 'everything',
  title: (view) => (view.ui.cursorStep === null ? 'layers' : `layers at step ${view.ui.cursorStep}`),
  minimum: { width: 20, height: 4 },
  paint: (canvas, view) => {
    const run = view.focus.state;
    const layers = layersOf(run);
    if (run.step === 0 && run.probes.length === 0) return sayNothing(canvas, view, 'no step yet');
    if (layers.length === 0) return sayNothing(canvas, view, 'this log has no values per layer');
    if (canvas.height < 2 || canvas.width < 8) return sayNothing(canvas, view, 'too small');
    const longest = Math.max(...layerNames(run).map(textWidth));
    const usual = canvas.width >= 64 ? 10 : 4;
    const nameWidth = Math.min(hasOwnNames(run) ? usual : Math.max(usual, Math.floor(canvas.width / 4)), longest);
    // The bar comes before the activations and units, because it is read at a glance.
    const bar = canvas.width >= 40 ? 8 : 0;
    const columns = columnsFor(view, canvas.width - nameWidth - 3 - bar);
    const used = columns.reduce((sum, column) => sum + column.width + 1, nameWidth + 3);
    const barWidth = Math.min(24, canvas.width - used - 1);
    let x = nameWidth + 3;
    if (nameWidth >= 5) text(canvas, 2, 0, 'layer', muted(view));
    if (barWidth >= 4) {
      text(canvas, x, 0, fitting(['log10 gradient', 'log10', ''], barWidth, view.ascii), muted(view));
      x += barWidth + 1;
    }
    for (const column of columns) {
      textRight(canvas, x + column.width, 0, column.head, muted(view));
      x += column.width + 1;
    }
    const rows = canvas.height - 1;
    const first = firstRow(view, layers.length, rows);
    for (let row = 0; row < Math.min(rows, layers.length); row += 1) {
      const layer = layers.length - 1 - (first + row);
      paintRow(canvas, view, row + 1, layer, { nameWidth, barWidth, columns });
    }
    paintScrollMarks(canvas, view, first, layers.length, rows);
  },
  regions: (view, { width, height }) => {
    const layers = layersOf(view.focus.state).length;
    const first = firstRow(view, layers, height - 1);
    return layerRegion({ x: 0, y: 1, width, height: Math.min(height - 1, layers) }, (row) => layers - 1 - first - row);
  },
};

/** Output at the top, as in the heatmap. Scrolls so that the chosen layer stays visible. */
const firstRow = (view: PanelView, layers: number, rows: number): number =>
  firstShown(layers - 1 - chosenLayer(view), layers, rows);

function paintRow(
  canvas: Canvas,
  view: PanelView,
  y: number,
  layer: number,
  table: { nameWidth: number; barWidth: number; columns: readonly TableColumn[] },
): void {
  const run = view.focus.state;
  const chosen = layer === chosenLayer(view);
  const name = shortLayerName(layerNames(run)[layer] ?? '', table.nameWidth, view.ascii);
  if (chosen) put(canvas, 0, y, code(glyphs(view.ascii).right), { fg: view.theme.focus, attributes: BOLD });
  text(canvas, 2, y, name.padEnd(table.nameWidth), {
    fg: chosen ? view.theme.focus : view.theme.text,
    attributes: chosen ? BOLD : 0,
  });
  let x = table.nameWidth + 3;
  if (table.barWidth >= 4) {
    const value = layerValue(run, 'gradRms', layer, view.ui.cursorStep);
    if (value !== undefined && value > 0 && Number.isFinite(value)) {
      const fraction = heatFraction(PINNED, value);
      const fg = view.theme.rampless ? view.theme.text : rampColour(view.theme.ramp, fraction);
      lyingBar(canvas, { x, y, width: table.barWidth }, fraction, view.ascii, { fg });
    }
    x += table.barWidth + 1;
  }
  for (const column of table.columns) {
    const cell = column.cell(layer);
    textRightIn(canvas, { x, y, width: column.width }, cell.text, cell.style);
    x += column.width + 1;
  }
}

/** The columns that fit, by priority. */
function columnsFor(view: PanelView, width: number): TableColumn[] {
  const kept = allColumns(view);
  const total = (): number => kept.reduce((sum, column) => sum + column.width + 1, 0);
  while (kept.length > 1 && total() > width) {
    const worst = kept.reduce((a, b) => (a.priority >= b.priority ? a : b));
    kept.splice(kept.indexOf(worst), 1);
  }
  return kept;
}

function allColumns(view: PanelView): TableColumn[] {
  const run = view.focus.state;
  const step = view.ui.cursorStep;
  const layers = probeAt(run, step)?.layers;
  const failure = failureOf(run);
  const quiet = (text: string): Cell => ({ text, style: muted(view) });
  const change = (layer: number): Cell => {
    const known = (layers?.percentChange[layer] ?? null) !== null;
    return { text: changeInShort(run, layer, step), style: known ? plainText(view) : muted(view) };
  };
  const failing = (layer: number): Cell =>
    shareCell(view, layerValue(run, failure, layer, step) ?? layers?.[failure][layer]);
  const spread = (layer: number): Cell =>
    spreadCell(view, layerValue(run, 'activationStd', layer, step) ?? layers?.activationStd[layer]);
  return [
    { head: 'grad RMS', width: 8, priority: 0, cell: (layer) => gradientCell(view, layer) },
    { head: 'upd:w', width: 6, priority: 1, cell: (layer) => updateCell(view, layer) },
    { head: 'change', width: 8, priority: 2, cell: change },
    { head: failure === 'dead' ? 'dead' : 'satur.', width: 6, priority: 3, cell: failing },
    { head: 'act std', width: 7, priority: 4, cell: spread },
    { head: 'units', width: 5, priority: 6, cell: (layer) => quiet(String(layersOf(run)[layer]?.units || '-')) },
    { head: 'f', width: 9, priority: 5, cell: (layer) => quiet(layersOf(run)[layer]?.activation || '-') },
  ];
}

const missing = (view: PanelView): Cell => ({ text: '-', style: muted(view) });

function gradientCell(view: PanelView, layer: number): Cell {
  const value = layerValue(view.focus.state, 'gradRms', layer, view.ui.cursorStep);
  if (value === undefined) return missing(view);
  const loud = Number.isFinite(value) ? plainText(view) : { fg: view.theme.alarm, attributes: BOLD };
  return { text: formatSmall(value), style: loud };
}

/** log10 of the update relative to the weights: healthy is 1e-4 .. 1e-2; starved is below 1e-5, exploding above 1e-1. */
function updateCell(view: PanelView, layer: number): Cell {
  const { theme } = view;
  const update = layerValue(view.focus.state, 'updateRms', layer, view.ui.cursorStep);
  const weight = layerValue(view.focus.state, 'weightRms', layer, view.ui.cursorStep);
  if (update === undefined || weight === undefined) return missing(view);
  const log = Math.log10(update / weight);
  const colour =
    log > -1 || Number.isNaN(log)
      ? theme.alarm
      : log < -5
        ? theme.warning
        : log >= -4 && log <= -2
          ? theme.good
          : theme.text;
  return { text: formatLog10(update / weight), style: { fg: colour } };
}

function shareCell(view: PanelView, value: number | null | undefined): Cell {
  if (value === null || value === undefined) return missing(view);
  return { text: formatShare(value), style: value > 0.25 ? { fg: view.theme.warning } : plainText(view) };
}

const spreadCell = (view: PanelView, value: number | null | undefined): Cell =>
  value === null || value === undefined ? missing(view) : { text: formatSmall(value), style: plainText(view) };

/** The share that shows failing units: dead for the ReLU family, else saturated. */
function failureOf(run: RunState): 'dead' | 'saturated' {
  const name = run.config?.activation ?? layersOf(run)[0]?.activation;
  const activation = name !== undefined && name in ACTIVATIONS ? ACTIVATIONS[name as ActivationName] : undefined;
  return activation?.failure === 'dies' ? 'dead' : 'saturated';
}
