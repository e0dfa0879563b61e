// numpy's legacy generator, number by number.
import { describe, expect, it } from 'vitest';
import { RandomState } from '../../../src/core/random/mt19937.js';
import { sklearn, worstDifference } from '../../fixtures/sklearn/read.js';

describe.each(sklearn.streams)('RandomState($seed)', ({ seed, uint32, uniform, normal, permutation, late }) => {
  const fresh = (): RandomState => new RandomState(seed);
  const draws = (count: number, draw: () => number): number[] => Array.from({ length: count }, draw);

  it('words and doubles are numpy’s to the bit', () => {
    const words = fresh();
    expect(draws(uint32.length, () => words.uint32())).toEqual(uint32);
    const doubles = fresh();
    expect(draws(uniform.length, () => doubles.uniform())).toEqual(uniform);
  });

  it('normals are numpy’s, also the second of a pair', () => {
    const random = fresh();
    expect(
      worstDifference(
        draws(normal.length, () => random.normal()),
        normal,
      ),
    ).toBeLessThan(1e-14);
  });

  it('permutation is numpy’s', () => {
    expect([...fresh().permutation(permutation.length)]).toEqual(permutation);
  });

  it('equals numpy after its state is refilled', () => {
    const random = fresh();
    draws(1000, () => random.uniform());
    expect(draws(late.length, () => random.uniform())).toEqual(late);
  });
});

describe('RandomState', () => {
  it('interval reaches both ends and nothing outside', () => {
    const random = new RandomState(1);
    const seen = new Set(Array.from({ length: 500 }, () => random.interval(4)));
    expect([...seen].sort()).toEqual([0, 1, 2, 3, 4]);
    expect(random.interval(0)).toBe(0);
  });
});
