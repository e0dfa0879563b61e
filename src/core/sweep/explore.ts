// The map on a full screen: update(state, action) -> {state, commands}. No clock and no effects.
import { typed } from '../keys/find.js';
import { isTyped } from '../keys/names.js';
import { mapFound, mapTable, type MapKey } from './exploreKeys.js';
import { frameOf, type ExploreCommand, type ExploreState } from './exploreState.js';
import { scrolledTo } from './frame.js';
import type { SweepCell } from './order.js';
import { onSlice } from './slices.js';

export type ExploreAction =
  | { readonly type: 'key'; readonly key: string }
  | { readonly type: 'resize'; readonly columns: number; readonly rows: number }
  | { readonly type: 'tick'; readonly now: number }
  /** The mouse chooses a cell. */
  | { readonly type: 'choose'; readonly cell: SweepCell }
  /** The wheel over a cell. */
  | { readonly type: 'zoom'; readonly cell: SweepCell; readonly turn: 1 | -1 }
  /** The mouse runs a line of the palette. */
  | { readonly type: 'run'; readonly line: number }
  | { readonly type: 'whole' }
  /** The user has left the opened run. */
  | { readonly type: 'back' }
  /** Shown beside the progress. */
  | { readonly type: 'status'; readonly text: string; readonly moves: ExploreState['moves'] }
  | { readonly type: 'say'; readonly text: string }
  /** Removes this message if it still stands. */
  | { readonly type: 'unsay'; readonly text: string };

export interface Explored {
  readonly state: ExploreState;
  readonly commands: readonly ExploreCommand[];
}

export function updateExplore(state: ExploreState, action: ExploreAction): Explored {
  switch (action.type) {
    case 'key':
      return pressed(state, action.key);
    case 'resize':
      return { state: inSight({ ...state, size: { columns: action.columns, rows: action.rows } }), commands: [] };
    case 'tick':
      return { state, commands: [] };
    case 'choose':
      return chosen(state, action.cell);
    case 'zoom':
      return action.turn > 0 ? performed(state, 'zoom-out') : performed(chosen(state, action.cell).state, 'zoom');
    case 'run': {
      if (state.palette === null) return { state, commands: [] };
      return pressed({ ...state, palette: { ...state.palette, chosen: action.line } }, 'enter');
    }
    case 'whole':
      return { state: { ...state, progress: 'whole' }, commands: [] };
    case 'back':
      return {
        state: { ...state, visiting: false },
        commands: state.progress === 'running' ? [{ type: 'resume' }] : [],
      };
    case 'status':
      return {
        state:
          state.status === action.text && state.moves === action.moves
            ? state
            : { ...state, status: action.text, moves: action.moves },
        commands: [],
      };
    case 'say':
      return { state: { ...state, message: action.text }, commands: [] };
    case 'unsay':
      return { state: state.message === action.text ? { ...state, message: null } : state, commands: [] };
  }
}

/** Moves the cursor to a clicked cell; ignored while a run is opening. */
function chosen(state: ExploreState, cursor: SweepCell): Explored {
  if (state.visiting) return { state, commands: [] };
  return { state: inSight({ ...state, message: null, cursor }), commands: [] };
}

function pressed(state: ExploreState, key: string): Explored {
  const binding = mapTable(state.keys).of(key);
  const [text, id] = [isTyped(key), binding?.id];
  if (state.palette !== null && !text && id === 'palette') return { state: { ...state, palette: null }, commands: [] };
  if (state.palette !== null && (text || id !== 'interrupt')) return inPalette(state, state.palette, key);
  return perform(state, binding);
}

const performed = (state: ExploreState, id: string): Explored =>
  perform(
    state,
    mapTable(state.keys).all.find((binding) => binding.id === id),
  );

function perform(state: ExploreState, binding: MapKey | undefined): Explored {
  if (state.visiting && binding?.id !== 'interrupt') return { state, commands: [] };
  // Any key closes the help.
  if (binding === undefined) return { state: { ...state, message: null, help: false }, commands: [] };
  const reason = binding.disabled(state);
  if (reason !== null) return { state: { ...state, message: reason }, commands: [] };
  const { patch = {}, command } = binding.action(state);
  const next = inSight({ ...state, message: null, help: false, ...patch });
  return { state: next, commands: command === undefined ? [] : [command] };
}

/** A key while the palette is open. */
function inPalette(state: ExploreState, { text, chosen }: { text: string; chosen: number }, key: string): Explored {
  const list = mapFound(state);
  const closed = { ...state, palette: null };
  const moved = { up: chosen - 1, down: chosen + 1, home: 0, end: list.length - 1 }[key];
  const unchanged = { state, commands: [] };
  if (key === 'esc') return { state: closed, commands: [] };
  if (moved !== undefined) {
    const at = Math.max(0, Math.min(list.length - 1, moved));
    return { state: { ...state, palette: { text, chosen: at } }, commands: [] };
  }
  if (key === 'enter') {
    const id = list[chosen]?.id;
    return id === undefined ? unchanged : performed(closed, id);
  }
  const next = typed(text, key);
  return next === null ? unchanged : { state: { ...state, palette: { text: next, chosen: 0 } }, commands: [] };
}

/** Scrolls as little as needed to show the cursor. */
function inSight(state: ExploreState): ExploreState {
  const scroll = scrolledTo(frameOf(state), onSlice(state.plan, state.cursor));
  return { ...state, scroll };
}
