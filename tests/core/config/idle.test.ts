// Reports exactly the flags that have no effect on a configuration.
import { expect, it } from 'vitest';
import { datasetsThatRead } from '../../../src/core/config/datasets.js';
import { idleFields } from '../../../src/core/config/flags.js';
import { configSchema, type PresetFile } from '../../../src/core/config/schema.js';

const config = (over: PresetFile) => configSchema.parse(over);

it.each<[PresetFile, keyof PresetFile, readonly string[]]>([
  [{ optimizer: 'sgd' }, 'momentum', ['--momentum', '--optimizer momentum', 'nesterov']],
  [{ dataset: 'moons' }, 'classes', ['--classes', ...datasetsThatRead('classes')]],
  [{ dataset: 'moons' }, 'target', ['--target', '--data FILE']],
  [{ cell: 'dense' }, 'recurrentGain', ['--recurrent-gain', '--cell simpleRnn', 'lstm', 'gru']],
  [{}, 'initializerStd', ['--initializer-std', '--initializer randomNormal']],
  [{ residual: 1, layerWidths: '4,8', depth: 2 }, 'residual', ['--residual', 'no two layers of equal width']],
  [{ residual: 2, depth: 2 }, 'residual', ['--residual', 'no two layers of equal width']],
  [{}, 'sequenceLength', ['--sequence-length', ...datasetsThatRead('sequenceLength')]],
])('%j with %s', (over, field, parts) => {
  const lines = idleFields(config(over), [field]);
  expect(lines).toHaveLength(1);
  for (const part of parts) expect(lines[0]).toContain(part);
});

it('reports no flag whose setting is read', () => {
  const read: readonly [PresetFile, keyof PresetFile][] = [
    [{ optimizer: 'momentum' }, 'momentum'],
    [{ dataset: 'blobs' }, 'classes'],
    [{ dataset: 'csv', data: 'a.csv' }, 'target'],
    [{ cell: 'simpleRnn', dataset: 'sequenceSum' }, 'sequenceLength'],
    [{ initializer: 'randomNormal' }, 'initializerStd'],
    [{ residual: 1, layerWidths: '4,8,8', depth: 3 }, 'residual'],
    [{ cell: 'conv', dataset: 'digits', residual: 2 }, 'residual'],
    [{ residual: 0, depth: 1 }, 'residual'],
    [{}, 'depth'],
  ];
  for (const [over, field] of read) expect(idleFields(config(over), [field])).toEqual([]);
});

it.each<[PresetFile, string[]]>([
  [{ samples: 250, batchSize: 32, accumulate: 8 }, []],
  [{ samples: 250, batchSize: 32, accumulate: 9 }, ['8 batches']],
  [{ samples: 250, batchSize: 250, accumulate: 2 }, ['1 batch;']],
  [{ samples: 250, batchSize: 32, accumulate: 7, validationSplit: 0.2 }, []],
  [{ samples: 250, batchSize: 32, accumulate: 8, validationSplit: 0.2 }, ['7 batches']],
  [{ dataset: 'csv', data: 'a.csv', accumulate: 1000 }, []],
])('warns about more batches a step than an epoch has: %j', (over, parts) => {
  const lines = idleFields(config(over), ['accumulate']);
  expect(lines).toHaveLength(parts.length);
  parts.forEach((part, i) => expect(lines[i]).toContain(part));
});
