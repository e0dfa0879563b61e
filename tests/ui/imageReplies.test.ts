// What a terminal answers about images, and that an answer never presses a key.
import { describe, expect, it } from 'vitest';
import { IMAGES } from '../../src/runtime/terminal/images/images.js';
import { parseInput } from '../../src/runtime/terminal/input.js';
import { keyReader } from '../../src/runtime/terminal/keyReader.js';

describe('the answers of a terminal', () => {
  const repliesTo = (bytes: string) =>
    parseInput(bytes).inputs.filter((input) => typeof input === 'object' && 'kind' in input && !('turn' in input));
  it.each([
    ['kitty', '\u001b_Gi=4100;OK\u001b\\\u001b[?62;c', true],
    ['kitty', '\u001b_Gi=4100;ENOTSUPPORTED:no\u001b\\\u001b[?62c', false],
    ['kitty', '\u001b[?62;4c', false],
    ['sixel', '\u001b[6;20;10t\u001b[?62;4;22c', true],
    ['sixel', '\u001b[6;20;10t\u001b[?62;22c', false],
    ['sixel', '\u001b[?62;4c', false],
    ['sixel', '\u001b[6;0;100000t\u001b[?62;4c', false],
  ] as const)('%s %j', (form, bytes, able) => {
    const replies = repliesTo(bytes) as Parameters<(typeof IMAGES)['kitty']['allowed']>[0];
    expect(IMAGES[form].allowed(replies) !== null).toBe(able);
  });

  it('press no key, in whatever pieces they arrive', () => {
    const bytes = 'x\u001b_Gi=4100;OK\u001b\\\u001b[6;20;10t\u001b[?62;4cy';
    for (let cut = 0; cut <= bytes.length; cut += 1) {
      const keys: unknown[] = [];
      const reader = keyReader((input) => void (typeof input === 'string' && keys.push(input)));
      reader.read(bytes.slice(0, cut));
      reader.read(bytes.slice(cut));
      reader.end();
      expect(keys).toEqual(['x', 'y']);
    }
  });
});
