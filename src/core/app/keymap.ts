// The keymap as one table. Dispatch, footer, help and documentation derive from its records.
import { inFooter } from '../keys/binding.js';
import { keyTable } from '../keys/changes.js';
import type { Binding } from './bindings/binding.js';
import { layerBindings } from './bindings/layers.js';
import { layoutBindings } from './bindings/layout.js';
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
  ...layoutBindings,
  ...layerBindings,
  ...timeBindings,
  ...runsBindings,
  ...programBindings,
];

/** The keymap with the user's keys. */
export const dashboardKeys = keyTable('dashboard', KEYMAP);

/** The binding of a key, if any. */
export const bindingOf = ({ keys }: Pick<AppState, 'keys'>, key: string): Binding | undefined =>
  dashboardKeys(keys).of(key);

export const footerBindings = (state: AppState): readonly Binding[] => inFooter(dashboardKeys(state.keys).all, state);
