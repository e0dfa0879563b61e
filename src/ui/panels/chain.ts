// The chain rule as a product: each layer's mean |f'| and gain of the transposed kernel, their running product from the last
// hidden layer to the input, beside the measured gradients. For recurrent networks: the gradient through time.
import { ACTIVATIONS, type ActivationName } from '../../core/config/activations.js';
import { formatSmall } from '../../core/format.js';
import type { ProbeEvent } from '../../core/run/events.js';
import { probeAt } from '../../core/run/lookup.js';
import type { RunState } from '../../core/run/runState.js';
import type { Span } from '../../core/screen/area.js';
import { BOLD, put, text, type Canvas, type Style } from '../../core/screen/canvas.js';
import type { TermName } from '../../core/text/glossary.js';
import { code, glyphs } from '../paint/glyphs.js';
import { plain } from '../../core/text/ascii.js';
import { fitting, shorten, textRight } from '../paint/words.js';
import {
  chosenLayer,
  firstShown,
  layerNames,
  layerRegion,
  layersOf,
  layerValue,
  muted,
  plainText,
  sayNothing,
  shortLayerName,
} from './common.js';
import { paintThroughTime, throughTimeRegions } from './throughTime.js';
import type { Panel, PanelView } from './panel.js';

export interface ChainLink {
  readonly layer: number;
  /** mean |f'(z)| of this layer. */
  readonly derivative: number;
  /** Factor by which the transposed kernel of the layer above scales a backward signal. */
  readonly gain: number;
  /** derivative x gain, from the layer above to this one; NaN for the last hidden layer, where the product begins. */
  readonly factor: number;
  /** Product of the factors from the last hidden layer (1) down to this one. */
  readonly product: number;
  /** gradRms(this) / gradRms(last hidden); NaN if unknown. */
  readonly measured: number;
  /** maxDerivative of the activation to the power of the layers between. */
  readonly theory: number;
}

/** Links of the hidden layers, input first: delta(l) = (W(l+1)^T delta(l+1)) f'(z(l)). */
export function chainOf(run: RunState, probe: ProbeEvent, step: number | null): ChainLink[] {
  const last = probe.layers.meanDerivative.length - 2;
  const reference = layerValue(run, 'gradRms', last, step);
  const links: ChainLink[] = [];
  let product = 1;
  let theory = 1;
  for (let layer = last; layer >= 0; layer -= 1) {
    const derivative = probe.layers.meanDerivative[layer] ?? NaN;
    const gain = probe.layers.backwardGain[layer + 1] ?? NaN;
    const factor = layer === last ? NaN : derivative * gain;
    if (layer < last) {
      product *= factor;
      theory *= maxDerivativeOf(run, layer);
    }
    const here = layerValue(run, 'gradRms', layer, step);
    const measured = here === undefined || reference === undefined ? NaN : here / reference;
    links.unshift({ layer, derivative, gain, factor, product, measured, theory });
  }
  return links;
}

function maxDerivativeOf(run: RunState, layer: number): number {
  const name = layersOf(run)[layer]?.activation ?? '';
  return name in ACTIVATIONS ? ACTIVATIONS[name as ActivationName].maxDerivative : NaN;
}

export const chainPanel: Panel = {
  claims: {},
  extent: 'curves',
  title: (view, width = Infinity) => {
    if (probeAt(view.focus.state, view.ui.cursorStep)?.throughTime !== undefined)
      return 'gradient through time (log10 RMS)';
    const versions = ["chain rule: product of f' × gain of W^T", "chain rule: f' × gain of W^T"];
    return fitting(
      versions.map((version) => plain(version, view.ascii)),
      width,
      view.ascii,
    );
  },
  minimum: { width: 30, height: 6 },
  paint: (canvas, view) => {
    const run = view.focus.state;
    const probe = probeAt(run, view.ui.cursorStep);
    if (probe === undefined) return sayNothing(canvas, view, 'no probe yet');
    if (probe.throughTime !== undefined) return paintThroughTime(canvas, view);
    const links = chainOf(run, probe, view.ui.cursorStep);
    if (links.length === 0) {
      const told = probe.layers.meanDerivative.length > 0;
      return sayNothing(canvas, view, told ? 'one layer: no chain' : 'this log has no derivatives');
    }
    const notes = notesOf(view, links, canvas.width);
    const tableHeight = heightOfTable(canvas.height, notes.length);
    paintTable(canvas, view, links, tableHeight);
    notes
      .slice(0, Math.max(canvas.height - tableHeight, canvas.height - links.length - 1))
      .forEach((note, index, shown) => {
        const words = shorten(plain(note, view.ascii), canvas.width, view.ascii);
        text(canvas, 0, canvas.height - shown.length + index, words, muted(view));
      });
  },
  regions: (view, panel) => {
    const { state } = view.focus;
    const probe = probeAt(state, view.ui.cursorStep);
    if (probe === undefined) return [];
    if (probe.throughTime !== undefined) return throughTimeRegions(view, panel);
    const links = chainOf(state, probe, view.ui.cursorStep);
    const notes = notesOf(view, links, panel.width).length;
    const rows = Math.min(links.length, heightOfTable(panel.height, notes) - 1);
    const first = firstRow(view, links.length, rows);
    return layerRegion({ ...panel, y: 1, height: rows }, (row) => links.length - 1 - first - row);
  },
};

const heightOfTable = (height: number, notes: number): number => height - (height >= 6 && notes > 0 ? 1 : 0);

const COLUMNS = [
  { head: "mean |f'|", width: 9, of: (link: ChainLink) => link.derivative },
  { head: 'gain W^T', width: 8, of: (link: ChainLink) => link.gain },
  { head: 'factor', width: 7, of: (link: ChainLink) => link.factor },
  { head: 'product', width: 8, of: (link: ChainLink) => link.product },
  { head: 'measured', width: 8, of: (link: ChainLink) => link.measured },
] as const satisfies readonly { readonly head: TermName; readonly width: number; readonly of: unknown }[];

function paintTable(canvas: Canvas, view: PanelView, links: readonly ChainLink[], height: number): void {
  const nameWidth = canvas.width >= 60 ? 10 : 4;
  const columns =
    canvas.width >= 56
      ? COLUMNS
      : COLUMNS.filter((column) => column.head !== 'gain W^T' && column.head !== "mean |f'|");
  let x = nameWidth;
  for (const column of columns) {
    textRight(canvas, x + column.width, 0, column.head, headStyle(view, column.head));
    x += column.width + 1;
  }
  const plotWidth = canvas.width - x - 1;
  const low = lowestDecade(links);
  if (plotWidth >= 12) {
    textRight(canvas, canvas.width, 0, '1', muted(view));
    text(canvas, x + 1, 0, `1e${low}`, muted(view));
  }
  // Output on top, as in the heatmap; the product runs down to the input. Scrolls around the chosen layer.
  const rows = Math.min(links.length, height - 1);
  const first = firstRow(view, links.length, rows);
  for (let row = 0; row < rows; row += 1) {
    const link = links[links.length - 1 - first - row];
    if (link === undefined) continue;
    const chosen = link.layer === chosenLayer(view);
    const style: Style = chosen ? { fg: view.theme.focus, attributes: BOLD } : plainText(view);
    const name = layerNames(view.focus.state)[link.layer] ?? '';
    text(canvas, 0, row + 1, shortLayerName(name, nameWidth, view.ascii), style);
    let at = nameWidth;
    for (const column of columns) {
      const value = column.of(link);
      const word = Number.isNaN(value) ? '-' : formatSmall(value);
      textRight(canvas, at + column.width, row + 1, word, cellStyle(view, column.head, value, style));
      at += column.width + 1;
    }
    if (plotWidth >= 12) paintMarks(canvas, view, { x: x + 1, y: row + 1, width: plotWidth }, link, low);
  }
}

const firstRow = (view: PanelView, links: number, rows: number): number =>
  firstShown(links - 1 - Math.min(chosenLayer(view), links - 1), links, rows);

function headStyle(view: PanelView, head: string): Style {
  if (head === 'product') return { fg: view.theme.info };
  return head === 'measured' ? { fg: view.theme.warning } : muted(view);
}

function cellStyle(view: PanelView, head: string, value: number, style: Style): Style {
  if (head === 'product') return { ...style, fg: view.theme.info };
  if (head === 'measured')
    return { ...style, fg: Number.isFinite(value) || Number.isNaN(value) ? view.theme.warning : view.theme.alarm };
  return style;
}

/** Decade of the left edge, below every product, measurement and theory point. */
function lowestDecade(links: readonly ChainLink[]): number {
  let low = -1;
  for (const link of links)
    for (const value of [link.product, link.measured, link.theory])
      if (value > 0 && Number.isFinite(value)) low = Math.min(low, Math.floor(Math.log10(value)));
  return low;
}

/** One row of the log plot: dot for theory, diamond for the product, disc for the measurement. */
function paintMarks(canvas: Canvas, view: PanelView, { x, y, width }: Span, link: ChainLink, low: number): void {
  const { theory, measured, product } = marks(view);
  const set = (value: number, glyph: string, style: Style): void => {
    if (!Number.isFinite(value)) return;
    const at = Math.round(Math.min(1, Math.max(0, 1 - Math.log10(value) / low)) * (width - 1));
    // 0 has no logarithm: it lies beyond the left edge.
    if (value > 0) put(canvas, x + at, y, code(glyph), style);
    else put(canvas, x, y, code(glyphs(view.ascii).left), style);
  };
  set(link.theory, theory, { fg: view.theme.plateau });
  set(link.product, product, { fg: view.theme.info, attributes: BOLD });
  set(link.measured, measured, { fg: view.theme.warning, attributes: BOLD });
}

function marks(view: PanelView): { theory: string; product: string; measured: string } {
  const set = glyphs(view.ascii);
  return { theory: view.ascii ? '|' : '│', product: set.classes[3] ?? 'x', measured: set.classes[0] ?? 'o' };
}

function notesOf(view: PanelView, links: readonly ChainLink[], width: number): string[] {
  const run = view.focus.state;
  const config = run.run?.config ?? run.config;
  const first = links[0];
  const limit = maxDerivativeOf(run, 0);
  const { theory, product, measured } = marks(view);
  const notes: string[] = [];
  if (first !== undefined && links.length > 1) {
    const say = (value: number): string => (Number.isNaN(value) ? 'not known' : formatSmall(value));
    const most = limit === 0.25 ? '1/4' : formatSmall(limit);
    // Without a known activation there is no theory.
    const [long, short] = Number.isNaN(limit)
      ? ['', '']
      : [`  ${theory} theory ${most} a layer`, `  ${theory} ${most} a layer`];
    notes.push(
      fitting(
        [
          `${product} product ${say(first.product)}  ${measured} measured ${say(first.measured)} of the last hidden layer${long}`,
          `${product} ${say(first.product)}  ${measured} ${say(first.measured)}${short}`,
        ],
        width,
        view.ascii,
      ),
    );
  }
  if (config !== null && config.residual > 0)
    notes.push('skips add a second path; the product follows the path without them');
  if (config !== null && config.batchNorm !== 'none')
    notes.push('the product leaves out batch normalization, which rescales between the factors');
  const output = layersOf(run).at(-1)?.activation;
  const probe = probeAt(run, view.ui.cursorStep);
  const outputFactor = probe?.layers.meanDerivative[links.length] ?? NaN;
  if (config !== null && config.loss === 'meanSquaredError' && Number.isFinite(outputFactor))
    notes.push(
      `output ${output ?? ''}: its f' (mean ${formatSmall(outputFactor)}) is a factor of every layer's gradient`,
    );
  else if (config !== null && config.loss !== 'auto' && output !== undefined && config.loss !== 'meanSquaredError')
    notes.push(`output ${output}: its f' cancels against the cross-entropy`);
  return notes;
}
