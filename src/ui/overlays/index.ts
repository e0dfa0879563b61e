// The overlays by name: help, preset picker, receipt, prompt for a step. Each turns the state into lines.
import { cureInWords } from '../../core/app/cureWords.js';
import { glossaryLines } from '../../core/app/glossaryLines.js';
import { helpColumns } from '../../core/app/helpColumns.js';
import { overlayClosed } from '../../core/app/overlays.js';
import { paletteFound } from '../../core/app/palette.js';
import type { AppState, OverlayId, UiState } from '../../core/app/state.js';
import type { Action } from '../../core/app/action.js';
import type { HelpLine } from '../../core/keys/help.js';
import { BOLD, type Layer } from '../../core/screen/canvas.js';
import type { Region } from '../../core/screen/regions.js';
import type { Theme } from '../themes/theme.js';
import { wrapHanging } from '../../core/text/wrap.js';
import { plain } from '../../core/text/ascii.js';
import { overlayPlace, paintOverlay, type Maker, type OverlayBox, type OverlayLine } from './frame.js';
import { namesOf, scrollKeys } from './keyWords.js';
import { paletteBox } from './palette.js';
import { picker } from './picker.js';
import { receipt } from './receipt.js';

function helpLine({ text, title, muted }: HelpLine, theme: Theme): OverlayLine {
  if (title) return { text, style: { fg: theme.title, attributes: BOLD } };
  return { text, style: muted ? { fg: theme.muted } : {} };
}

const help: Maker = (state, theme) => {
  const [left = [], right = []] = helpColumns(state).map((lines) => lines.map((line) => helpLine(line, theme)));
  const lines = Array.from({ length: Math.max(left.length, right.length) }, (_, at): OverlayLine => {
    const [line, beside] = [left[at] ?? { text: '' }, right[at]];
    return beside === undefined ? line : { ...line, beside };
  });
  return { title: 'keys', keys: scrollKeys(state, 'words'), lines, scroll: state.ui.scroll };
};

const glossary: Maker = (state, theme, _, ascii) => ({
  title: 'words on the screen',
  keys: scrollKeys(state, 'keys'),
  lines: glossaryLines(state).map((line) => helpLine({ ...line, text: plain(line.text, ascii) }, theme)),
  scroll: state.ui.scroll,
});

const cure: Maker = (state, theme, width, ascii) => {
  const { lines, keys } = cureInWords(state);
  return {
    title: 'cure: one change at a time, three seeds each',
    keys,
    lines: lines.flatMap((line) =>
      wrapHanging(plain(line, ascii), width).map((text) => ({ text, style: { fg: theme.text } })),
    ),
    scroll: state.ui.scroll,
  };
};

const prompt: Maker = (state) => ({
  title: 'go to step',
  keys: 'enter goes, esc closes',
  lines: [{ text: `step: ${state.ui.promptText}_` }],
  scroll: 0,
});

const palette: Maker = (state, theme, _, ascii) => {
  const { promptText: text, listIndex: chosen } = state.ui;
  return paletteBox({ found: paletteFound(state), text, chosen, size: state.size }, { theme, ascii });
};

const MAKERS: Readonly<Record<OverlayId, Maker>> = { help, glossary, picker, receipt, cure, prompt, palette };

const boxOf = (state: AppState, overlay: OverlayId, theme: Theme, ascii: boolean): OverlayBox =>
  MAKERS[overlay](state, theme, Math.min(100, state.size.columns - 8), ascii);

/** The open overlay as a painted layer; null if none is open. */
export function overlayLayer(state: AppState, theme: Theme, ascii: boolean): Layer | null {
  const { overlay } = state.ui;
  if (overlay === null) return null;
  const { columns, rows } = state.size;
  return paintOverlay(boxOf(state, overlay, theme, ascii), columns, rows, theme, ascii);
}

/** A click chooses a line of the list, a double click takes it, the wheel scrolls, and a click outside closes. */
export function overlayRegions(state: AppState, theme: Theme, ascii: boolean): readonly Region<Action>[] {
  const { overlay } = state.ui;
  if (overlay === null) return [];
  const { columns, rows } = state.size;
  const place = overlayPlace(boxOf(state, overlay, theme, ascii), columns, rows);
  const { list } = namesOf(state);
  const key = (name: string): Action => ({ type: 'key', key: name });
  const ui = (patch: Partial<UiState>): Action => ({ type: 'intent', intent: { type: 'ui', patch } });
  const turned = (id: 'up' | 'down'): string => (overlay === 'palette' ? id : list(id));
  const box: Region<Action> = {
    area: place,
    opaque: true,
    wheel: (_, turn) => key(turned(turn < 0 ? 'up' : 'down')),
  };
  const screen: Region<Action> = {
    area: { x: 0, y: 0, width: columns, height: rows },
    opaque: true,
    click: () => [ui(overlayClosed)],
  };
  if (overlay !== 'picker' && overlay !== 'palette') return [screen, box];
  const { x, y, width, from, room } = place;
  const length = overlay === 'picker' ? state.presets.length : paletteFound(state).length;
  const chosen = (row: number): Action => ui({ listIndex: from + row });
  const lines: Region<Action> = {
    area: { x, y: y + 1, width, height: Math.min(room, length - from) },
    // A click runs an entry of the palette.
    click: (at) => [chosen(at.y - y - 1), ...(overlay === 'palette' ? [key('enter')] : [])],
    double: (at) => (overlay === 'palette' ? [] : [chosen(at.y - y - 1), key(list('choose'))]),
  };
  return [screen, box, lines];
}
