// Keys for several runs: focus, pin, hide, remove, and the order of the table.
import { nextInRing } from '../ladders.js';
import { keyFor } from '../../keys/changes.js';
import { MAX_RUNS, NO_ROOM } from '../runs.js';
import { SORT_KEYS, type AppState, type RunSort } from '../state.js';
import { changeable, several, type Binding, type Intent } from './binding.js';

const recorded = (state: AppState): string | null =>
  state.replay
    ? `a ${state.watched ? 'watched' : 'recorded'} run cannot be removed; ${keyFor(state.keys, 'hide-run', 'H')} hides it`
    : null;

/** The sort column itself may not fit on the screen. */
const sorting = (sort: RunSort): Intent => {
  const by = sort.by === 'place' ? 'in order of start' : `by ${sort.by}`;
  const text = `runs ${by}${sort.reversed ? ', reversed' : ''}`;
  return { type: 'ui', patch: { sort, message: { text, level: 'info' } } };
};

export const runsBindings: readonly Binding[] = [
  {
    id: 'focus-run',
    keys: ['1', '2', '3', '4', '5', '6', '7', '8', '9'],
    group: 'runs',
    label: 'focus on run 1 .. 9',
    numbered: true,
    // `update` fills in the place of the key, because it knows the key.
    action: () => ({ type: 'focusRun', slot: 0 }),
    disabled: several,
  },
  {
    id: 'add-run',
    keys: ['P', '+'],
    group: 'runs',
    label: 'add a preset to the runs on screen',
    footer: 'add',
    action: () => ({ type: 'open', overlay: 'picker', adds: true }),
    disabled: (state) => {
      const reason = changeable(state);
      if (reason !== null) return reason;
      return state.order.length < MAX_RUNS ? null : NO_ROOM;
    },
  },
  {
    id: 'pin-run',
    keys: ['='],
    group: 'runs',
    label: 'pin, unpin: changes start beside this run',
    footer: 'pin',
    action: () => ({ type: 'togglePinned' }),
    disabled: changeable,
  },
  {
    id: 'hide-run',
    keys: ['H'],
    group: 'runs',
    label: 'hide this run in the panels, or show it',
    footer: 'hide',
    action: () => ({ type: 'toggleHidden' }),
    disabled: several,
  },
  {
    id: 'remove-run',
    keys: ['-', 'delete'],
    group: 'runs',
    label: 'remove this run',
    footer: 'remove',
    action: () => ({ type: 'remove' }),
    disabled: (state) => several(state) ?? recorded(state),
  },
  {
    id: 'solo',
    keys: ['M'],
    group: 'runs',
    label: 'keep only the focused run and pinned ones',
    action: () => ({ type: 'solo' }),
    disabled: (state) => several(state) ?? recorded(state),
  },
  {
    id: 'sort-runs',
    keys: ['S'],
    group: 'runs',
    label: 'sort the table of runs by the next column',
    footer: 'sort',
    action: ({ ui }) => sorting({ ...ui.sort, by: nextInRing(SORT_KEYS, ui.sort.by, 1) }),
    disabled: several,
  },
  {
    id: 'sort-reversed',
    keys: ['U'],
    group: 'runs',
    label: 'reverse the order of the table',
    action: ({ ui }) => sorting({ ...ui.sort, reversed: !ui.sort.reversed }),
    disabled: several,
  },
];
