// The keymap as one table. Dispatch, footer, help and documentation derive from its records.
import { finderOf, inFooter } from '../keys/binding.js';
import type { Binding } from './bindings/binding.js';
import { layerBindings } from './bindings/layers.js';
import { lookBindings } from './bindings/look.js';
import { networkBindings } from './bindings/network.js';
import { programBindings } from './bindings/program.js';
import { runsBindings } from './bindings/runs.js';
import { speedBindings } from './bindings/speed.js';
import { timeBindings } from './bindings/time.js';
import type { AppState } from './state.js';

export { KEY_GROUPS, type Binding, type Intent, type KeyGroup } from './bindings/binding.js';
export { focusablePanels } from './bindings/look.js';

export const KEYMAP: readonly Binding[] = [
  ...networkBindings,
  ...speedBindings,
  ...lookBindings,
  ...layerBindings,
  ...timeBindings,
  ...runsBindings,
  ...programBindings,
];

/** The binding of a key, if any. */
export const bindingOf = finderOf(KEYMAP);

/** The first key of a binding. */
export const keyOfBinding = (id: string): string | undefined => KEYMAP.find((binding) => binding.id === id)?.keys[0];

export const footerBindings = (state: AppState): readonly Binding[] => inFooter(KEYMAP, state);
