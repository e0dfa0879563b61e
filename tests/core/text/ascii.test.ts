// ASCII in place of Unicode: one table with three users.
import { expect, it } from 'vitest';
import { asciiFrame, plain, plainProse } from '../../../src/core/text/ascii.js';

const TEXT = 'a − b → c… ≥ ¼ — d’s';

it('spells words, paragraphs and cells', () => {
  expect(plain(TEXT, true)).toBe("a - b -> c~ >= 1/4 - d's");
  expect(plainProse(`${TEXT}\n中`, true)).toBe("a - b -> c... >= 1/4 - d's\n?");
  expect(asciiFrame(`\u001b[1m${TEXT}`)).toBe("\u001b[1ma - b > c~ ? ? - d's");
});

it('leaves Unicode unchanged if it is wanted', () => {
  expect([plain(TEXT, false), plainProse(TEXT, false)]).toEqual([TEXT, TEXT]);
});

it('keeps the cells of a frame', () => {
  const frame = '×·−–—…’′¼→←↑↓≥≤≈ση│±²╭─╮';
  expect(asciiFrame(frame)).toHaveLength(frame.length);
  expect(asciiFrame(frame)).toMatch(/^[\x20-\x7e]+$/);
});
