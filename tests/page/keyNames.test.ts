// Keys of a browser under the names of the keymap.
import { describe, expect, it } from 'vitest';
import { KEYMAP } from '../../src/core/app/keymap.js';
import { keyName, type BrowserKey } from '../../src/page/keyNames.js';

const key = (name: string, more: Partial<BrowserKey> & { readonly graph?: boolean } = {}): BrowserKey => ({
  key: name,
  shiftKey: false,
  ctrlKey: false,
  altKey: false,
  metaKey: false,
  getModifierState: (modifier) => modifier === 'AltGraph' && more.graph === true,
  ...more,
});
const BROWSER = [
  ' ',
  'ArrowUp',
  'ArrowDown',
  'ArrowLeft',
  'ArrowRight',
  'PageUp',
  'PageDown',
  'Home',
  'End',
  'Enter',
  'Escape',
  'Backspace',
  'Delete',
  'F2',
  'Tab',
];

describe('a key of a browser', () => {
  it('reaches every binding that is no control key', () => {
    const reached = new Set([...BROWSER.map((name) => keyName(key(name))), keyName(key('Tab', { shiftKey: true }))]);
    const named = KEYMAP.flatMap(({ keys }) => keys).filter((name) => !name.startsWith('ctrl-'));
    for (const name of named)
      expect([...name].length === 1 ? keyName(key(name)) : [...reached].find((one) => one === name), name).toBe(name);
  });

  it.each([
    ['Ctrl+C', key('c', { ctrlKey: true })],
    ['Command+R', key('r', { metaKey: true })],
    ['Alt+Left', key('ArrowLeft', { altKey: true })],
    ['F5', key('F5')],
    ['a dead key', key('Dead')],
    ['AltGr alone', key('AltGraph', { graph: true })],
  ])('%s stays with the browser', (_, event) => expect(keyName(event)).toBeNull());

  it('takes a character that AltGr chooses, as [ on German keyboards', () => {
    expect(keyName(key('[', { ctrlKey: true, altKey: true, graph: true }))).toBe('[');
  });
});
