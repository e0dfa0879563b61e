// The table of layers: size of the gradient, movement of the weights, and dead or saturated units.
import { rowOfLayer, tableRows, type LayerRow } from '../../core/app/layerRows.js';
import { ACTIVATIONS, type ActivationName } from '../../core/config/activations.js';
import { isForeign } from '../../core/diagnosis/foreign/index.js';
import { formatLog10, formatShare, formatSmall } from '../../core/format.js';
import { changeInShort } from '../../core/run/kernelChange.js';
import { probeAt } from '../../core/run/lookup.js';
import { layersTold, type RunState } from '../../core/run/runState.js';
import { lyingBar } from '../paint/bars.js';
import { BOLD, put, text, type Canvas, type Style } from '../../core/screen/canvas.js';
import { rampColour } from '../paint/colour.js';
import { code, glyphs } from '../paint/glyphs.js';
import { heatFraction, PINNED } from '../paint/heat.js';
import type { TermName } from '../../core/text/glossary.js';
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
  rowName,
  rowValue,
  shortLayerName,
  layerRegion,
} from './common.js';
import type { Panel, PanelView } from './panel.js';

interface Cell {
  readonly text: string;
  readonly style: Style;
}

interface TableColumn {
  readonly head: TermName;
  readonly width: number;
  /** Columns with a higher number are dropped first. */
  readonly priority: number;
  /** False where a log of another program has no such figure. */
  readonly known?: boolean;
  readonly cell: (row: LayerRow) => Cell;
}

export const layersPanel: Panel = {
  claims: { one: 3, several: 4 },
  lacks: (run) => layersTold(run) === 0,
  extent: 'everything',
  title: (view) => (view.ui.cursorStep === null ? 'layers' : `layers at step ${view.ui.cursorStep}`),
  minimum: { width: 20, height: 4 },
  paint: (canvas, view) => {
    const run = view.focus.state;
    const layers = layersOf(run);
    if (run.step === 0 && run.probes.length === 0) return sayNothing(canvas, view, 'no step yet');
    if (layers.length === 0) return sayNothing(canvas, view, 'this log has no values per layer');
    if (canvas.height < 2 || canvas.width < 8) return sayNothing(canvas, view, 'too small');
    const shown = tableRows(run, view.ui);
    const longest = Math.max(...shown.map((row) => textWidth(rowName(run, row))));
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
    // Output at the top, as in the heatmap. Scrolls so that the chosen row stays visible.
    const chosen = rowOfLayer(shown, chosenLayer(view));
    const first = firstShown(chosen, shown.length, rows);
    shown.slice(first, first + rows).forEach((one, at) => {
      const place = { y: at + 1, chosen: first + at === chosen };
      paintRow(canvas, view, place, one, { nameWidth, barWidth, columns });
    });
    paintScrollMarks(canvas, view, first, shown.length, rows);
  },
  regions: (view, { width, height }) => {
    const shown = tableRows(view.focus.state, view.ui);
    const first = firstShown(rowOfLayer(shown, chosenLayer(view)), shown.length, height - 1);
    const area = { x: 0, y: 1, width, height: Math.min(height - 1, shown.length) };
    return layerRegion(area, (row) => shown[first + row]?.layers[0] ?? 0);
  },
};

function paintRow(
  canvas: Canvas,
  view: PanelView,
  { y, chosen }: { readonly y: number; readonly chosen: boolean },
  row: LayerRow,
  table: { nameWidth: number; barWidth: number; columns: readonly TableColumn[] },
): void {
  const run = view.focus.state;
  const name = shortLayerName(rowName(run, row), table.nameWidth, view.ascii);
  if (chosen) put(canvas, 0, y, code(glyphs(view.ascii).right), { fg: view.theme.focus, attributes: BOLD });
  text(canvas, 2, y, name.padEnd(table.nameWidth), {
    fg: chosen ? view.theme.focus : view.theme.text,
    attributes: chosen ? BOLD : 0,
  });
  let x = table.nameWidth + 3;
  if (table.barWidth >= 4) {
    const value = rowValue(run, 'gradRms', row, view.ui.cursorStep);
    if (value !== undefined && value > 0 && Number.isFinite(value)) {
      const fraction = heatFraction(PINNED, value);
      const fg = view.theme.rampless ? view.theme.text : rampColour(view.theme.ramp, fraction);
      lyingBar(canvas, { x, y, width: table.barWidth }, fraction, view.ascii, { fg });
    }
    x += table.barWidth + 1;
  }
  for (const column of table.columns) {
    const cell = column.cell(row);
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
  const foreign = isForeign(run);
  const probed = !foreign || run.probes.length > 0;
  const quiet = (text: string): Cell => ({ text, style: muted(view) });
  const single =
    (of: (layer: number) => Cell) =>
    (row: LayerRow): Cell =>
      row.module === null ? of(row.layers[0] ?? 0) : missing(view);
  const change = (layer: number): Cell => {
    const known = (layers?.percentChange[layer] ?? null) !== null;
    return { text: changeInShort(run, layer, step), style: known ? plainText(view) : muted(view) };
  };
  const failing = (layer: number): Cell =>
    shareCell(view, layerValue(run, failure, layer, step) ?? layers?.[failure][layer]);
  const spread = (layer: number): Cell =>
    spreadCell(view, layerValue(run, 'activationStd', layer, step) ?? layers?.activationStd[layer]);
  const all = layersOf(run);
  const columns: readonly TableColumn[] = [
    { head: 'grad RMS', width: 8, priority: 0, cell: (row) => gradientCell(view, row) },
    { head: 'upd:w', width: 6, priority: 1, cell: (row) => updateCell(view, row) },
    { head: 'change', width: 8, priority: 2, known: probed, cell: single(change) },
    {
      head: failure === 'dead' ? 'dead' : 'satur.',
      width: 6,
      priority: 3,
      known: probed || run.layers[failure].length > 0,
      cell: single(failing),
    },
    {
      head: 'act std',
      width: 7,
      priority: 4,
      known: probed || run.layers.activationStd.length > 0,
      cell: single(spread),
    },
    {
      head: 'units',
      width: 5,
      priority: 6,
      known: !foreign || all.some(({ units }) => units > 0),
      cell: single((layer) => quiet(String(all[layer]?.units || '-'))),
    },
    {
      head: 'f',
      width: 9,
      priority: 5,
      known: !foreign || all.some(({ activation }) => activation !== ''),
      cell: single((layer) => quiet(all[layer]?.activation || '-')),
    },
  ];
  return columns.filter(({ known }) => known !== false);
}

const missing = (view: PanelView): Cell => ({ text: '-', style: muted(view) });

function gradientCell(view: PanelView, row: LayerRow): Cell {
  const value = rowValue(view.focus.state, 'gradRms', row, view.ui.cursorStep);
  if (value === undefined) return missing(view);
  const loud = Number.isFinite(value) ? plainText(view) : { fg: view.theme.alarm, attributes: BOLD };
  return { text: formatSmall(value), style: loud };
}

/** log10 of the update relative to the weights: healthy is 1e-4 .. 1e-2; starved is below 1e-5, exploding above 1e-1. */
function updateCell(view: PanelView, row: LayerRow): Cell {
  const { theme } = view;
  const update = rowValue(view.focus.state, 'updateRms', row, view.ui.cursorStep);
  const weight = rowValue(view.focus.state, 'weightRms', row, view.ui.cursorStep);
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
export function failureOf(run: RunState): 'dead' | 'saturated' {
  const name = run.config?.activation ?? layersOf(run)[0]?.activation;
  const activation = name !== undefined && name in ACTIVATIONS ? ACTIVATIONS[name as ActivationName] : undefined;
  if (activation === undefined) return run.layers.dead.some(({ total }) => total > 0) ? 'dead' : 'saturated';
  return activation.failure === 'dies' ? 'dead' : 'saturated';
}
