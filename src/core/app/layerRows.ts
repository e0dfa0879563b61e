// The rows of layers on screen: single layers, or modules of them, filtered by name and sorted.
import type { ToldRun } from '../run/events.js';
import { rolesOf } from '../run/rolesOf.js';
import { modulesOf, moduleAround, openAtFirst, rowsOf, type Module } from '../run/modules.js';
import { layersTold, type RunState } from '../run/runState.js';
import { BUCKET, type Series } from '../run/series.js';
import { finiteMedian } from '../median.js';
import type { UiState } from './state.js';

export interface LayerRow {
  /** Indices of its layers, from 0, in order. */
  readonly layers: readonly number[];
  /** Path of the module; null for one layer. */
  readonly module: string | null;
}

/** With more layers than this, `auto` groups them by module. */
const MANY_LAYERS = 64;

type LayerUi = Pick<UiState, 'group' | 'toggled' | 'layerFilter' | 'layerOrder' | 'cursorStep'>;

interface Rows {
  readonly run: ToldRun | null;
  readonly count: number;
  readonly asked: readonly unknown[];
  readonly rows: readonly LayerRow[];
}
const memory = new WeakMap<RunState, Rows>();

/** The tree by which the layers are grouped; null if each has its own row. */
export function groupingOf(run: RunState, { group, layerFilter }: LayerUi): Module | null {
  if (group === 'none' || layerFilter !== '') return null;
  return group === 'module' || layersTold(run) > MANY_LAYERS ? modulesOf(run.run) : null;
}

/** The rows from the input to the output, in any order of the table. */
export function layerRows(run: RunState, ui: LayerUi): readonly LayerRow[] {
  const asked = [ui.group, ui.toggled, ui.layerFilter];
  const [known, count] = [memory.get(run), layersTold(run)];
  if (known?.run === run.run && known.count === count && asked.every((one, at) => one === known.asked[at]))
    return known.rows;
  const rows = rowsNow(run, ui, count);
  memory.set(run, { run: run.run, count, asked, rows });
  return rows;
}

function rowsNow(run: RunState, ui: LayerUi, count: number): LayerRow[] {
  const tree = groupingOf(run, ui);
  if (tree !== null)
    return rowsOf(tree, openModules(tree, ui))
      .map(({ key, layers }) => ({ layers, module: layers.length > 1 ? key : null }))
      .sort((a, b) => (a.layers[0] ?? 0) - (b.layers[0] ?? 0));
  const part = ui.layerFilter.toLowerCase();
  const all = Array.from({ length: count }, (_, layer): LayerRow => ({ layers: [layer], module: null }));
  const found = all.filter(({ layers }) => (nameOf(run, layers[0] ?? 0) ?? '').toLowerCase().includes(part));
  return found.length > 0 ? found : all;
}

const nameOf = ({ run }: RunState, layer: number): string | undefined => run?.layers?.[layer]?.name;

/** Number of layers whose name contains `part`. */
export const layersNamed = (run: RunState, part: string): number =>
  (run.run?.layers ?? []).filter(({ name = '' }) => name.toLowerCase().includes(part.toLowerCase())).length;

function openModules(tree: Module, { toggled }: LayerUi): ReadonlySet<string> {
  const open = new Set(openAtFirst(tree));
  for (const key of toggled) if (!open.delete(key)) open.add(key);
  return open;
}

/** The rows in the order of the table, from the top: the output first, or the worst first. */
export function tableRows(run: RunState, ui: LayerUi): readonly LayerRow[] {
  const rows = layerRows(run, ui);
  if (ui.layerOrder === 'depth') return rows.toReversed();
  const badness = badnessOf(run, ui.cursorStep);
  const worst = ({ layers }: LayerRow): number => Math.max(...layers.map((layer) => badness[layer] ?? -1));
  const places = new Map(rows.map((row) => [row, worst(row)]));
  return rows.toReversed().sort((a, b) => (places.get(b) ?? -1) - (places.get(a) ?? -1));
}

/**
 * Rank of each layer by its gradient: not finite, then 0, then the distance in decades from the median of the layers of its role.
 * -1 without a gradient.
 */
function badnessOf(run: RunState, step: number | null): number[] {
  const values = run.layers.gradRms.map((series) => valueBy(series, step));
  const roles = rolesOf(run.run);
  const medians = new Map<string, number>();
  const logs = (role: string): Float64Array =>
    Float64Array.from(
      values.flatMap((value, at) =>
        (roles[at] ?? 'kernel') === role && value !== null && value > 0 ? Math.log10(value) : [],
      ),
    );
  return values.map((value, at) => {
    if (value === null) return -1;
    if (!Number.isFinite(value)) return Infinity;
    if (value === 0) return Number.MAX_VALUE;
    const role = roles[at] ?? 'kernel';
    const some = medians.has(role) ? null : logs(role);
    if (some !== null) medians.set(role, finiteMedian(some, some.length));
    return Math.abs(Math.log10(value) - (medians.get(role) ?? 0));
  });
}

/** The value at `step`; null before the first. */
function valueBy(series: Series, step: number | null): number | null {
  const index = step === null ? series.length - 1 : series.indexAt(step);
  return index < 0 ? null : series.field(index, BUCKET.last);
}

/** Index in `rows` of the row that holds a layer; the nearest one if none does. */
export function rowOfLayer(rows: readonly LayerRow[], layer: number): number {
  const at = rows.findIndex(({ layers }) => layers.includes(layer));
  if (at >= 0) return at;
  const distance = ({ layers }: LayerRow): number => Math.abs((layers[0] ?? 0) - layer);
  return rows.reduce((best, row, index) => (distance(row) < distance(rows[best] ?? row) ? index : best), 0);
}

/** `unfold`: the module of the chosen row; `fold`: the open module around that row. */
export function foldable(
  run: RunState,
  ui: LayerUi & Pick<UiState, 'layer'>,
): { unfold: string | null; fold: string | null } {
  const tree = groupingOf(run, ui);
  if (tree === null) return { unfold: null, fold: null };
  const rows = layerRows(run, ui);
  const row = rows[rowOfLayer(rows, ui.layer)];
  const open = openModules(tree, ui);
  return { unfold: row?.module ?? null, fold: moduleAround(tree, open, row?.layers[0] ?? 0)?.key ?? null };
}
