// What a terminal answers about images, and that an answer never presses a key.
import { describe, expect, it, onTestFinished, vi } from 'vitest';
import { OCTANT_POINTS } from '../../src/core/screen/picture.js';
import { IMAGES, queryOf } from '../../src/runtime/terminal/images/images.js';
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

  it.each([
    ['kitty(0.40.0)', true],
    ['kitty(0.42.1)', true],
    ['kitty(0.39.1)', false],
    ['foot(1.22.3)', false],
    ['kitty', false],
  ])('octants of kitty, by the version %s', (version, able) => {
    const { query, allowed } = queryOf({ since: { name: 'kitty', version: '0.40.0' } });
    expect(query).toBe('\u001b[>q');
    const replies = repliesTo(`\u001bP>|${version}\u001b\\`) as Parameters<typeof allowed>[0];
    expect(allowed(replies) !== null).toBe(able);
  });

  it('are not needed for octants that the user asks for', () => {
    const { query, allowed } = queryOf({});
    expect([query, allowed([])]).toEqual(['', OCTANT_POINTS]);
  });

  it('press no key, in whatever pieces they arrive', () => {
    const bytes = 'x\u001b_Gi=4100;OK\u001b\\\u001b[6;20;10t\u001b[?62;4c\u001bP>|ghostty 1.2.0\u001b\\y';
    for (let cut = 0; cut <= bytes.length; cut += 1) {
      const keys: unknown[] = [];
      const reader = keyReader((input) => void (typeof input === 'string' && keys.push(input)));
      reader.read(bytes.slice(0, cut));
      reader.read(bytes.slice(cut));
      reader.end();
      expect(keys).toEqual(['x', 'y']);
    }
  });

  it('leave alt-P and what is typed after it as keys', async () => {
    vi.useFakeTimers();
    onTestFinished(() => void vi.useRealTimers());
    const keys: unknown[] = [];
    const reader = keyReader((input) => keys.push(input));
    reader.read('\u001bP');
    await vi.advanceTimersByTimeAsync(100);
    reader.read('\u001bP>');
    reader.read('x');
    reader.end();
    expect(keys).toEqual(['esc', 'P', 'esc', 'P', '>', 'x']);
  });
});
