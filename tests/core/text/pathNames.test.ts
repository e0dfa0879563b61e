// Long names of layers in few cells.
import { describe, expect, it } from 'vitest';
import { elided, withoutShared } from '../../../src/core/text/pathNames.js';

describe('words that most names share', () => {
  const layers = [0, 1, 2].flatMap((n) => [
    `encoder.layers.${n}.attn.weight`,
    `encoder.layers.${n}.ff.weight`,
    `encoder.layers.${n}.ff.bias`,
  ]);

  it('are dropped at both ends, also if some names lack them', () => {
    expect(withoutShared([...layers, 'head.weight'])).toEqual([
      ...['0.attn', '0.ff', '0.ff.bias'],
      ...['1.attn', '1.ff', '1.ff.bias'],
      ...['2.attn', '2.ff', '2.ff.bias'],
      'head',
    ]);
  });

  it('stay if two names would become equal', () => {
    const names = ['a.b.w', 'a.c.w', 'b.w'];
    expect(withoutShared(names)).toEqual(names);
  });

  it('leave at least one word of each name', () => {
    expect(withoutShared(['weight', 'weight', 'weight'])).toEqual(['weight', 'weight', 'weight']);
    expect(withoutShared(['net/weight'])).toEqual(['weight']);
    expect(withoutShared([])).toEqual([]);
    expect(withoutShared(['', '.', 'a.'])).toHaveLength(3);
  });
});

describe('a name that is too long', () => {
  it.each([
    ['self_attn.in_proj', 10, 'self…_proj'],
    ['self_attn.in_proj', 17, 'self_attn.in_proj'],
    ['abcdef', 3, 'a…f'],
    ['abcdef', 2, 'ab'],
    ['abcdef', 0, ''],
  ])('%s in %i cells: %s', (name, width, short) => {
    expect(elided(name, width, '…')).toBe(short);
  });

  it('keeps the part that distinguishes layers', () => {
    const names = Array.from({ length: 12 }, (_, n) => [
      `model.layers.${n}.q_proj.weight`,
      `model.layers.${n}.mlp.weight`,
    ]).flat();
    const shown = withoutShared(names).map((name) => elided(name, 7, '~'));
    expect(new Set(shown).size).toBe(24);
  });
});
