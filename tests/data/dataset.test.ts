// The data of a configuration, their split, and the settings that follow from the data.
import { describe, expect, it } from 'vitest';
import { parseConfig } from '../../src/core/config/presets.js';
import { LOSS_NAMES, OUTPUT_ACTIVATION_NAMES, type LossName } from '../../src/core/config/names.js';
import type { Config, PresetFile } from '../../src/core/config/schema.js';
import { SEQUENCE_DATASETS } from '../../src/core/config/datasets.js';
import { UserError } from '../../src/core/userError.js';
import { createDataset, labelEntropy, resolveConfig, trainValidationSplit } from '../../src/data/index.js';
import { classCounts, type Dataset } from '../../src/core/data/dataset.js';
import { fc, runs } from '../helpers/property.js';

const config = (fields: PresetFile): Config => parseConfig(fields, 'test');
const draw = (fields: PresetFile): Dataset => createDataset(config(fields));
const fieldsOf = (dataset: Config['dataset']): PresetFile =>
  SEQUENCE_DATASETS.includes(dataset)
    ? { dataset, cell: 'simpleRnn', sequenceLength: 6, samples: 40 }
    : { dataset, samples: 40, classes: 3 };

describe('createDataset', () => {
  it('the seed of the weights leaves the points alone, the seed of the data does not', () => {
    const points = (fields: PresetFile): Float32Array => draw({ ...fields, dataset: 'moons' }).x;
    expect(points({ seed: 1 })).toEqual(points({ seed: 2 }));
    expect(points({ dataSeed: 1 })).not.toEqual(points({ dataSeed: 2 }));
  });

  it('sequenceSum: targets are the sums over the square root of the length, variance 1', () => {
    const { x, y } = draw({ dataset: 'sequenceSum', cell: 'simpleRnn', samples: 4000, sequenceLength: 9, noise: 0 });
    y.forEach((target, i) => {
      const sum = x.subarray(9 * i, 9 * i + 9).reduce((a, b) => a + b, 0);
      expect(target).toBeCloseTo(sum / 3, 5);
    });
    const square = y.reduce((sum, v) => sum + v * v, 0) / y.length;
    expect(Math.abs(square - 1)).toBeLessThan(5 * Math.sqrt(2 / y.length));
  });

  it('adding: targets are the sums of the two marked numbers, one of each half, and the mean costs 1/6', () => {
    const data = draw({ dataset: 'adding', cell: 'simpleRnn', samples: 4000, sequenceLength: 9, noise: 0 });
    for (let i = 0; i < 200; i += 1) {
      const rows = Array.from({ length: 9 }, (_, t) => [...data.x.subarray(18 * i + 2 * t, 18 * i + 2 * t + 2)]);
      const marks = rows.flatMap(([, mark], t) => (mark === 1 ? [t] : []));
      expect(marks.map((t) => t < 4)).toEqual([true, false]);
      expect(data.y[i]).toBeCloseTo(
        marks.reduce((sum, t) => sum + rows[t]![0]!, 0),
        6,
      );
    }
    // The variance of the sum of two uniform numbers; its standard error here is 0.003.
    expect(Math.abs(labelEntropy(data, 'meanSquaredError') - 1 / 6)).toBeLessThan(0.015);
  });

  it.each([2, 5])('copyMemory: of %i symbols the first time step shows the answer, the last one asks', (classes) => {
    const data = draw({ dataset: 'copyMemory', cell: 'lstm', samples: 100, sequenceLength: 7, noise: 0, classes });
    const answers = resolveConfig(config({ dataset: 'copyMemory', classes }), data).loss;
    expect(labelEntropy(data, answers)).toBeCloseTo(Math.log(classes), 3);
    expect(Math.max(...classCounts(data)) - Math.min(...classCounts(data))).toBeLessThanOrEqual(1);
    const width = classes + 1;
    for (let i = 0; i < 100; i += 1) {
      const at = i * 7 * width;
      const symbol = data.x.subarray(at, at + classes).indexOf(1);
      expect(data.outputs === 1 ? data.y[i] : data.y.subarray(i * classes, (i + 1) * classes).indexOf(1)).toBe(symbol);
      expect(data.x.subarray(at, at + 7 * width).reduce((sum, value) => sum + value, 0)).toBe(2);
      expect(data.x[at + 7 * width - 1]).toBe(1);
    }
  });

  it.each<[PresetFile, RegExp]>([
    [
      { cell: 'simpleRnn' },
      new RegExp(`^cell simpleRnn needs a data set of sequences: .*${SEQUENCE_DATASETS.join('.*')}.*, not moons$`),
    ],
    [{ dataset: 'sequenceSum' }, /^dataset sequenceSum needs cell simpleRnn, lstm or gru$/],
  ])('%j is refused', (fields, expected) => {
    expect(() => draw(fields)).toThrow(UserError);
    expect(() => draw(fields)).toThrow(expected);
  });
});

describe('trainValidationSplit', () => {
  it('parts the rows: each once, in order, as many held out as asked, 2 left to train on', () => {
    const seed = fc.integer({ min: 0, max: 2 ** 32 - 1 });
    const share = fc.double({ min: 0, max: 0.9, noNaN: true });
    fc.assert(
      fc.property(fc.integer({ min: 4, max: 120 }), share, seed, (samples, split, dataSeed) => {
        const all = draw({ dataset: 'blobs', classes: 3, samples });
        const { train, validation } = trainValidationSplit(all, split, dataSeed);
        const held = validation?.samples ?? 0;
        expect(held).toBe(Math.min(samples - 2, Math.round(split * samples)));
        expect(train.samples + held).toBe(samples);
        const rows = ({ x, y, samples: n }: Dataset): string[] =>
          Array.from({ length: n }, (_, i) =>
            [...x.subarray(2 * i, 2 * i + 2), ...y.subarray(3 * i, 3 * i + 3)].join(),
          );
        const original = rows(all);
        const places = [train, ...(validation ? [validation] : [])].map((part) =>
          rows(part).map((row) => original.indexOf(row)),
        );
        for (const part of places) expect(part).toEqual([...part].sort((a, b) => a - b));
        expect(places.flat().sort((a, b) => a - b)).toEqual(original.map((_, i) => i));
      }),
      { numRuns: runs(40) },
    );
  });

  it('leaves two samples to train on, however much is asked', () => {
    const { train, validation } = trainValidationSplit(draw({ dataset: 'moons', samples: 4 }), 0.9, 1);
    expect([train.samples, validation?.samples]).toEqual([2, 2]);
  });

  it('depends on its seed', () => {
    const all = draw({ dataset: 'moons' });
    const part = (seed: number): Float32Array => trainValidationSplit(all, 0.2, seed).train.x;
    expect(part(1)).toEqual(part(1));
    expect(part(1)).not.toEqual(part(2));
    expect(trainValidationSplit(all, 0, 1)).toEqual({ train: all, validation: null });
  });
});

describe('resolveConfig', () => {
  const two = draw({ dataset: 'moons' });
  const three = draw({ dataset: 'blobs', classes: 3 });
  const number = draw(fieldsOf('sequenceSum'));
  it.each<[string, Dataset, PresetFile, readonly [string, string]]>([
    ['two classes', two, {}, ['sigmoid', 'binaryCrossentropy']],
    ['two classes, squared error', two, { loss: 'meanSquaredError' }, ['sigmoid', 'meanSquaredError']],
    ['two classes, tanh', two, { outputActivation: 'tanh' }, ['tanh', 'meanSquaredError']],
    ['two classes, linear', two, { outputActivation: 'linear' }, ['linear', 'meanSquaredError']],
    ['three classes', three, {}, ['softmax', 'categoricalCrossentropy']],
    ['a number', number, {}, ['linear', 'meanSquaredError']],
    ['a number, sigmoid', number, { outputActivation: 'sigmoid' }, ['sigmoid', 'meanSquaredError']],
    ['a number, softmax', number, { outputActivation: 'softmax' }, ['softmax', 'meanSquaredError']],
    ['a number, tanh', number, { outputActivation: 'tanh' }, ['tanh', 'meanSquaredError']],
  ])('%s: %j', (_, data, fields, expected) => {
    const resolved = resolveConfig(config(fields), data);
    expect([resolved.outputActivation, resolved.loss]).toEqual(expected);
    expect(resolved.samples).toBe(data.samples);
  });

  it('takes any output with any loss: the diagnosis says whether they fit', () => {
    for (const data of [two, three, number])
      for (const outputActivation of OUTPUT_ACTIVATION_NAMES)
        for (const loss of LOSS_NAMES)
          expect(resolveConfig(config({ outputActivation, loss }), data)).toMatchObject({ outputActivation, loss });
  });

  it('resolving twice changes nothing', () => {
    for (const data of [two, three, number]) {
      const once = resolveConfig(config({}), data);
      expect(resolveConfig(once, data)).toEqual(once);
    }
  });
});

describe('labelEntropy: what the best constant answer costs', () => {
  const labelled = (counts: readonly number[]): Dataset => {
    const classes = counts.length;
    const labels = counts.flatMap((count, label) => Array.from({ length: count }, () => label));
    const y = classes === 2 ? labels : labels.flatMap((label) => counts.map((_, j) => (j === label ? 1 : 0)));
    const task = classes === 2 ? ('binary' as const) : ('multiclass' as const);
    return {
      ...draw({ dataset: 'moons' }),
      task,
      samples: labels.length,
      classes,
      outputs: classes === 2 ? 1 : classes,
      y: Float32Array.from(y),
    };
  };

  it.each<[string, readonly number[], LossName, number]>([
    ['balanced classes', [5, 5], 'binaryCrossentropy', Math.LN2],
    ['one in four', [3, 9], 'binaryCrossentropy', -(0.25 * Math.log(0.25) + 0.75 * Math.log(0.75))],
    ['one class only', [4, 0], 'binaryCrossentropy', 0],
    ['balanced classes, squared error', [5, 5], 'meanSquaredError', 0.25],
    ['three balanced classes', [4, 4, 4], 'categoricalCrossentropy', Math.log(3)],
    ['uneven classes', [2, 1, 1], 'categoricalCrossentropy', 1.5 * Math.LN2],
  ])('%s', (_, counts, loss, expected) => expect(labelEntropy(labelled(counts), loss)).toBeCloseTo(expected, 12));

  it('no constant does better, and the class frequencies do as well', () => {
    const count = fc.integer({ min: 1, max: 30 });
    const guess = fc.double({ min: 0.001, max: 0.999, noNaN: true });
    fc.assert(
      fc.property(count, count, guess, (zeros, ones, q) => {
        const data = labelled([zeros, ones]);
        const p = ones / (zeros + ones);
        const entropy = labelEntropy(data, 'binaryCrossentropy');
        const cost = (at: number): number => -(p * Math.log(at) + (1 - p) * Math.log(1 - at));
        expect(cost(q)).toBeGreaterThanOrEqual(entropy - 1e-9);
        expect(cost(p)).toBeCloseTo(entropy, 9);
        const variance = labelEntropy(data, 'meanSquaredError');
        expect(p * (1 - q) ** 2 + (1 - p) * q ** 2).toBeGreaterThanOrEqual(variance - 1e-9);
      }),
    );
  });

  it('the moons of the lesson: ln 2', () =>
    expect(labelEntropy(draw({ dataset: 'moons' }), 'binaryCrossentropy')).toBeCloseTo(Math.LN2, 12));
});

describe('standardize', () => {
  const spread = (values: ArrayLike<number>, columns: number, column: number): readonly [number, number] => {
    const own = Array.from(values).filter((_, i) => i % columns === column);
    const mean = own.reduce((sum, value) => sum + value, 0) / own.length;
    return [mean, Math.sqrt(own.reduce((sum, value) => sum + (value - mean) ** 2, 0) / own.length)];
  };
  it('scales drawn points where asked, and leaves their classes', () => {
    const plain = draw({ dataset: 'blobs', classes: 3 });
    const scaled = draw({ dataset: 'blobs', classes: 3, standardize: 'features' });
    expect(draw({ dataset: 'blobs', classes: 3, standardize: 'none' })).toEqual(plain);
    expect(scaled.y).toEqual(plain.y);
    const [mean, deviation] = spread(scaled.x, 2, 0);
    expect(mean).toBeCloseTo(0, 5);
    expect(deviation).toBeCloseTo(1, 5);
  });
});
