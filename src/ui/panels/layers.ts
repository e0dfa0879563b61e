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
import { fitting, textRight, textRightIn } from '../paint/words.js';
import {
  chosenLayer,
  layersOf,
  layerValue,
  muted,
  paintScrollMarks,
  plainText,
  sayNothing,
  shortLayerName,
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
    const nameWidth = Math.min(canvas.width >= 64 ? 10 : 4, Math.max(...layers.map((layer) => layer.name.length)));
    // The bar comes before the activations and units, because it is read at a glance.
    const bar = canvas.width >= 40 ? 8 : 0;
    const columns = columnsFor(view, run, canvas.width - nameWidth - 3 - bar);
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
    const chosen = chosenLayer(view);
    // Output at the top, as in the heatmap. Scrolls so that the chosen layer stays visible.
    const position = layers.length - 1 - chosen;
    const first = Math.max(0, Math.min(layers.length - rows, position - Math.floor(rows / 2)));
    for (let row = 0; row < Math.min(rows, layers.length); row += 1) {
      const layer = layers.length - 1 - (first + row);
      paintRow(canvas, view, row + 1, layer, { nameWidth, barWidth, columns });
    }
    paintScrollMarks(canvas, view, first, layers.length, rows);
  },
};

function paintRow(
  canvas: Canvas,
  view: PanelView,
  y: number,
  layer: number,
  table: { nameWidth: number; barWidth: number; columns: readonly TableColumn[] },
): void {
  const run = view.focus.state;
  const chosen = layer === chosenLayer(view);
  const name = shortLayerName(layersOf(run)[layer]?.name ?? '', table.nameWidth);
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
function columnsFor(view: PanelView, run: RunState, width: number): TableColumn[] {
  const step = view.ui.cursorStep;
  const probe = probeAt(run, step);
  const { theme } = view;
  const base = plainText(view);
  const failure = failureOf(run);
  const share = (layer: number): number | null | undefined =>
    layerValue(run, failure, layer, step) ?? probe?.layers[failure][layer];
  const all: TableColumn[] = [
    {
      head: 'grad RMS',
      width: 8,
      priority: 0,
      cell: (layer) => {
        const value = layerValue(run, 'gradRms', layer, step);
        if (value === undefined) return { text: '-', style: muted(view) };
        const loud = Number.isFinite(value) ? base : { fg: theme.alarm, attributes: BOLD };
        return { text: formatSmall(value), style: loud };
      },
    },
    {
      head: 'upd:w',
      width: 6,
      priority: 1,
      cell: (layer) => {
        const update = layerValue(run, 'updateRms', layer, step);
        const weight = layerValue(run, 'weightRms', layer, step);
        if (update === undefined || weight === undefined) return { text: '-', style: muted(view) };
        const log = Math.log10(update / weight);
        // Healthy is 1e-4 .. 1e-2; starved is below 1e-5, exploding above 1e-1.
        const colour =
          log > -1 || Number.isNaN(log)
            ? theme.alarm
            : log < -5
              ? theme.warning
              : log >= -4 && log <= -2
                ? theme.good
                : theme.text;
        return { text: formatLog10(update / weight), style: { fg: colour } };
      },
    },
    {
      head: 'change',
      width: 8,
      priority: 2,
      cell: (layer) => {
        const change = probe?.layers.percentChange[layer];
        return {
          text: changeInShort(run, layer, step),
          style: change === null || change === undefined ? muted(view) : base,
        };
      },
    },
    {
      head: failure === 'dead' ? 'dead' : 'satur.',
      width: 6,
      priority: 3,
      cell: (layer) => {
        const value = share(layer);
        if (value === null || value === undefined) return { text: '-', style: muted(view) };
        return { text: formatShare(value), style: value > 0.25 ? { fg: theme.warning } : base };
      },
    },
    {
      head: 'act std',
      width: 7,
      priority: 4,
      cell: (layer) => {
        const value = layerValue(run, 'activationStd', layer, step) ?? probe?.layers.activationStd[layer];
        return value === null || value === undefined
          ? { text: '-', style: muted(view) }
          : { text: formatSmall(value), style: base };
      },
    },
    {
      head: 'units',
      width: 5,
      priority: 6,
      cell: (layer) => ({ text: String(layersOf(run)[layer]?.units || '-'), style: muted(view) }),
    },
    {
      head: 'f',
      width: 9,
      priority: 5,
      cell: (layer) => ({ text: layersOf(run)[layer]?.activation || '-', style: muted(view) }),
    },
  ];
  const kept = [...all];
  const total = (): number => kept.reduce((sum, column) => sum + column.width + 1, 0);
  while (kept.length > 1 && total() > width) {
    const worst = kept.reduce((a, b) => (a.priority >= b.priority ? a : b));
    kept.splice(kept.indexOf(worst), 1);
  }
  return kept;
}

/** The share that shows failing units: dead for the ReLU family, else saturated. */
function failureOf(run: RunState): 'dead' | 'saturated' {
  const name = run.config?.activation ?? layersOf(run)[0]?.activation;
  const activation = name !== undefined && name in ACTIVATIONS ? ACTIVATIONS[name as ActivationName] : undefined;
  return activation?.failure === 'dies' ? 'dead' : 'saturated';
}
