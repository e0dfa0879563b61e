// Keys for the layers: choose, group, sort and filter.
import { foldable, groupingOf, rowOfLayer, tableRows } from '../layerRows.js';
import { modulesOf } from '../../run/modules.js';
import { focusedRun } from '../selectors.js';
import type { AppState, UiState } from '../state.js';
import { always, type Binding } from './binding.js';

/** Number of values in the chosen layer's kernel, from the last weights event; 0 if it was not logged. */
const weightCount = (state: AppState): number => {
  const kernels = focusedRun(state)?.weights.at(-1)?.parameters ?? [];
  return kernels.find((one) => one.layer === state.ui.layer)?.values.length ?? 0;
};
const weightAfter = (state: AppState, by: number): Partial<UiState> => {
  const count = weightCount(state);
  return { weight: count === 0 ? 0 : (state.ui.weight + by + count) % count };
};

/** The next row of the table; `by` 1: upwards, where the output is. */
function layerAfter(state: AppState, by: number): Partial<UiState> {
  const run = focusedRun(state);
  const rows = run === undefined ? [] : tableRows(run, state.ui);
  if (rows.length === 0) return { layer: 0, weight: 0 };
  const at = rowOfLayer(rows, state.ui.layer) - by;
  return { layer: rows[Math.max(0, Math.min(rows.length - 1, at))]?.layers[0] ?? 0, weight: 0 };
}

const noModules = (state: AppState): string | null =>
  modulesOf(focusedRun(state)?.run ?? null) === null ? 'the layers of this run have no modules' : null;

const noFold =
  (which: 'fold' | 'unfold', why: string) =>
  (state: AppState): string | null => {
    const run = focusedRun(state);
    return run !== undefined && foldable(run, state.ui)[which] !== null ? null : (noModules(state) ?? why);
  };

const toggle = (which: 'fold' | 'unfold') => (state: AppState) => {
  const run = focusedRun(state);
  const key = run === undefined ? null : foldable(run, state.ui)[which];
  const { toggled } = state.ui;
  const others = toggled.filter((one) => one !== key);
  const patch = key === null ? {} : { toggled: others.length < toggled.length ? others : [...toggled, key] };
  return { type: 'ui', patch } as const;
};

const noLayers = (state: AppState): string | null =>
  (focusedRun(state)?.layers.gradRms.length ?? 0) > 0 ? null : 'no gradients of layers yet';

const grouped = (state: AppState): Partial<UiState> => {
  const run = focusedRun(state);
  const now = run !== undefined && groupingOf(run, { ...state.ui, layerFilter: '' }) !== null;
  const text = now ? 'one row for each layer' : 'layers by module';
  return { group: now ? 'none' : 'module', message: { text, level: 'info' } };
};

/** Sorting by worst first chooses the worst layer, so that it is on screen. */
const ordered = (state: AppState): Partial<UiState> => {
  const { ui } = state;
  const run = focusedRun(state);
  const layerOrder = ui.layerOrder === 'depth' ? 'worst' : 'depth';
  const text = layerOrder === 'worst' ? 'layers: worst gradient first' : 'layers: from the output to the input';
  const rows = run === undefined || layerOrder === 'depth' ? [] : tableRows(run, { ...ui, layerOrder });
  const [worst] = rows[0]?.layers ?? [];
  return { layerOrder, ...(worst === undefined ? {} : { layer: worst, weight: 0 }), message: { text, level: 'info' } };
};

export const layerBindings: readonly Binding[] = [
  {
    id: 'layer-up',
    keys: ['up', 'n'],
    group: 'layers',
    label: 'layer nearer to the output',
    both: 'layer nearer to the output, to the input',
    action: (state) => ({ type: 'ui', patch: layerAfter(state, 1) }),
    disabled: always,
  },
  {
    id: 'layer-down',
    keys: ['down', 'j'],
    group: 'layers',
    label: 'layer nearer to the input',
    action: (state) => ({ type: 'ui', patch: layerAfter(state, -1) }),
    disabled: always,
  },
  {
    id: 'unfold',
    keys: ['}'],
    group: 'layers',
    label: 'unfold the module',
    both: 'unfold the module, fold it',
    footer: 'unfold',
    action: toggle('unfold'),
    disabled: noFold('unfold', 'this row is a single layer'),
  },
  {
    id: 'fold',
    keys: ['{'],
    group: 'layers',
    label: 'fold the module',
    action: toggle('fold'),
    disabled: noFold('fold', 'nothing to fold'),
  },
  {
    id: 'group-layers',
    keys: ['G'],
    group: 'layers',
    label: 'layers by module, or each one',
    action: (state) => ({ type: 'ui', patch: grouped(state) }),
    disabled: noModules,
  },
  {
    id: 'order-layers',
    keys: ['T'],
    group: 'layers',
    label: 'sort the table: by depth, or worst first',
    action: (state) => ({ type: 'ui', patch: ordered(state) }),
    disabled: noLayers,
  },
  {
    id: 'weight-back',
    keys: [','],
    group: 'layers',
    label: 'previous weight in the traces',
    both: 'previous, next weight in the traces',
    action: (state) => ({ type: 'ui', patch: weightAfter(state, -1) }),
    disabled: always,
  },
  {
    id: 'weight-next',
    keys: ['.'],
    group: 'layers',
    label: 'next weight in the traces',
    action: (state) => ({ type: 'ui', patch: weightAfter(state, 1) }),
    disabled: always,
  },
];
