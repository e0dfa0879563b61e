// A key binding of any screen as one record, from which dispatch, footer, help and the tables in the docs derive.

/** A binding without its effect. */
export interface Keyed {
  readonly id: string;
  /** Key names as the terminal layer spells them: `a`, `A`, `space`, `shift-tab`, `ctrl-c`. */
  readonly keys: readonly string[];
  /** For help and docs. */
  readonly label: string;
  /** One of the ways out of the screen or overlay, so it always has a key. */
  readonly wayOut?: true;
  /** Each key stands for its place in the list. */
  readonly numbered?: true;
}

export interface KeyBinding<State, Wish> extends Keyed {
  /** One label for this key and the one after it, its opposite: they share a row of help and docs. */
  readonly both?: string;
  /** Short word for the footer; absent: not in the footer. */
  readonly footer?: string;
  readonly action: (state: State) => Wish;
  /** Why the binding is disabled now, or null. */
  readonly disabled: (state: State) => string | null;
}

/** Enabled bindings for the footer, in the order of the table. */
export const inFooter = <State, Binding extends KeyBinding<State, unknown>>(
  table: readonly Binding[],
  state: State,
): readonly Binding[] => table.filter((binding) => binding.footer !== undefined && binding.disabled(state) === null);

/** Keys of a binding as text: `enter z`, `1 .. 9`. */
export function keysInWords(
  { keys }: { readonly keys: readonly string[] },
  written: (key: string) => string = (key) => key,
): string {
  const all = keys.map(written);
  return all.length > 3 ? `${all[0]} .. ${all.at(-1)}` : all.join(' ');
}
