// The keys as data: one table. Dispatch, footer, help and the README's table read these records and nothing else.
import type { Binding } from './bindings/binding.js';
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
  ...timeBindings,
  ...runsBindings,
  ...programBindings,
];

const BY_KEY: ReadonlyMap<string, Binding> = new Map(
  KEYMAP.flatMap((binding) => binding.keys.map((key) => [key, binding] as const)),
);

/** The binding of a key, if it has one. */
export const bindingOf = (key: string): Binding | undefined => BY_KEY.get(key);

/** What works now and belongs into the footer, in the table's order. */
export const footerBindings = (state: AppState): readonly Binding[] =>
  KEYMAP.filter((binding) => binding.footer !== undefined && binding.disabled(state) === null);
