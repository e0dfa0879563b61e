// Keys while an overlay is open: a table overlay -> key -> intent. The overlay swallows unknown keys.
import { cureCommandLine, cureInWords } from './cureWords.js';
import { glossaryLines, glossaryStart } from './glossaryLines.js';
import { helpColumns } from './helpColumns.js';
import { layersFiltered } from './layerFilter.js';
import type { Intent } from './keymap.js';
import type { AppState, OverlayId, UiState } from './state.js';

/** An intent; `pass`: close the overlay, then handle the key as usual; null: swallow the key. */
type Handled = Intent | 'pass' | null;

const CLOSED: Partial<UiState> = { overlay: null, scroll: 0, promptText: '' };
const close: Intent = { type: 'ui', patch: CLOSED };
const patch = (values: Partial<UiState>): Intent => ({ type: 'ui', patch: values });

/** The state in which `open` starts. */
export function opened(state: AppState, overlay: OverlayId): Partial<UiState> {
  const name = state.runs.get(state.focus)?.config?.name;
  const current = state.presets.findIndex((preset) => preset.name === name);
  const promptText = overlay === 'filter' ? state.ui.layerFilter : '';
  return { overlay, scroll: 0, listIndex: Math.max(0, current), marked: [], promptText };
}

const scrollBy = (state: AppState, by: number, last: number): Intent =>
  patch({ scroll: Math.max(0, Math.min(last, state.ui.scroll + by)) });

const pageOf = ({ size }: AppState): number => Math.max(1, size.rows - 6);
const lastScroll = (state: AppState, lines: number): number => Math.max(0, lines - (pageOf(state) + 1));

function scrolling(state: AppState, key: string, lines: number): Handled {
  const page = pageOf(state);
  const last = lastScroll(state, lines);
  if (key === 'up') return scrollBy(state, -1, last);
  if (key === 'down') return scrollBy(state, 1, last);
  if (key === 'pageup') return scrollBy(state, -page, last);
  if (key === 'pagedown' || key === 'space') return scrollBy(state, page, last);
  if (key === 'home') return patch({ scroll: 0 });
  if (key === 'end') return patch({ scroll: last });
  return null;
}

/** The keys that change between keys and words. */
const TURNS = new Set(['tab', 'shift-tab', 'left', 'right']);

const scrolledTo = (state: AppState, line: number): Partial<UiState> => ({
  overlay: 'glossary',
  scroll: Math.min(line, lastScroll(state, glossaryLines(state).length)),
});

const helpLength = (state: AppState): number => Math.max(...helpColumns(state).map((lines) => lines.length));

const OVERLAYS: Record<OverlayId, (state: AppState, key: string) => Handled> = {
  help: (state, key) => {
    if (key === '?' || key === 'enter') return close;
    if (TURNS.has(key)) return patch(scrolledTo(state, glossaryStart(state)));
    return scrolling(state, key, helpLength(state));
  },
  glossary: (state, key) => {
    if (key === '?' || key === 'enter') return close;
    if (TURNS.has(key)) return patch({ overlay: 'help', scroll: 0 });
    return scrolling(state, key, glossaryLines(state).length);
  },
  receipt: (state, key) => {
    if (key === 'v' || key === 'enter') return close;
    if (key === 'x' || key === 'X') return 'pass';
    return scrolling(state, key, RECEIPT_LINES);
  },
  cure: (state, key) => {
    const command = cureCommandLine(state);
    if (key === 'enter' && state.curing?.state !== 'training') return { type: 'cure', wish: 'take' };
    if (key === 'Y' && command !== null) return { type: 'copy', text: command };
    return scrolling(state, key, cureInWords(state).lines.length);
  },
  picker: (state, key) => {
    const last = state.presets.length - 1;
    const page = Math.max(1, state.size.rows - 8);
    const { listIndex, marked } = state.ui;
    const at = (index: number): Intent => patch({ listIndex: Math.max(0, Math.min(last, index)) });
    const chosen = state.presets[listIndex]?.name;
    if (key === 'p' || key === 'P') return close;
    if (key === 'up') return at(listIndex - 1);
    if (key === 'down') return at(listIndex + 1);
    if (key === 'pageup') return at(listIndex - page);
    if (key === 'pagedown') return at(listIndex + page);
    if (key === 'home') return at(0);
    if (key === 'end') return at(last);
    if (chosen === undefined) return null;
    if (key === 'space') {
      const others = marked.filter((name) => name !== chosen);
      return patch({ marked: others.length < marked.length ? others : [...marked, chosen] });
    }
    if (key === 'enter')
      return { type: 'startPresets', names: marked.length > 0 ? marked : [chosen], add: state.ui.pickerAdds };
    return null;
  },
  prompt: (state, key) => {
    const { promptText } = state.ui;
    if (/^[0-9]$/.test(key)) return promptText.length < 9 ? patch({ promptText: promptText + key }) : null;
    if (key === 'backspace' || key === 'delete') return patch({ promptText: promptText.slice(0, -1) });
    if (key === 'g') return close;
    if (key === 'enter') return promptText === '' ? close : { type: 'goto', step: Number(promptText) };
    return null;
  },
  filter: (state, key) => {
    const { promptText } = state.ui;
    if (key === 'enter') return patch({ ...CLOSED, ...layersFiltered(state, promptText) });
    if (key === 'backspace' || key === 'delete') return patch({ promptText: promptText.slice(0, -1) });
    if (key === 'ctrl-u') return patch({ promptText: '' });
    return isCharacter(key) && promptText.length < FILTER_LENGTH ? patch({ promptText: promptText + key }) : null;
  },
};

/** A printable character. */
const isCharacter = (key: string): boolean => [...key].length === 1;
/** Maximum length of a filter. */
const FILTER_LENGTH = 60;

/** The binding that opens each overlay; the log records intents in an overlay under its name. */
const OPENERS: Record<OverlayId, string> = {
  help: 'help',
  glossary: 'help',
  receipt: 'receipt',
  cure: 'cure',
  picker: 'picker',
  prompt: 'goto',
  filter: 'filter-layers',
};

export const openerOf = ({ ui }: AppState, overlay: OverlayId): string =>
  overlay === 'picker' && ui.pickerAdds ? 'add-run' : OPENERS[overlay];

/** More lines than any receipt has; scrolling is needed only in small windows. */
const RECEIPT_LINES = 40;
/** These keys work in every overlay. */
const GLOBAL = new Set(['ctrl-c', 'ctrl-l', 'ctrl-z']);

/** Handles a key in an open overlay. */
export function overlayKey(state: AppState, overlay: OverlayId, key: string): Handled {
  if (GLOBAL.has(key)) return 'pass';
  if (overlay === 'cure' && state.curing?.state === 'training' && (key === 'esc' || key === 'q'))
    return { type: 'cure', wish: 'stop' };
  if (key === 'esc' || (key === 'q' && overlay !== 'prompt' && overlay !== 'filter')) return close;
  return OVERLAYS[overlay](state, key);
}

export const overlayClosed = CLOSED;
