// Keys for the pace of training: pause, single step, slower, faster.
import { nextOnLadder, PACES } from '../ladders.js';
import { heldByQuestion } from '../lessonRun.js';
import type { AppState } from '../state.js';
import { alive, paced, type Binding, type Intent } from './binding.js';

const paceAfter = (state: AppState, direction: 1 | -1): Intent => {
  const pace = nextOnLadder(PACES, state.ui.pace, direction) ?? state.ui.pace;
  return { type: 'pace', pace, fullSpeed: false };
};
export const speedBindings: readonly Binding[] = [
  {
    id: 'pause',
    keys: ['space'],
    group: 'speed',
    label: 'pause or go on',
    footer: 'pause',
    action: (state) => ({ type: 'pause', paused: !state.ui.paused }),
    disabled: (state) => heldByQuestion(state) ?? alive(state),
  },
  {
    id: 'step',
    keys: ['s'],
    group: 'speed',
    label: 'one step, then pause',
    footer: 'step',
    action: () => ({ type: 'step' }),
    disabled: (state) => heldByQuestion(state) ?? paced(state) ?? alive(state),
  },
  {
    id: 'full-speed',
    keys: ['f'],
    group: 'speed',
    label: 'full speed or live pace',
    footer: 'full speed',
    action: (state) => ({ type: 'pace', pace: state.ui.pace, fullSpeed: !state.ui.fullSpeed }),
    disabled: (state) => heldByQuestion(state) ?? paced(state),
  },
  {
    id: 'pace-down',
    keys: ['[', "'"],
    group: 'speed',
    label: 'slower pace',
    both: 'slower, faster pace',
    action: (state) => paceAfter(state, -1),
    disabled: paced,
  },
  {
    id: 'pace-up',
    keys: [']', '"'],
    group: 'speed',
    label: 'faster pace',
    action: (state) => paceAfter(state, 1),
    disabled: paced,
  },
];
