// Histograms of TensorFlow 2: buckets without a sum of squares. Expected values: the tensors that were logged.
import { readFileSync } from 'node:fs';
import path from 'node:path';
import { describe, expect, it } from 'vitest';
import { histogramIn } from '../../src/runtime/log/formats/tensorboard/tensor.js';
import { tensorboardReader } from '../../src/runtime/log/formats/tensorboard.js';
import { sourceNamed } from '../../src/runtime/log/source.js';
import { runOf } from '../ui/panels/views.js';

const folder = path.join(import.meta.dirname, '..', 'fixtures', 'watch-samples', 'tensorboard-tf2');
const expected = JSON.parse(readFileSync(path.join(folder, 'expected.json'), 'utf8')) as Record<
  string,
  { rms: number; max: number }[]
>;
const DOUBLE = 2;
const buckets = (...rows: (readonly [number, number, number])[]) =>
  histogramIn({ type: DOUBLE, shape: [rows.length, 3], listed: rows.flat(), content: null, text: '' });

describe('histograms of TensorFlow 2', () => {
  it.each(Object.keys(expected))('%s: RMS within 10 %, the extremes exactly', (layer) => {
    const run = runOf([...tensorboardReader.read(sourceNamed(folder))]);
    const at = run.run?.layers?.findIndex(({ name }) => name === layer) ?? -1;
    expected[layer]?.forEach(({ rms, max }, index) => {
      const value = run.layers.gradRms[at]?.bucket(index)?.last ?? NaN;
      expect(Math.abs(value - rms)).toBeLessThanOrEqual(0.1 * rms);
      expect(run.layers.gradMax[at]?.bucket(index)?.last).toBeCloseTo(max, 12);
    });
  });

  it('elements that are all equal are exact', () => {
    expect(buckets([-0.5, 0.5, 64])).toEqual({ min: 0, max: 0, num: 64, sumSquares: 0 });
    expect(buckets([2, 2, 0], [2, 2, 10])).toMatchObject({ min: 2, max: 2, num: 10, sumSquares: 40 });
  });

  it('leaves out empty buckets at the ends, and has no elements where all are empty', () => {
    expect(buckets([-9, -1, 0], [-1, 1, 6], [1, 9, 0])).toEqual({ min: -1, max: 1, num: 6, sumSquares: 2 });
    expect(buckets([0, 1, 0])).toMatchObject({ num: 0, sumSquares: 0 });
  });

  it.each([[[6, 4]], [[30]], [[]], [[1, 2, 3]]])('a tensor of shape %j is none', (shape) => {
    expect(histogramIn({ type: DOUBLE, shape, listed: [1, 2, 3], content: null, text: '' })).toBeUndefined();
  });
});
