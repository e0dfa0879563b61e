// Keys that the user gives to actions, and the table of bindings with these keys in place of the usual ones.
import type { Keyed } from './binding.js';

/** Section, action, keys. An action that is absent keeps its usual keys; an empty list leaves it without a key. */
export type KeyChanges = Readonly<Record<string, Readonly<Record<string, readonly string[]>>>>;

/** The usual keys. */
export const USUAL_KEYS: KeyChanges = {};

export interface KeyTable<Binding extends Keyed> {
  readonly all: readonly Binding[];
  /** The binding of a key, if any. */
  readonly of: (key: string) => Binding | undefined;
  readonly keysOf: (id: string) => readonly string[];
  /** The first key of an action; its id if it has none, since the palette finds it by that. */
  readonly keyOf: (id: string) => string;
}

/** The section's bindings with the user's keys. One table for each set of changes is kept. */
export function keyTable<Binding extends Keyed>(
  section: string,
  usual: readonly Binding[],
): (changes: KeyChanges) => KeyTable<Binding> {
  const known = new WeakMap<KeyChanges, KeyTable<Binding>>();
  return (changes) => {
    const made = known.get(changes) ?? tableOf(usual, changes[section] ?? {});
    known.set(changes, made);
    return made;
  };
}

function tableOf<Binding extends Keyed>(
  usual: readonly Binding[],
  changed: Readonly<Record<string, readonly string[]>>,
): KeyTable<Binding> {
  const all = usual.map((binding) => {
    const keys = changed[binding.id];
    return keys === undefined ? binding : { ...binding, keys };
  });
  const byKey = new Map(all.flatMap((binding) => binding.keys.map((key) => [key, binding] as const)));
  const keysOf = (id: string): readonly string[] => all.find((binding) => binding.id === id)?.keys ?? [];
  return { all, of: (key) => byKey.get(key), keysOf, keyOf: (id) => keysOf(id)[0] ?? id };
}

/** The first key of a dashboard's action, for messages of modules that the keymap imports. */
export const keyFor = (changes: KeyChanges, id: string, usual: string): string => {
  const keys = changes['dashboard']?.[id];
  return keys === undefined ? usual : (keys[0] ?? id);
};
