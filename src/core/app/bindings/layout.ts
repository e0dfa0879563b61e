// Keys of the layout: which panels, where, and how large. A change is kept for the next session.
import { keyFor } from '../../keys/changes.js';
import { nextInRing } from '../ladders.js';
import { asItComes, focusIn, hiddenHere, LAYOUT_NAMES, LAYOUTS, moved, resized } from '../layouts.js';
import type { LayoutState } from '../layoutState.js';
import type { AppState } from '../state.js';
import { always, type Binding, type Intent } from './binding.js';

const withLayout = (layout: LayoutState, text: string, focusPanel?: string): Intent => ({
  type: 'layout',
  layout,
  text,
  ...(focusPanel === undefined ? {} : { focusPanel }),
});

/** Why the focused panel cannot change its place or size. */
const whyNot =
  (change: (state: AppState) => object | null, why: string): Binding['disabled'] =>
  (state) => {
    if (state.ui.enlarged) return `one panel fills the screen; ${keyFor(state.keys, 'enlarge', 'enter')} restores it`;
    return change(state) === null ? why : null;
  };

type Words = Pick<Binding, 'label' | 'both'>;
const changes = (
  id: string,
  keys: readonly string[],
  words: Words,
  change: (state: AppState) => LayoutState | null,
  why: string,
): Binding => ({
  ...{ id, keys, ...words, group: 'layout' },
  action: (state) => withLayout(change(state) ?? state.ui.layout, `panel ${state.ui.focusPanel}: ${words.label}`),
  disabled: whyNot(change, why),
});

const hides: Binding = {
  id: 'hide-panel',
  keys: ['ctrl-x'],
  group: 'layout',
  label: 'hide the panel (the palette shows it again)',
  action: (state) => {
    const hidden = hiddenHere(state);
    if (hidden === null) return { type: 'ui', patch: {} };
    return withLayout(hidden.layout, `panel ${state.ui.focusPanel} is hidden`, hidden.next);
  },
  disabled: whyNot(hiddenHere, "can't hide the last panel"),
};

export const layoutBindings: readonly Binding[] = [
  {
    id: 'layout-next',
    keys: ['ctrl-o'],
    group: 'layout',
    label: `next layout: ${LAYOUT_NAMES.join(', ')}`,
    action: (state) => {
      const { layout } = state.ui;
      const name = nextInRing(LAYOUT_NAMES, layout.name, 1);
      return withLayout({ ...layout, name }, `layout ${name}: ${LAYOUTS[name]?.about ?? ''}`, focusIn(state, name));
    },
    disabled: always,
  },
  changes(
    'panel-back',
    ['ctrl-u'],
    { label: 'one place to the front', both: 'move the panel: one place to the front, to the back' },
    (state) => moved(state, -1),
    'this panel is the first one',
  ),
  changes(
    'panel-on',
    ['ctrl-d'],
    { label: 'one place to the back' },
    (state) => moved(state, 1),
    'this panel is the last one',
  ),
  changes(
    'panel-larger',
    ['ctrl-g'],
    { label: 'larger', both: 'the panel larger, smaller' },
    (state) => resized(state, 1),
    'this panel has its largest size',
  ),
  changes(
    'panel-smaller',
    ['ctrl-s'],
    { label: 'smaller' },
    (state) => resized(state, -1),
    'this panel has its smallest size',
  ),
  hides,
  {
    id: 'layout-reset',
    keys: ['ctrl-r'],
    group: 'layout',
    label: 'the layout as it comes: all panels, places and sizes',
    action: (state) => withLayout(asItComes(state), `layout ${state.ui.layout.name}, as it comes`),
    disabled: ({ ui: { layout } }) =>
      layout.changed[layout.name] === undefined ? 'nothing is changed in this layout' : null,
  },
];
