// What comes from outside cannot steer the terminal.
import { describe, expect, it } from 'vitest';
import { sanitize, sanitizeLine } from '../../../src/core/text/sanitize.js';
import { fc } from '../../helpers/property.js';

describe('sanitize', () => {
  it.each([
    ['plain text, ünïcode × 7', 'plain text, ünïcode × 7'],
    ['\u001b[31mred\u001b[0m', 'red'],
    ['\u001b]0;title\u0007after', 'after'],
    ['\u001b]8;;http://x\u001b\\link\u001b]8;;\u001b\\', 'link'],
    ['\u001bP1$r\u001b\\text', 'text'],
    ['\u009b31mred', 'red'],
    ['a\rb\bc\u0007d', 'abcd'],
    ['\u202eevil', 'evil'],
    ['two\nlines\tand a tab', 'two\nlines\tand a tab'],
    ['cut \u001b', 'cut '],
    ['cut \u001b[3', 'cut 3'],
  ])('%j', (dirty, clean) => {
    expect(sanitize(dirty)).toBe(clean);
  });

  it('leaves no control character but newline and tab, whatever comes', () => {
    const nasty = fc.string({
      unit: fc.constantFrom('\u001b', '[', ']', 'm', '\u0007', '\u009b', '3', ';', '\n', 'a', '\\'),
    });
    fc.assert(
      fc.property(fc.oneof(nasty, fc.string({ unit: 'binary' })), (text) => {
        expect(sanitize(text)).not.toMatch(/[\u0000-\u0008\u000b-\u001f\u007f-\u009f\u202a-\u202e]/);
        expect(sanitize(sanitize(text))).toBe(sanitize(text));
      }),
    );
  });

  it('makes one line of at most so many characters', () => {
    expect(sanitizeLine(' a\n\tb ')).toBe('a b');
    expect(sanitizeLine('x'.repeat(300), 10)).toBe('xxxxxxxxx…');
    expect([...sanitizeLine('🙂'.repeat(30), 10)]).toHaveLength(10);
  });
});
