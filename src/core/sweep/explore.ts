// The map on a full screen: update(state, action) -> {state, commands}. No clock and no effects.
import { mapTable, type MapKey } from './exploreKeys.js';
import { frameOf, type ExploreCommand, type ExploreState } from './exploreState.js';
import { scrolledTo } from './frame.js';
import type { SweepCell } from './order.js';

export type ExploreAction =
  | { readonly type: 'key'; readonly key: string }
  | { readonly type: 'resize'; readonly columns: number; readonly rows: number }
  | { readonly type: 'tick'; readonly now: number }
  /** The mouse chooses a cell. */
  | { readonly type: 'choose'; readonly cell: SweepCell }
  /** The wheel over a cell. */
  | { readonly type: 'zoom'; readonly cell: SweepCell; readonly turn: 1 | -1 }
  | { readonly type: 'whole' }
  /** The user has left the opened run. */
  | { readonly type: 'back' }
  /** Shown beside the progress. */
  | { readonly type: 'status'; readonly text: string; readonly moves: ExploreState['moves'] }
  | { readonly type: 'say'; readonly text: string };

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
      return action.turn > 0
        ? performed(state, 'zoom-out')
        : performed(chosen(state, action.cell).state, 'zoom');
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
  }
}

/** Moves the cursor to a clicked cell; ignored while a run is opening. */
function chosen(state: ExploreState, cursor: SweepCell): Explored {
  if (state.visiting) return { state, commands: [] };
  return { state: inSight({ ...state, message: null, cursor }), commands: [] };
}

function pressed(state: ExploreState, key: string): Explored {
  return perform(state, mapTable(state.keys).of(key));
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

/** Scrolls as little as needed to show the cursor. */
function inSight(state: ExploreState): ExploreState {
  const scroll = scrolledTo(frameOf(state), state.cursor);
  return { ...state, scroll };
}
