// Text from outside cannot control the terminal.
import { describe, expect, it } from 'vitest';
import {
  cleanStrings,
  escapeUnseen,
  oneLine,
  sanitize,
  sanitizeLine,
  shellEscape,
} from '../../../src/core/text/sanitize.js';
import { fc, runs } from '../../helpers/property.js';

describe('sanitize', () => {
  it.each([
    ['plain text, ünïcode × 7', 'plain text, ünïcode × 7'],
    ['\u001b[31mred\u001b[0m', 'red'],
    ['\u001b]0;title\u0007after', 'after'],
    ['\u001b]8;;http://x\u001b\\link\u001b]8;;\u001b\\', 'link'],
    ['\u001bP1$r\u001b\\text', 'text'],
    ['\u009b31mred', 'red'],
    ['a\rb\r\nc\u0085d\u2028e\u2029f', 'a\nb\nc\nd\ne\nf'],
    ['a\bb\u0007c\u007fd\u0090e', 'abcd'],
    ['\u009d0;title\u009cafter\u0090q\u001b\\', 'after'],
    ['\u001b]52;c;unended\nnext line', '\nnext line'],
    ['\u061c\u200e\u200f\u202a\u202e\u2066\u2069a', 'a'],
    ['a\u200bb\u200c\u200d\u2060\ufeff\u00ad\ufe0f\u3164\u{e0041}c', 'abc'],
    ['a\ud800b 🙂', 'a\ufffdb 🙂'],
    ['pêche 漢字 עברית', 'pêche 漢字 עברית'],
    ['\u202eevil', 'evil'],
    ['two\nlines\tand a tab', 'two\nlines\tand a tab'],
    ['cut \u001b', 'cut '],
    ['cut \u001b[3', 'cut 3'],
  ])('%j', (dirty, clean) => {
    expect(sanitize(dirty)).toBe(clean);
  });

  it('leaves no control character except newline and tab in any text', () => {
    const nasty = fc.string({
      unit: fc.constantFrom(
        '\u001b',
        '[',
        ']',
        'm',
        '\u0007',
        '\u009b',
        '\u009d',
        '\u202e',
        '3',
        ';',
        '\n',
        '\r',
        'a',
        '\\',
      ),
    });
    fc.assert(
      fc.property(fc.oneof(nasty, fc.string({ unit: 'binary' })), (text) => {
        expect(sanitize(text)).not.toMatch(/[^\P{Cc}\n\t]|[\p{Cf}\p{Zl}\p{Zp}\p{Cs}]/u);
        expect(oneLine(text)).not.toMatch(/[\p{Cc}\p{Cf}\p{Zl}\p{Zp}\p{Cs}]/u);
        expect(sanitize(sanitize(text))).toBe(sanitize(text));
      }),
      { numRuns: runs(10) },
    );
  });

  it('cleans every string of a value, names too, in place and in order', () => {
    const value = JSON.parse(
      String.raw`{"a\u202e":{"\u001b[31mx":1,"y":["\u0007b",2,null,{"z":"c\u009b1m"}]},"d":"e\u0000"}`,
    ) as object;
    expect(JSON.stringify(cleanStrings(value))).toBe('{"d":"e","a":{"y":["b",2,null,{"z":"c"}],"x":1}}');
    expect(cleanStrings(value)).toBe(value);
    const polluting = JSON.parse(String.raw`{"__pro\u200bto__":{"polluted":1}}`) as Record<string, unknown>;
    expect(cleanStrings(polluting)).not.toHaveProperty('polluted');
    const deep = JSON.parse(String.raw`${'['.repeat(50_000)}"\u0007"${']'.repeat(50_000)}`) as unknown[];
    expect(() => cleanStrings(deep)).not.toThrow();
  });

  it('escapes control characters in text that must keep them', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary' }), (text) => {
        const json = escapeUnseen(JSON.stringify(text));
        expect(JSON.parse(json)).toBe(text);
        expect(json).not.toMatch(/[\p{Cc}\p{Cf}\p{Zl}\p{Zp}]/u);
      }),
    );
    expect(escapeUnseen('a\u{e0041}\u202eb', shellEscape)).toBe(String.raw`a\U000e0041\u202eb`);
  });

  it('makes one line of at most the given length', () => {
    expect(sanitizeLine(' a\n\tb ')).toBe('a b');
    expect(sanitizeLine('x'.repeat(300), 10)).toBe('xxxxxxxxx…');
    expect([...sanitizeLine('🙂'.repeat(30), 10)]).toHaveLength(10);
  });
});
