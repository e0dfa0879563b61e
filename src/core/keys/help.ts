// Makes the help from bindings: rows of keys and labels, then lines of text.
import { wrap } from '../text/wrap.js';
import { keysInWords, type KeyBinding } from './binding.js';

export interface HelpRow {
  /** Empty for the title of a group. */
  readonly keys: string;
  readonly text: string;
  /** Why it is disabled now, or null. */
  readonly disabled: string | null;
  readonly title: boolean;
}

export interface HelpLine {
  readonly text: string;
  readonly title: boolean;
  /** Disabled now. */
  readonly muted: boolean;
}

export interface KeyRow<One> {
  /** One binding, or two opposite ones. */
  readonly bindings: readonly One[];
  readonly label: string;
}

/** Opposite bindings share a row. */
export function paired<One extends { readonly label: string; readonly both?: string }>(
  bindings: readonly One[],
): KeyRow<One>[] {
  return bindings.flatMap((binding, index): KeyRow<One>[] => {
    if (bindings[index - 1]?.both !== undefined) return [];
    const second = bindings[index + 1];
    if (binding.both === undefined || second === undefined) return [{ bindings: [binding], label: binding.label }];
    return [{ bindings: [binding, second], label: binding.both }];
  });
}

/** A row of bindings that share a label. It has a reason only if all of them are disabled. */
export function helpRow<State>(bindings: readonly KeyBinding<State, unknown>[], text: string, state: State): HelpRow {
  const reasons = bindings.map((binding) => binding.disabled(state) || null);
  return {
    keys: bindings.map((binding) => keysInWords(binding)).join(' '),
    text,
    disabled: reasons.includes(null) ? null : (reasons[0] ?? null),
    title: false,
  };
}

export interface HelpLook {
  /** Longer lines wrap. */
  readonly width: number;
  /** Whether the reasons are shown. */
  readonly reasons: boolean;
  /** Left of the keys, under a title. */
  readonly margin: string;
  readonly keysWidth: number;
}

export function helpLines(rows: readonly HelpRow[], { width, reasons, margin, keysWidth }: HelpLook): HelpLine[] {
  const indent = margin.length + keysWidth + 1;
  return rows.flatMap(({ keys, text, disabled, title }): HelpLine[] => {
    if (title) return [{ text, title, muted: false }];
    const words = disabled === null || !reasons ? text : `${text} (${disabled})`;
    return wrap(words, width - indent).map((line, at) => ({
      text: (at === 0 ? `${margin}${keys.padEnd(keysWidth)} ` : ' '.repeat(indent)) + line,
      title,
      muted: disabled !== null,
    }));
  });
}
