import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { KEYMAP } from '../../src/core/app/keymap.js';
import { parseInput } from '../../src/runtime/input.js';
import { BYTES } from '../helpers/keys.js';

describe('parseInput', () => {
  it.each([
    ['a', ['a']],
    ['aA?', ['a', 'A', '?']],
    ['\u001b[A\u001b[B', ['up', 'down']],
    ['\u001bOA', ['up']],
    ['\u001b[1;5C', ['right']],
    ['\u001b[5~\u001b[6~', ['pageup', 'pagedown']],
    ['\r\n\t \u007f', ['enter', 'enter', 'tab', 'space', 'backspace']],
    ['\u001b[Z', ['shift-tab']],
    ['\u001bq', ['esc', 'q']],
    ['a\u001b[200~rm -rf q\r\u001b[A\u001b[201~b', ['a', 'b']],
    ['\u001b[201~b', ['b']],
    ['\u0001\u0002b', ['b']],
    ['é漢', ['é', '漢']],
  ])('%j', (bytes, keys) => {
    expect(parseInput(bytes)).toEqual({ keys, rest: '' });
  });

  it('keeps an unfinished sequence for the next bytes', () => {
    expect(parseInput('a\u001b')).toEqual({ keys: ['a'], rest: '\u001b' });
    expect(parseInput('\u001b[1;')).toEqual({ keys: [], rest: '\u001b[1;' });
  });

  it('yields the same keys however the bytes are cut', () => {
    const piece = fc.constantFrom(
      'a',
      '\u001b[A',
      '\u001b[1;5C',
      '\u001bOB',
      '\r',
      'Z',
      '\u001b[5~',
      '\u001b[200~a pasted q\u001b[201~',
    );
    fc.assert(
      fc.property(fc.array(piece, { maxLength: 12 }), fc.nat(80), (pieces, cut) => {
        const bytes = pieces.join('');
        const first = parseInput(bytes.slice(0, cut));
        const second = parseInput(first.rest + bytes.slice(cut));
        expect([...first.keys, ...second.keys]).toEqual(parseInput(bytes).keys);
      }),
    );
  });

  it('can send every key of the keymap', () => {
    for (const key of KEYMAP.flatMap((binding) => binding.keys)) {
      const { keys, rest } = parseInput(BYTES[key] ?? key);
      expect(rest === '\u001b' ? ['esc'] : keys, key).toEqual([key]);
    }
  });
});
