// Shared by the panels: values at the cursor, layer names, colours, and messages for empty panels.
import type { LayerRow } from '../../core/app/layerRows.js';
import { valueAt } from '../../core/run/lookup.js';
import type { RunLayer } from '../../core/run/events.js';
import { layersTold, type RunState } from '../../core/run/runState.js';
import type { LayerMetric } from '../../core/run/schema/layerMetrics.js';
import { DIM, INVERSE, put, text, type Canvas, type Style } from '../../core/screen/canvas.js';
import { elided, withoutShared } from '../../core/text/pathNames.js';
import { textWidth } from '../../core/text/width.js';
import { code, glyphs } from '../paint/glyphs.js';
import { centred, rowsOf, wrapInto } from '../paint/words.js';
import type { Area } from '../../core/screen/area.js';
import type { PanelRegion, PanelView } from './panel.js';

/** Value of a layer's metric as of the shown step; undefined if not sampled by then. */
export function layerValue(run: RunState, metric: LayerMetric, layer: number, step: number | null): number | undefined {
  const series = run.layers[metric][layer];
  return series === undefined ? undefined : valueAt(run, series, step)?.value;
}

/** Value of a row. For a module, the RMS over all its elements: sqrt(sum of n RMS² / sum of n). Undefined if no layer has a value. */
export function rowValue(
  run: RunState,
  metric: LayerMetric,
  { layers }: LayerRow,
  step: number | null,
): number | undefined {
  const [first = 0] = layers;
  if (layers.length === 1) return layerValue(run, metric, first, step);
  let [sum, count] = [0, 0];
  for (const layer of layers) {
    const value = layerValue(run, metric, layer, step);
    // A frozen layer.
    if (value === undefined) continue;
    const elements = run.run?.layers?.[layer]?.parameterCount ?? 1;
    sum += elements * value * value;
    count += elements;
  }
  return count === 0 ? undefined : Math.sqrt(sum / count);
}

/** Layers of the run, from its run event or from its steps; empty before either. */
export function layersOf(run: RunState): readonly LayerLabel[] {
  const [told, count] = [run.run?.layers ?? NO_LAYERS, layersTold(run)];
  const known = labelled.get(run);
  if (known?.told === told && known.count === count) return known.labels;
  const labels = labelsOf(told, count);
  labelled.set(run, { told, count, labels });
  return labels;
}

const NO_LAYERS: readonly RunLayer[] = [];
const labelled = new WeakMap<
  RunState,
  { readonly told: unknown; readonly count: number; readonly labels: readonly LayerLabel[] }
>();

function labelsOf(told: readonly RunLayer[], count: number): readonly LayerLabel[] {
  if (told.length === count && told.every(isWhole)) return told;
  return Array.from({ length: count }, (_, layer) => ({
    name: layer === count - 1 ? 'output' : `hidden_${layer + 1}`,
    activation: '',
    units: 0,
    ...told[layer],
  }));
}

/** Empty and 0 if the log does not hold them. */
export type LayerLabel = Required<Pick<RunLayer, 'name' | 'activation' | 'units'>>;
const isWhole = (layer: RunLayer): layer is LayerLabel =>
  layer.name !== undefined && layer.activation !== undefined && layer.units !== undefined;

/** The chosen layer, clamped to the layers of the run. */
export const chosenLayer = (view: PanelView): number =>
  Math.max(0, Math.min(view.ui.layer, layersOf(view.focus.state).length - 1));

const displayed = new WeakMap<
  RunState,
  { readonly told: unknown; readonly count: number; readonly names: readonly string[] }
>();

/** The names of all layers, without the words that most long paths share. */
export function layerNames(run: RunState): readonly string[] {
  const [told, count] = [run.run?.layers, layersTold(run)];
  const known = displayed.get(run);
  if (known?.told === told && known?.count === count) return known.names;
  const own = layersOf(run).map(({ name }) => name);
  const names = hasOwnNames(run) ? own : withoutShared(own);
  displayed.set(run, { told, count, names });
  return names;
}

/** The name of a layer, or the path of a module and the number of its layers. */
export const rowName = (run: RunState, row: LayerRow): string =>
  row.module === null ? rowPath(run, row) : `${rowPath(run, row)} (${row.layers.length})`;

/** Name of a layer or path of a module, without the words that all share. */
export function rowPath(run: RunState, { layers, module }: LayerRow): string {
  const names = layerNames(run);
  const [first = 0] = layers;
  if (module === null) return names[first] ?? String(first + 1);
  const [whole = '', short = ''] = [layersOf(run)[first]?.name, names[first]];
  const at = whole.indexOf(short);
  return at > 0 && module.length > at ? module.slice(at) : module;
}

const OWN_NAME = /^(?:hidden_\d+|output)$/;
/** Whether all names are our own: `hidden_7`, `output`. Names of other programs need more room. */
export const hasOwnNames = ({ config, run }: RunState): boolean =>
  config !== null || run?.layers?.some(({ name }) => name !== undefined && !OWN_NAME.test(name)) !== true;

/** `hidden_7` as `h7`, `output` as `out`; other names are elided in the middle. */
export function shortLayerName(name: string, width: number, ascii: boolean): string {
  if (textWidth(name) <= width) return name;
  const hidden = /^hidden_(\d+)$/.exec(name);
  if (hidden) return `h${hidden[1]}`.slice(0, width);
  return elided(name === 'output' ? 'out' : name, width, glyphs(ascii).ellipsis);
}

export const muted = (view: PanelView): Style => ({
  fg: view.theme.muted,
  attributes: view.theme.colourless ? DIM : 0,
});
export const plainText = (view: PanelView): Style => ({ fg: view.theme.text });

/** Colour of a run by its slot. */
export const runColour = (view: PanelView, slot: number): number =>
  view.theme.runs[slot % Math.max(1, view.theme.runs.length)] ?? view.theme.text;

/** Explains an empty panel: failure, start, or missing data. */
export function sayNothing(canvas: Canvas, view: PanelView, missing: string): void {
  const run = view.focus.state;
  const reason =
    run.failure !== null
      ? run.failure
      : run.status === 'starting' && run.step === 0
        ? `no data yet: ${run.loading ?? 'starting'}`
        : missing;
  centred(canvas, reason, run.failure !== null ? { fg: view.theme.alarm } : muted(view));
}

/** Rows for sentences below a chart: one each, as long as the chart keeps four, and more if they fit into a third of the panel. */
export function rowsBelow(sentences: readonly string[], { width, height }: Pick<Area, 'width' | 'height'>): number {
  const least = Math.min(sentences.length, Math.max(1, height - 4));
  return Math.max(least, Math.min(rowsOf(sentences, width), Math.floor(height / 3)));
}

/** Sentences at the top of the panel, or below a chart. */
export function paintSentences(canvas: Canvas, view: PanelView, sentences: readonly string[], below: boolean): void {
  const { width, height } = canvas;
  const rows = below ? rowsBelow(sentences, canvas) : height;
  wrapInto(sentences, { width, rows, ascii: view.ascii }).forEach((line, i) => {
    text(canvas, 0, (below ? height - rows : 0) + i, line, muted(view));
  });
}

/** The first of `all` rows shown, so that the row at `position` stays visible, in the middle if possible. */
export const firstShown = (position: number, all: number, rows: number): number =>
  Math.max(0, Math.min(all - rows, position - Math.floor(rows / 2)));

/** Arrows at the right edge if rows (after the heading) are scrolled out. */
export function paintScrollMarks(canvas: Canvas, view: PanelView, first: number, all: number, rows: number): void {
  const set = glyphs(view.ascii);
  const style = { fg: view.theme.focus, attributes: INVERSE };
  if (first > 0) put(canvas, canvas.width - 1, 1, code(set.up), style);
  if (first + rows < all) put(canvas, canvas.width - 1, canvas.height - 1, code(set.down), style);
}

/** Rows of layers: a click chooses the layer of its row, counted from the first row of `area`. */
export const layerRegion = (area: Area, layerAt: (row: number) => number): readonly PanelRegion[] => [
  { area, click: ({ y }) => [{ type: 'ui', patch: { layer: Math.max(0, layerAt(y - area.y)), weight: 0 } }] },
];
