// The palette's entries: all bindings of the dashboard and of a running lesson, layers, runs, panels, presets and themes.
import type { Findable } from '../keys/find.js';
import { found } from '../keys/find.js';
import { isForeign } from '../diagnosis/foreign/index.js';
import { changeable, type Intent } from './bindings/binding.js';
import { focusablePanels } from './bindings/look.js';
import { dashboardKeys } from './keymap.js';
import { layersFiltered } from './layerFilter.js';
import { layersNamed } from './layerRows.js';
import { arrangementOf, focusIn, LAYOUT_NAMES, LAYOUTS, shownAgain } from './layouts.js';
import { lessonKeys } from './lessonKeys.js';
import { focusedRun, runLabel, slotOf } from './selectors.js';
import type { AppState, PanelId, UiState } from './state.js';

/** What an entry does: an intent, a binding by its id, or a key of the lesson. */
type Chosen =
  | { readonly type: 'intent'; readonly intent: Intent }
  | { readonly type: 'binding'; readonly id: string }
  | { readonly type: 'lesson'; readonly key: string };

export interface PaletteEntry extends Findable {
  readonly does: Chosen;
}

const PALETTE = 'palette';

const ui = (patch: Partial<UiState>): Chosen => ({ type: 'intent', intent: { type: 'ui', patch } });

function paletteEntries(state: AppState): PaletteEntry[] {
  const closed = { ...state, ui: { ...state.ui, overlay: null } };
  const bindings = dashboardKeys(state.keys)
    .all.filter(({ id, numbered }) => id !== PALETTE && numbered !== true)
    .map((binding): PaletteEntry => ({
      ...{ id: binding.id, keys: binding.keys, label: binding.label },
      disabled: binding.disabled(closed),
      does: { type: 'binding', id: binding.id },
    }));
  const lesson = lessonKeys(state.keys).all.flatMap(({ id, keys, label, numbered }): PaletteEntry[] => {
    const [key] = keys;
    if (!state.lesson || key === undefined || numbered === true) return [];
    return [{ id: `lesson ${id}`, keys, label, disabled: null, does: { type: 'lesson', key } }];
  });
  return [...lesson, ...bindings, ...things(state)];
}

/** Runs, panels, themes and presets by name. */
function things(state: AppState): PaletteEntry[] {
  const entry = (id: string, label: string, does: Chosen, disabled: string | null = null): PaletteEntry => ({
    ...{ id, label, does, disabled },
    keys: [],
  });
  const runs = state.order.length < 2 ? [] : state.order;
  return [
    ...runs.map((runId) =>
      entry(`run ${slotOf(state, runId) + 1}`, `focus on ${runLabel(state, runId)}`, {
        type: 'intent',
        intent: { type: 'focusId', runId },
      }),
    ),
    ...focusablePanels(state).map((id) =>
      entry(`panel ${id}`, `show and focus the panel ${id}`, panelShown(state, id)),
    ),
    ...LAYOUT_NAMES.map((name) =>
      entry(`layout ${name}`, LAYOUTS[name]?.about ?? '', {
        type: 'intent',
        intent: {
          type: 'layout',
          layout: { ...state.ui.layout, name },
          text: `layout ${name}`,
          focusPanel: focusIn(state, name),
        },
      }),
    ),
    ...state.themes.map((theme) => entry(`theme ${theme}`, `use the theme ${theme}`, ui({ theme }))),
    ...state.presets.map(({ name, teaches }) =>
      entry(
        `preset ${name}`,
        teaches,
        { type: 'intent', intent: { type: 'startPresets', names: [name], add: false } },
        changeable(state),
      ),
    ),
  ];
}

/** A hidden panel keeps its place again. */
function panelShown(state: AppState, id: PanelId): Chosen {
  if (!arrangementOf(state.ui.layout).hidden.includes(id)) return ui({ focusPanel: id });
  const intent: Intent = {
    type: 'layout',
    layout: shownAgain(state, id),
    text: `panel ${id} is shown`,
    focusPanel: id,
  };
  return { type: 'intent', intent };
}

/** The layers whose name contains the typed text, as a choice; all layers if none is typed. */
function layersEntry(state: AppState): PaletteEntry[] {
  const run = focusedRun(state);
  const text = state.ui.promptText;
  const all = run?.run?.layers?.length ?? 0;
  const count = run === undefined || text === '' ? 0 : layersNamed(run, text);
  if (text === '' ? state.ui.layerFilter === '' : count === 0) return [];
  const label =
    text === '' ? `show all ${all} layers` : `show ${count} of ${all} layers, whose name contains "${text}"`;
  return [{ id: 'layers', keys: [], label, disabled: null, does: ui(layersFiltered(state, text)) }];
}

/** The entries that match the typed text. The layers come first where the run brings its own names. */
export function paletteFound(state: AppState): readonly PaletteEntry[] {
  const layers = layersEntry(state);
  const actions = found(paletteEntries(state), state.ui.promptText);
  const run = focusedRun(state);
  const first = state.ui.promptText === '' || (run !== undefined && isForeign(run));
  return first ? [...layers, ...actions] : [...actions, ...layers];
}
