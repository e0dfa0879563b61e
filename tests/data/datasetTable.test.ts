// The table of data sets: no function is forgotten, and every row is true about its function.
import { readdirSync } from 'node:fs';
import path from 'node:path';
import { isDeepStrictEqual } from 'node:util';
import { expect, it } from 'vitest';
import { parseConfig } from '../../src/core/config/presets.js';
import type { Config, PresetFile } from '../../src/core/config/schema.js';
import { DRAWN_DATASETS, datasetRecord, SEQUENCE_DATASETS } from '../../src/core/config/datasets.js';
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
  for (const file of readdirSync(folder).filter((name) => name !== 'dataset.ts')) {
    const module = (await import(path.join(folder, file))) as Record<string, unknown>;
    for (const name of Object.keys(module).filter((one) => one !== 'labelled'))
      expect(DRAWN_DATASETS, `${file} exports ${name}`).toContain(name);
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
