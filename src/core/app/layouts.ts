// Layouts of the panels: named ones, and what the user has changed in each: the order, hidden panels, sizes.
import { focusablePanels } from './bindings/look.js';
import type { Arrangement, LayoutState } from './layoutState.js';
import type { AppState, PanelId } from './state.js';

interface NamedLayout {
  readonly about: string;
  /** The panels, the most important first; null: the panels that claim room. */
  readonly panels: readonly PanelId[] | null;
  readonly sizes?: Readonly<Record<PanelId, number>>;
}

export const LAYOUTS: Readonly<Record<string, NamedLayout>> = {
  default: { about: 'as many panels as fit, by importance', panels: null },
  charts: { about: 'curves: loss, traces, spread, limits', panels: ['loss', 'traces', 'spread', 'limits', 'metrics'] },
  heatmap: { about: 'one large heatmap above the loss', panels: ['heatmap', 'loss'], sizes: { heatmap: 3 } },
  lesson: { about: 'for a class: a large loss above the heatmap', panels: ['loss', 'heatmap'] },
};
export const LAYOUT_NAMES = Object.keys(LAYOUTS);

/** The panels that appear with several runs in any layout. */
const WITH_SEVERAL = 'runs';

const usual = (name: string): Arrangement => ({
  order: LAYOUTS[name]?.panels ?? [],
  hidden: [],
  sizes: LAYOUTS[name]?.sizes ?? {},
});

/** The layout in use, with the user's changes. */
export const arrangementOf = ({ name, changed }: LayoutState): Arrangement => changed[name] ?? usual(name);

/** The panel in focus after the change to a layout: the same one, if the layout has it. */
export function focusIn({ ui: { layout, focusPanel } }: AppState, name: string): PanelId {
  const panels = LAYOUTS[name]?.panels ?? null;
  const { order, hidden } = arrangementOf({ ...layout, name });
  if (panels === null || order.includes(focusPanel)) return focusPanel;
  return order.find((id) => !hidden.includes(id)) ?? focusPanel;
}

/** The panels that claim room, in their order, without those that cannot be shown now. The hidden ones are in it. */
export function panelOrder(state: AppState): readonly PanelId[] {
  const { layout } = state.ui;
  const { order } = arrangementOf(layout);
  const several = state.order.length > 1;
  const able = new Set(focusablePanels(state));
  const placeOf = (id: PanelId): number => {
    const claims = state.panels.find((panel) => panel.id === id)?.claims;
    return (several ? claims?.several : claims?.one) ?? Infinity;
  };
  const claimed = [...able].filter((id) => Number.isFinite(placeOf(id))).sort((a, b) => placeOf(a) - placeOf(b));
  const rest = LAYOUTS[layout.name]?.panels == null ? claimed : several ? [WITH_SEVERAL] : [];
  return [...new Set([...order.filter((id) => able.has(id)), ...rest])];
}

const shownIn = (state: AppState): readonly PanelId[] => {
  const { hidden } = arrangementOf(state.ui.layout);
  return panelOrder(state).filter((id) => !hidden.includes(id));
};

/** The layout after a change of the focused panel's arrangement. */
const changedTo = ({ ui: { layout } }: AppState, patch: Partial<Arrangement>): LayoutState => ({
  ...layout,
  changed: { ...layout.changed, [layout.name]: { ...arrangementOf(layout), ...patch } },
});

/** Swaps the focused panel with its neighbour; a panel without a place gets the last one. Null at the end. */
export function moved(state: AppState, by: 1 | -1): LayoutState | null {
  const { focusPanel } = state.ui;
  const shown = shownIn(state);
  const list = [...(shown.includes(focusPanel) ? shown : [...shown, focusPanel])];
  const at = list.indexOf(focusPanel);
  const other = list[at + by];
  if (other === undefined) return null;
  list[at] = other;
  list[at + by] = focusPanel;
  return changedTo(state, { order: list });
}

/** Swaps two of the panels on the screen, which are given in their order. */
export function swapped(state: AppState, onScreen: readonly PanelId[], one: PanelId, other: PanelId): LayoutState {
  const turn = (id: PanelId): PanelId => (id === one ? other : id === other ? one : id);
  const rest = shownIn(state).filter((id) => !onScreen.includes(id));
  return changedTo(state, { order: [...onScreen.map(turn), ...rest] });
}

/** Hides the focused panel; null if it is the last one. `next` gets the focus. */
export function hiddenHere(state: AppState): { readonly layout: LayoutState; readonly next: PanelId } | null {
  const { focusPanel, layout } = state.ui;
  const shown = shownIn(state);
  const rest = shown.filter((id) => id !== focusPanel);
  const next = rest[Math.min(rest.length - 1, Math.max(0, shown.indexOf(focusPanel)))];
  if (next === undefined) return null;
  const hidden = [...new Set([...arrangementOf(layout).hidden, focusPanel])];
  return { layout: changedTo(state, { hidden }), next };
}

/** Shows a hidden panel again. */
export function shownAgain(state: AppState, id: PanelId): LayoutState {
  const { hidden } = arrangementOf(state.ui.layout);
  return changedTo(state, { hidden: hidden.filter((one) => one !== id) });
}

/** A panel gets this share more or less per press, within limits. */
const STEP = 1.25;
const [SMALLEST, LARGEST] = [0.3, 4];

export const sizeOf = ({ sizes }: Arrangement, id: PanelId): number => sizes[id] ?? 1;

/** The focused panel larger or smaller than its neighbours; null at the limit. */
export function resized(state: AppState, direction: 1 | -1): LayoutState | null {
  const { focusPanel, layout } = state.ui;
  const now = arrangementOf(layout);
  const size = sizeOf(now, focusPanel) * (direction === 1 ? STEP : 1 / STEP);
  if (size < SMALLEST || size > LARGEST) return null;
  return changedTo(state, { sizes: { ...now.sizes, [focusPanel]: Math.round(size * 1000) / 1000 } });
}

/** The layout in use as it comes. */
export function asItComes({ ui: { layout } }: AppState): LayoutState {
  const others = Object.entries(layout.changed).filter(([name]) => name !== layout.name);
  return { ...layout, changed: Object.fromEntries(others) };
}
