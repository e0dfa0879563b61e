// The rows of the heatmap: the columns of their layers, the scale that fits them, and the label of merged rows.
import type { LayerRow } from '../../core/app/layerRows.js';
import type { RunState } from '../../core/run/runState.js';
import type { StepDomain } from '../../core/run/stepDomain.js';
import type { Columns } from '../paint/columns.js';
import { PINNED, type HeatScale } from '../paint/heat.js';
import { rowPath } from './common.js';
import { heatRows } from './heatmapRows.js';
import type { PanelView, RunView } from './panel.js';
import { bucketsOrSteps } from './timeAxis.js';

/** One run: its rows from the input to the output, and the columns of each layer in them. */
export interface RunMap {
  readonly run: RunView;
  readonly rows: readonly LayerRow[];
  readonly columns: readonly (readonly Columns[])[];
}

export function mapOf({ hold, ui }: PanelView, view: RunView, domain: StepDomain): RunMap {
  const run = view.state;
  const rows = heatRows(run, ui);
  const columns = rows.map(({ layers }) =>
    layers.flatMap((layer) => {
      const series = run.layers.gradRms[layer];
      if (series === undefined) return [];
      const columns = bucketsOrSteps(run, series, (event) => event.layers?.gradRms[layer], domain);
      hold?.hold(`heat ${run.runId} ${layer}`, columns, run.step, domain);
      return columns;
    }),
  );
  return { run: view, rows, columns };
}

/** Whole decades around all visible positive values; the pinned scale if there are none. */
export function fitted(layers: readonly Columns[]): HeatScale {
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

/** Label of merged rows: layers by number, the output by name if it fits, modules by the words that their paths share. */
export function rangeInWords({ run, rows }: RunMap, from: number, to: number, width: number): string {
  if (rows.length < run.state.layers.gradRms.length) return pathOf(run.state, rows.slice(from, to + 1));
  const named = `${from + 1}-out`;
  return to === rows.length - 1 && named.length <= width ? named : `${from + 1}-${to + 1}`;
}

/** `3.attn` and `3.mlp` are `3`; `3.mlp` and `4.attn` are `3-4`. */
function pathOf(run: RunState, rows: readonly LayerRow[]): string {
  const [first = [], ...others] = rows.map((row) => rowPath(run, row).split(/[./]/));
  const at = first.findIndex((word, index) => others.some((one) => one[index] !== word));
  if (at < 0) return first.join('.');
  return at > 0 ? first.slice(0, at).join('.') : `${first[0] ?? ''}-${others.at(-1)?.[0] ?? ''}`;
}
