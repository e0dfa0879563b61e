// The table of data sets: no function is forgotten, and every row is true about its function.
import { readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { isDeepStrictEqual } from 'node:util';
import { expect, it } from 'vitest';
import { parseConfig } from '../../src/core/config/presets.js';
import type { Config, PresetFile } from '../../src/core/config/schema.js';
import {
  DATASET_NAMES,
  DRAWN_DATASETS,
  datasetRecord,
  IMAGE_DATASETS,
  SEQUENCE_DATASETS,
} from '../../src/core/config/datasets.js';
import { createDataset, labelEntropy, resolveConfig } from '../../src/data/index.js';
import { classCounts, type Dataset, type DrawRequest } from '../../src/core/data/dataset.js';

const config = (fields: PresetFile): Config => parseConfig(fields, 'test');
const draw = (fields: PresetFile): Dataset => createDataset(config(fields));
const fieldsOf = (dataset: Config['dataset']): PresetFile =>
  SEQUENCE_DATASETS.includes(dataset)
    ? { dataset, cell: 'simpleRnn', sequenceLength: 6, samples: 40 }
    : { dataset, samples: 40, classes: 3 };

it('has a row for every function that draws', async () => {
  const folder = path.resolve(import.meta.dirname, '../../src/core/data');
  for (const file of readdirSync(folder).filter((name) => name.endsWith('.ts') && name !== 'dataset.ts')) {
    const module = (await import(path.join(folder, file))) as Record<string, unknown>;
    for (const name of Object.keys(module).filter((one) => typeof module[one] === 'function' && one !== 'labelled'))
      expect(DATASET_NAMES, `${file} exports ${name}`).toContain(name);
  }
});

it.each(DRAWN_DATASETS)('%s: arrays as long as their shapes, float32, the same twice, resolvable by auto', (name) => {
  const data = draw(fieldsOf(name));
  expect(data.x).toHaveLength(data.samples * data.timesteps * data.features);
  expect(data.y).toHaveLength(data.samples * data.outputs);
  expect(data.x.every(Number.isFinite) && data.y.every(Number.isFinite)).toBe(true);
  expect(data.classNames).toHaveLength(data.classes);
  expect(data.featureNames).toHaveLength(data.features);
  expect(draw(fieldsOf(name))).toEqual(data);
  const { sequences, numbers } = datasetRecord(name);
  expect([data.timesteps > 1, data.classes === 0]).toEqual([sequences === true, numbers === true]);
  const resolved = resolveConfig(config(fieldsOf(name)), data);
  expect([resolved.outputActivation, resolved.loss]).not.toContain('auto');
  expect(labelEntropy(data, resolved.loss)).toBeGreaterThan(0);
});

it.each(DRAWN_DATASETS)('%s depends on the settings that its row names, and on no other', (name) => {
  const changes: PresetFile = { classes: 4, sequenceLength: 7, dataSeed: 7, noise: 0.3 };
  const { x, y } = draw(fieldsOf(name));
  const read = Object.entries(changes).filter(([field, value]) => {
    const other = draw({ ...fieldsOf(name), [field]: value });
    return !isDeepStrictEqual([other.x, other.y], [x, y]);
  });
  expect(read.map(([field]) => field).sort()).toEqual([...datasetRecord(name).reads, 'dataSeed', 'noise'].sort());
});

it.each(DRAWN_DATASETS)('%s: its row names what its function reads', (name) => {
  const request = { samples: 60, noise: 0.1, classes: 4, sequenceLength: 6, seed: 1 };
  const drawn = (change: Partial<DrawRequest>) => {
    const { x, y, outputs } = datasetRecord(name).draw!({ ...request, ...change });
    const targets = Array.from({ length: y.length / outputs }, (_, i) => y.subarray(i * outputs, (i + 1) * outputs));
    return [x, targets.map((target) => (outputs === 1 ? target[0] : target.indexOf(1)))];
  };
  const read = (change: Partial<DrawRequest>): boolean => !isDeepStrictEqual(drawn(change), drawn({}));
  const { reads } = datasetRecord(name);
  expect(read({ classes: 5 })).toBe(reads.includes('classes'));
  expect(read({ sequenceLength: 7 })).toBe(reads.includes('sequenceLength'));
});

it.each(DRAWN_DATASETS.filter((name) => !SEQUENCE_DATASETS.includes(name)))('%s: every class occurs', (name) => {
  expect(Math.min(...classCounts(draw(fieldsOf(name))))).toBeGreaterThan(0);
});

it('digits: the images of scikit-learn, all of them or some that the seed picks', () => {
  const { digits } = JSON.parse(readFileSync(new URL('../fixtures/sklearn/digits.json', import.meta.url), 'utf8')) as {
    digits: { sum: number; labels: number[]; rows: Record<string, number[]>; counts: number[]; weighted: number };
  };
  const all = draw({ dataset: 'digits' });
  expect(all.samples).toBe(1797);
  expect(all.x.reduce((sum, value) => sum + value * 16, 0)).toBe(digits.sum);
  expect(all.x.reduce((sum, value, i) => sum + value * 16 * (i % 997), 0)).toBe(digits.weighted);
  expect(classCounts(all)).toEqual(digits.counts);
  for (const [row, values] of Object.entries(digits.rows)) {
    const at = Number(row) * 64;
    expect(Array.from(all.x.subarray(at, at + 64), (value) => value * 16)).toEqual(values);
  }
  const labelOf = ({ y }: Dataset, row: number): number => y.subarray(row * 10, row * 10 + 10).indexOf(1);
  expect(digits.labels.map((_, row) => labelOf(all, row))).toEqual(digits.labels);
  const some = draw({ dataset: 'digits', rows: 40 });
  expect([some.samples, draw({ dataset: 'digits', rows: 40 })]).toEqual([40, some]);
  expect(draw({ dataset: 'digits', rows: 40, dataSeed: 7 }).x).not.toEqual(some.x);
  expect(draw({ dataset: 'digits', rows: 40, noise: 3, samples: 9, classes: 4 })).toEqual(some);
  // Each of them is one of all, with its label.
  const texts = new Map(
    Array.from({ length: 1797 }, (_, i) => [all.x.subarray(i * 64, i * 64 + 64).join(), labelOf(all, i)]),
  );
  for (let i = 0; i < 40; i += 1) expect(texts.get(some.x.subarray(i * 64, i * 64 + 64).join())).toBe(labelOf(some, i));
});

it('convolutions take images only, and images go into dense layers too', () => {
  expect(IMAGE_DATASETS).toEqual(['digits']);
  expect(() => draw({ cell: 'conv', dataset: 'moons' })).toThrow(
    'cell conv needs a data set of images: dataset digits, not moons',
  );
  expect(() => draw({ cell: 'conv', dataset: 'sequenceSum' })).toThrow('cell conv needs a data set of images');
  expect(draw({ cell: 'conv', dataset: 'digits', rows: 4 }).image).toEqual({ height: 8, width: 8, channels: 1 });
  expect(draw({ dataset: 'digits', rows: 4 }).features).toBe(64);
});
