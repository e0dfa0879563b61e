// Keys of the time cursor, which shows all panels as of one step.
import type { AppState } from '../state.js';
import { hasCursor, hasSteps, type Binding } from './binding.js';

/** Factor by which one press zooms. */
export const ZOOM = 2;
const isZoomed = (state: AppState): string | null =>
  state.ui.zoom === null ? 'all steps are shown: zoom first' : hasSteps(state);

export const timeBindings: readonly Binding[] = [
  {
    id: 'cursor-left',
    keys: ['left'],
    group: 'time',
    label: 'time cursor back',
    both: 'time cursor back, forward',
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
    both: 'time cursor ten stops back, forward',
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
    both: 'time cursor to the first step, to live',
    action: () => ({ type: 'cursorEnd', end: 'first' }),
    disabled: hasSteps,
  },
  {
    id: 'cursor-live',
    keys: ['end'],
    group: 'time',
    label: 'time cursor to the last step (live)',
    action: () => ({ type: 'cursorEnd', end: 'live' }),
    disabled: hasCursor,
  },
  {
    id: 'goto',
    keys: ['g'],
    group: 'time',
    label: 'go to a step by number',
    action: () => ({ type: 'open', overlay: 'prompt' }),
    disabled: hasSteps,
  },
  {
    id: 'zoom-in',
    keys: ['*'],
    group: 'time',
    label: 'zoom into the steps around the time cursor',
    both: 'zoom the steps in, out',
    action: () => ({ type: 'zoom', factor: 1 / ZOOM }),
    disabled: hasSteps,
  },
  {
    id: 'zoom-out',
    keys: ['_'],
    group: 'time',
    label: 'zoom the steps out',
    action: () => ({ type: 'zoom', factor: ZOOM }),
    disabled: isZoomed,
  },
  {
    id: 'pan-back',
    keys: ['('],
    group: 'time',
    label: 'move the zoomed part to earlier steps',
    both: 'move the zoomed part back, forward',
    action: () => ({ type: 'pan', share: -0.25 }),
    disabled: isZoomed,
  },
  {
    id: 'pan-forward',
    keys: [')'],
    group: 'time',
    label: 'move the zoomed part to later steps',
    action: () => ({ type: 'pan', share: 0.25 }),
    disabled: isZoomed,
  },
];
