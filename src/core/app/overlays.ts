// Keys while an overlay is open: a table overlay -> key -> intent. The overlay swallows unknown keys.
import { cureCommandLine, cureInWords, isHeld } from './cureWords.js';
import { glossaryLines, glossaryStart } from './glossaryLines.js';
import { helpColumns } from './helpColumns.js';
import { typed } from '../keys/find.js';
import { isTyped } from '../keys/names.js';
import { bindingOf, type Intent } from './keymap.js';
import { listKeys, type ListKeyId } from './listKeys.js';
import { paletteFound, type PaletteEntry } from './palette.js';
import type { AppState, OverlayId, UiState } from './state.js';

/** What the palette runs. */
interface ChosenEntry {
  readonly type: 'chosen';
  readonly entry: PaletteEntry;
}
/** An intent; `pass`: handle the key as usual; `leave`: close the overlay before that; null: swallow the key. */
type Handled = Intent | ChosenEntry | 'pass' | 'leave' | null;

const CLOSED: Partial<UiState> = { overlay: null, scroll: 0, promptText: '' };
const close: Intent = { type: 'ui', patch: CLOSED };
const patch = (values: Partial<UiState>): Intent => ({ type: 'ui', patch: values });

/** The state in which `open` starts. */
export function opened(state: AppState, overlay: OverlayId): Partial<UiState> {
  const name = state.runs.get(state.focus)?.config?.name;
  const current = state.presets.findIndex((preset) => preset.name === name);
  const listIndex = overlay === 'palette' ? 0 : Math.max(0, current);
  return { overlay, scroll: 0, listIndex, marked: [], promptText: '' };
}

const scrollBy = (state: AppState, by: number, last: number): Intent =>
  patch({ scroll: Math.max(0, Math.min(last, state.ui.scroll + by)) });

const pageOf = ({ size }: AppState): number => Math.max(1, size.rows - 6);
const lastScroll = (state: AppState, lines: number): number => Math.max(0, lines - (pageOf(state) + 1));

function scrolling(state: AppState, id: ListKeyId | undefined, lines: number): Handled {
  const page = pageOf(state);
  const last = lastScroll(state, lines);
  if (id === 'up') return scrollBy(state, -1, last);
  if (id === 'down') return scrollBy(state, 1, last);
  if (id === 'page-up') return scrollBy(state, -page, last);
  if (id === 'page-down' || id === 'mark') return scrollBy(state, page, last);
  if (id === 'first') return patch({ scroll: 0 });
  if (id === 'last') return patch({ scroll: last });
  return id === 'choose' ? close : null;
}

const scrolledTo = (state: AppState, line: number): Partial<UiState> => ({
  overlay: 'glossary',
  scroll: Math.min(line, lastScroll(state, glossaryLines(state).length)),
});

const helpLength = (state: AppState): number => Math.max(...helpColumns(state).map((lines) => lines.length));

/** The bindings of a key: in the overlay and in the dashboard. */
interface Pressed {
  readonly key: string;
  readonly id: ListKeyId | undefined;
  readonly binding: string | undefined;
}

const OVERLAYS: Record<OverlayId, (state: AppState, pressed: Pressed) => Handled> = {
  help: (state, { id }) => {
    if (id === 'find') return patch(opened(state, 'palette'));
    if (id === 'turn') return patch(scrolledTo(state, glossaryStart(state)));
    return scrolling(state, id, helpLength(state));
  },
  glossary: (state, { id }) => {
    if (id === 'find') return patch(opened(state, 'palette'));
    if (id === 'turn') return patch({ overlay: 'help', scroll: 0 });
    return scrolling(state, id, glossaryLines(state).length);
  },
  receipt: (state, { id, binding }) => {
    if (binding === 'remedy' || binding === 'remedy-here') return 'leave';
    return scrolling(state, id, RECEIPT_LINES);
  },
  cure: (state, { id, binding }) => {
    const command = cureCommandLine(state);
    // Not closed while it trains, or the search would continue off the screen.
    if (id === 'choose') return state.curing?.state === 'training' ? null : { type: 'cure', wish: 'take' };
    if (binding === 'cure' && isHeld(state)) return { type: 'cure', wish: 'begin' };
    if (binding === 'copy' && command !== null) return { type: 'copy', text: command };
    return scrolling(state, id, cureInWords(state).lines.length);
  },
  picker: (state, { id }) => {
    const { listIndex, marked } = state.ui;
    const at = indexAfter(state, id, { length: state.presets.length, page: state.size.rows - 8 });
    if (at !== null) return patch({ listIndex: at });
    const chosen = state.presets[listIndex]?.name;
    if (chosen === undefined) return null;
    if (id === 'mark') {
      const others = marked.filter((name) => name !== chosen);
      return patch({ marked: others.length < marked.length ? others : [...marked, chosen] });
    }
    if (id === 'choose')
      return { type: 'startPresets', names: marked.length > 0 ? marked : [chosen], add: state.ui.pickerAdds };
    return null;
  },
  prompt: (state, { key, id, binding }) => {
    const { promptText } = state.ui;
    if (/^[0-9]$/.test(key)) return promptText.length < 9 ? patch({ promptText: promptText + key }) : null;
    if (binding === 'goto') return close;
    if (id === 'choose') return promptText === '' ? close : { type: 'goto', step: Number(promptText) };
    return isTyped(key) || key === 'space' ? null : field(promptText, key);
  },
  palette: (state, { key, id }) => {
    const list = paletteFound(state);
    const at = indexAfter(state, id, { length: list.length, page: state.size.rows - 6 });
    if (at !== null) return patch({ listIndex: at });
    const entry = list[state.ui.listIndex];
    if (id === 'choose') return entry === undefined ? null : { type: 'chosen', entry };
    return field(state.ui.promptText, key);
  },
};

/** The chosen line after a key that moves; null for another key. */
function indexAfter(
  { ui: { listIndex } }: AppState,
  id: ListKeyId | undefined,
  list: { readonly length: number; readonly page: number },
): number | null {
  const last = list.length - 1;
  const page = Math.max(1, list.page);
  const moved: Partial<Record<ListKeyId, number>> = {
    up: listIndex - 1,
    down: listIndex + 1,
    'page-up': listIndex - page,
    'page-down': listIndex + page,
    first: 0,
    last,
  };
  const to = id === undefined ? undefined : moved[id];
  return to === undefined ? null : Math.max(0, Math.min(last, to));
}

/** A key of a field; the list below it, if any, starts at its first line again. */
function field(text: string, key: string): Handled {
  const next = typed(text, key);
  return next === null ? null : patch({ promptText: next, listIndex: 0 });
}

/** The overlays that take text. */
const FIELDS = new Set<OverlayId>(['prompt', 'palette']);
/** Whether a field is open. */
export const takesText = ({ ui: { overlay } }: AppState): boolean => overlay !== null && FIELDS.has(overlay);

/** In a field these keys are fixed, because others may be characters. */
const FIELD_KEYS: Readonly<Record<string, ListKeyId>> = {
  ...{ enter: 'choose', esc: 'close', up: 'up', down: 'down' },
  ...{ pageup: 'page-up', pagedown: 'page-down', home: 'first', end: 'last' },
};

/** The binding that opens each overlay; the log records intents in an overlay under its name. */
const OPENERS: Record<OverlayId, string> = {
  help: 'help',
  glossary: 'help',
  receipt: 'receipt',
  cure: 'cure',
  picker: 'picker',
  prompt: 'goto',
  palette: 'palette',
};

export const openerOf = ({ ui }: AppState, overlay: OverlayId): string =>
  overlay === 'picker' && ui.pickerAdds ? 'add-run' : OPENERS[overlay];

/** More lines than any receipt has; scrolling is needed only in small windows. */
const RECEIPT_LINES = 40;
/** The bindings that work in every overlay, and while `watch` waits. */
export const EVERYWHERE: ReadonlySet<string> = new Set(['interrupt', 'redraw', 'suspend']);
/** The bindings that open an overlay also close it. */
const TOGGLES: Partial<Record<OverlayId, readonly string[]>> = {
  help: ['help'],
  glossary: ['help'],
  receipt: ['receipt'],
  picker: ['picker', 'add-run'],
  palette: ['palette'],
};

/** Handles a key in an open overlay. */
export function overlayKey(state: AppState, overlay: OverlayId, key: string): Handled {
  const binding = bindingOf(state, key)?.id;
  const isField = FIELDS.has(overlay);
  const id = isField ? FIELD_KEYS[key] : listKeys(state.keys).of(key)?.id;
  if (isField && isTyped(key)) return OVERLAYS[overlay](state, { key, id, binding });
  if (binding !== undefined && EVERYWHERE.has(binding)) return 'pass';
  // The panel of the search can stay open for minutes, and the footer names this key.
  if (overlay === 'cure' && binding === 'quit') return 'pass';
  const toggles = binding !== undefined && TOGGLES[overlay]?.includes(binding) === true;
  if (id === 'close' && overlay === 'cure' && state.curing?.state === 'training') return { type: 'cure', wish: 'stop' };
  if (id === 'close' || toggles) return close;
  return OVERLAYS[overlay](state, { key, id, binding });
}

export const overlayClosed = CLOSED;
