// The plane of the scatter plot: against eigenvectors by numpy, and where there is little or nothing to show.
import { describe, expect, it } from 'vitest';
import { planeOf, projection } from '../../src/data/projection.js';
import type { Dataset } from '../../src/core/data/dataset.js';
import { createRng } from '../../src/core/random/rng.js';
import { sklearn, worstDifference } from '../fixtures/sklearn/read.js';

const dataset = (x: ArrayLike<number>, features: number, extra: Partial<Dataset> = {}): Dataset => {
  const samples = x.length / features;
  return {
    name: 'test',
    task: 'binary',
    samples,
    features,
    timesteps: 1,
    x: Float32Array.from(x),
    y: Float32Array.from({ length: samples }, (_, i) => i % 2),
    outputs: 1,
    classes: 2,
    featureNames: Array.from({ length: features }, (_, i) => `f${i}`),
    classNames: ['0', '1'],
    ...extra,
  };
};

describe('projection', () => {
  it('two features are shown as they are', () => {
    const shown = projection(dataset([1, 2, 3, 4, 5, 6], 2));
    expect(shown).toEqual({
      x: Float32Array.of(1, 3, 5),
      y: Float32Array.of(2, 4, 6),
      labels: Float32Array.of(0, 1, 0),
      axes: ['f0', 'f1'],
    });
  });

  it('more features: the first two principal components, numpy’s', () => {
    const { x, rows, projected } = sklearn.components;
    const shown = projection(dataset(x, x.length / rows));
    expect(shown?.axes).toEqual(['PC 1', 'PC 2']);
    expect(worstDifference(shown?.x ?? [], projected[0] ?? [])).toBeLessThan(1e-5);
    expect(worstDifference(shown?.y ?? [], projected[1] ?? [])).toBeLessThan(1e-5);
  });

  it('a place of the plane has the features of the points there', () => {
    const corners = [3, 0, 0, -3, 0, 0, 0, 2, 0, 0, -2, 0];
    const plane = planeOf(dataset(corners, 3));
    const back = new Float32Array(corners.length);
    plane?.points.x.forEach((x, i) => plane.place(x, plane.points.y[i] ?? NaN, back, 3 * i));
    expect(worstDifference(back, corners)).toBeLessThan(1e-5);
  });

  it('the mean plays no part', () => {
    const { x } = sklearn.components;
    const moved = projection(
      dataset(
        x.map((value, i) => value + [3, -2, 0, 8, 1][i % 5]!),
        5,
      ),
    );
    expect(worstDifference(moved?.x ?? [], [...(projection(dataset(x, 5))?.x ?? [])])).toBeLessThan(1e-4);
  });

  it('data on a line have no second component, equal points none at all', () => {
    const line = projection(
      dataset(
        [0, 1, 2, 3, 4].flatMap((t) => [t, 2 * t, -2 * t]),
        3,
      ),
    );
    // Along (1, 2, -2) / 3, signed so that its largest entry is positive; distances from the middle.
    expect(worstDifference((line?.x ?? new Float32Array()).map(Math.abs), [6, 3, 0, 3, 6])).toBeLessThan(1e-5);
    expect(worstDifference(line?.y ?? [], [0, 0, 0, 0, 0])).toBeLessThan(1e-5);
    const equal = projection(dataset([1, 2, 3, 1, 2, 3], 3));
    expect([equal?.x, equal?.y]).toEqual([Float32Array.of(0, 0), Float32Array.of(0, 0)]);
  });

  it('a direction at right angles to the even one is found', () => {
    const shown = projection(dataset([1, -1, 0, -1, 1, 0, 2, -2, 0, -2, 2, 0], 3));
    expect(
      worstDifference(
        (shown?.x ?? new Float32Array()).map(Math.abs),
        [1, 1, 2, 2].map((v) => v * Math.SQRT2),
      ),
    ).toBeLessThan(1e-5);
  });

  it('two components of equal size are both found', () => {
    const corners = [3, 0, 0, -3, 0, 0, 0, 3, 0, 0, -3, 0, 0, 0, 1, 0, 0, -1];
    const shown = projection(dataset(corners, 3));
    const distance = [...(shown?.x ?? [])].map((x, i) => Math.hypot(x, shown?.y[i] ?? NaN));
    expect(worstDifference(distance, [3, 3, 3, 3, 0, 0])).toBeLessThan(1e-5);
  });

  it('sequences and single features have no plane', () => {
    expect(projection(dataset([1, 2, 3, 4], 1))).toBeNull();
    expect(projection(dataset([1, 2, 3, 4], 2, { timesteps: 2, samples: 1 }))).toBeNull();
  });

  it('shows at most as many points as asked, evenly picked, labels with them', () => {
    const shown = projection(
      dataset(
        Array.from({ length: 2000 }, (_, i) => i),
        2,
      ),
      300,
    );
    expect(shown?.x.length).toBeLessThanOrEqual(300);
    expect([...(shown?.x ?? [])].slice(0, 3)).toEqual([0, 8, 16]);
    expect(shown?.labels.length).toBe(shown?.x.length);
  });

  it('labels: the class of a one-hot row, the value of a regression', () => {
    const y = Float32Array.of(0, 0, 1, 1, 0, 0);
    expect([...(projection(dataset([1, 2, 3, 4], 2, { y, outputs: 3, classes: 3 }))?.labels ?? [])]).toEqual([2, 0]);
  });

  it('pictures of 784 pixels have one too', { tags: ['long'] }, () => {
    const rng = createRng(1, 'pixels');
    const data = dataset(
      Float32Array.from({ length: 784 * 3000 }, () => rng.uniform()),
      784,
    );
    expect(projection(data)?.x.every(Number.isFinite)).toBe(true);
  });
});
