// Keys of a browser by the names of the keymap. Pure.

/** The part of a KeyboardEvent that is needed. */
export interface BrowserKey {
  readonly key: string;
  readonly shiftKey: boolean;
  readonly ctrlKey: boolean;
  readonly altKey: boolean;
  readonly metaKey: boolean;
  getModifierState(name: string): boolean;
}

const NAMES: Readonly<Record<string, string>> = {
  ' ': 'space',
  ArrowUp: 'up',
  ArrowDown: 'down',
  ArrowLeft: 'left',
  ArrowRight: 'right',
  PageUp: 'pageup',
  PageDown: 'pagedown',
  Home: 'home',
  End: 'end',
  Enter: 'enter',
  Escape: 'esc',
  Backspace: 'backspace',
  Delete: 'delete',
  F2: 'f2',
};

/** Null: the browser's own key. AltGr only chooses a character, as `[` on many keyboards. */
export function keyName(event: BrowserKey): string | null {
  const { key, shiftKey } = event;
  const printable = [...key].length === 1;
  const chooses = printable && event.getModifierState('AltGraph');
  if (!chooses && (event.ctrlKey || event.altKey || event.metaKey)) return null;
  if (key === 'Tab') return shiftKey ? 'shift-tab' : 'tab';
  return NAMES[key] ?? (printable ? key : null);
}
