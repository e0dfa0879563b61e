// Lines for a terminal: whole words, and continuation lines are indented.
import { describe, expect, it } from 'vitest';
import { wrapHanging } from '../../../src/core/text/wrap.js';

describe('a line that hangs', () => {
  const line = '  solved: loss 1.02e-4, accuracy 100 %, gradient flat over depth';

  it('stays unchanged if it fits, and if no word fits', () => {
    expect(wrapHanging(line, 80)).toEqual([line]);
    expect(wrapHanging(line, Infinity)).toEqual([line]);
    expect(wrapHanging(line, 12)).toEqual([line]);
  });

  it('continues on the next line, indented by two cells, without a broken word', () => {
    expect(wrapHanging(line, 40)).toEqual(['  solved: loss 1.02e-4, accuracy 100', '    %, gradient flat over depth']);
    expect(wrapHanging(line, 40, 0).every((part) => part.startsWith('  ') && part.length <= 40)).toBe(true);
  });
});
