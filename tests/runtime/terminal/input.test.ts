import { describe, expect, it } from 'vitest';
import { KEYMAP } from '../../../src/core/app/keymap.js';
import { parseInput, type TerminalInput } from '../../../src/runtime/terminal/input.js';
import { BYTES } from '../../helpers/keys.js';
import { fc } from '../../helpers/property.js';

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
    ['a\u001b[200~rm -rf q\r\u001b[A\u001b[201~b', ['a', { pasted: 'rm -rf q' }, 'b']],
    ['\u001b[201~b', ['b']],
    ['\u0000\u0001\u0010b\u001c', ['ctrl-a', 'ctrl-p', 'b']],
    ['é漢', ['é', '漢']],
    // CSI-u and modifyOtherKeys
    ['\u001b[99;5u\u001b[27;5;99~', ['ctrl-c', 'ctrl-c']],
    ['\u001b[113u\u001b[113;1:1u\u001b[113;1:2u\u001b[113;1:3u', ['q', 'q', 'q']],
    ['\u001b[99;5:3u\u001b[1;1:3A\u001b[3;1:3~', []],
    ['\u001b[97;2u\u001b[97:65;2u\u001b[27;2;65~\u001b[97;65u\u001b[97;66u', ['A', 'A', 'A', 'A', 'a']],
    ['\u001b[47:63;2u\u001b[27;2;63~', ['?', '?']],
    [
      '\u001b[27u\u001b[13u\u001b[9u\u001b[9;2u\u001b[32u\u001b[127u',
      ['esc', 'enter', 'tab', 'shift-tab', 'space', 'backspace'],
    ],
    ['\u001b[122;5u\u001b[108;5u\u001b[105;5u\u001b[91;5u', ['ctrl-z', 'ctrl-l', 'tab', 'esc']],
    ['\u001b[99;133u', ['ctrl-c']],
    ['\u001b[113;3u\u001b[57441;2u\u001b[27;3;113~\u001b[59;5u', []],
    ['\u001b[97;5u\u001b[27;6;80~', ['ctrl-a', 'ctrl-p']],
    // Symbols of other layouts: shift and 7 is `/` in German; AltGr and 8 types `[`; Ctrl and the key of `c` in Russian.
    ['\u001b[55:47;2u\u001b[55;2;47u\u001b[56;1;91u\u001b[1089::99;5u', ['/', '/', '[', 'ctrl-c']],
    // The keypad, as CSI-u and in application mode
    ['\u001b[57413u\u001b[57416u\u001b[57425u\u001bOk\u001bOM\u001bOx', ['+', ',', 'insert', '+', 'enter', '8']],
    // Function keys of xterm, VT220, kitty with shift, and the Linux console
    ['\u001bOP\u001b[15~\u001b[24~\u001b[1;2S\u001b[[Ax', ['f1', 'f5', 'f12', 'f4', 'f1', 'x']],
    ['\u001b[57417u\u001b[57400u\u001b[57414u', ['left', '1', 'enter']],
    ['\u001b[1;2:2C\u001b[3;5~', ['right', 'delete']],
    ['\u001b[113;1;113u\u001b[113;;113u', ['q', 'q']],
    ['\u001b[99999999999;1u', []],
    // A mouse report without SGR has three characters that are not keys.
    ['\u001b[M q!a', ['a']],
  ])('%j', (bytes, keys) => {
    expect(parseInput(bytes)).toEqual({ inputs: keys, rest: '' });
  });

  const EVENTS: readonly (readonly [string, TerminalInput])[] = [
    ['\u001b[<0;12;5M', { kind: 'press', x: 11, y: 4, turn: 0 }],
    ['\u001b[<4;1;1m', { kind: 'release', x: 0, y: 0, turn: 0 }],
    ['\u001b[<32;300;100M', { kind: 'drag', x: 299, y: 99, turn: 0 }],
    ['\u001b[<35;2;2M', { kind: 'move', x: 1, y: 1, turn: 0 }],
    ['\u001b[<64;2;2M', { kind: 'wheel', x: 1, y: 1, turn: -1 }],
    ['\u001b[<65;2;2M', { kind: 'wheel', x: 1, y: 1, turn: 1 }],
    ['\u001b[I', { focused: true }],
    ['\u001b[O', { focused: false }],
  ];
  it.each(EVENTS)('%j as an event', (bytes, event) => {
    expect(parseInput(bytes)).toEqual({ inputs: [event], rest: '' });
  });

  it.each(['1;2;2M', '66;2;2M', '128;2;2M', '34;2;2M', '0;0;2M'])('has no meaning for report %s', (report) => {
    expect(parseInput(`\u001b[<${report}`)).toEqual({ inputs: [], rest: '' });
  });

  it('keeps an unfinished sequence for the next bytes', () => {
    expect(parseInput('a\u001b')).toEqual({ inputs: ['a'], rest: '\u001b' });
    expect(parseInput('\u001b[1;')).toEqual({ inputs: [], rest: '\u001b[1;' });
  });

  it('yields the same keys however the bytes are cut', () => {
    const piece = fc.constantFrom(
      'a',
      '\u001b[A',
      '\u001b[1;5C',
      '\u001b[97:65;2:1u',
      '\u001b[27;5;99~',
      '\u001bOB',
      '\r',
      'Z',
      '\u001b[<35;10;3M',
      '\u001b[M qq',
      '\u001b[I',
      '\u001b[5~',
      '\u001b[200~a pasted q\u001b[201~',
    );
    fc.assert(
      fc.property(fc.array(piece, { maxLength: 12 }), fc.nat(80), (pieces, cut) => {
        const bytes = pieces.join('');
        const first = parseInput(bytes.slice(0, cut));
        const second = parseInput(first.rest + bytes.slice(cut));
        expect([...first.inputs, ...second.inputs]).toEqual(parseInput(bytes).inputs);
      }),
    );
  });

  it('can send every key of the keymap', () => {
    for (const key of KEYMAP.flatMap((binding) => binding.keys)) {
      const { inputs, rest } = parseInput(BYTES[key] ?? key);
      expect(rest === '\u001b' ? ['esc'] : inputs, key).toEqual([key]);
    }
  });
});
