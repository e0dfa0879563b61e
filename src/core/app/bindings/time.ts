// Keys for the time cursor: all panels as of a step.
import { hasCursor, hasSteps, type Binding } from './binding.js';

export const timeBindings: readonly Binding[] = [
  {
    id: 'cursor-left',
    keys: ['left'],
    group: 'time',
    label: 'time cursor back',
    footer: 'time',
    action: () => ({ type: 'cursor', by: -1 }),
    disabled: hasSteps,
  },
  {
    id: 'cursor-right',
    keys: ['right'],
    group: 'time',
    label: 'time cursor forward',
    action: () => ({ type: 'cursor', by: 1 }),
    disabled: hasCursor,
  },
  {
    id: 'cursor-left-far',
    keys: ['<'],
    group: 'time',
    label: 'time cursor ten stops back',
    action: () => ({ type: 'cursor', by: -10 }),
    disabled: hasSteps,
  },
  {
    id: 'cursor-right-far',
    keys: ['>'],
    group: 'time',
    label: 'time cursor ten stops forward',
    action: () => ({ type: 'cursor', by: 10 }),
    disabled: hasCursor,
  },
  {
    id: 'cursor-first',
    keys: ['home'],
    group: 'time',
    label: 'time cursor to the first step',
    action: () => ({ type: 'cursorEnd', end: 'first' }),
    disabled: hasSteps,
  },
  {
    id: 'cursor-live',
    keys: ['end'],
    group: 'time',
    label: 'time cursor to the newest step (live)',
    action: () => ({ type: 'cursorEnd', end: 'live' }),
    disabled: hasCursor,
  },
  {
    id: 'goto',
    keys: ['g'],
    group: 'time',
    label: 'go to a step by its number',
    action: () => ({ type: 'open', overlay: 'prompt' }),
    disabled: hasSteps,
  },
];
