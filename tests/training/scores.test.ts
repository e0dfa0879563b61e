// The confusion matrix of generated classes; of tables: tests/table/scores.test.ts.
import { expect, it } from 'vitest';
import type { PresetFile } from '../../src/core/config/schema.js';
import { of, run } from '../helpers/training.js';

const sum = (values: readonly number[]): number => values.reduce((all, one) => all + one, 0);

const DATA: readonly (readonly [string, PresetFile, number])[] = [
  ['two classes', { samples: 60 }, 2],
  ['three classes', { dataset: 'blobs', classes: 3, samples: 60, validationSplit: 0.2 }, 3],
  ['images', { dataset: 'digits', rows: 600, epochs: 1, validationSplit: 0.1 }, 10],
  [
    'sequences',
    { dataset: 'copyMemory', cell: 'gru', width: 3, activation: 'tanh', sequenceLength: 12, samples: 40 },
    2,
  ],
  ['convolved images', { dataset: 'digits', cell: 'conv', rows: 620, depth: 1, width: 2, epochs: 2 }, 10],
];

it.each(DATA)('%s: every sample counts once, and the diagonal is the accuracy', async (name, fields, classes) => {
  const events = await run({ depth: 1, epochs: 2, activation: 'relu', ...fields }, 'compiled', { pictures: true });
  const scores = of(events, 'scores');
  expect(scores.length).toBeGreaterThanOrEqual(2);
  const [end] = of(events, 'end');
  const { samples } = of(events, 'run')[0]!.dataset;
  const last = scores.at(-1)!;
  const confusion = [...(last.training?.confusion ?? [])];
  expect(confusion).toHaveLength(classes * classes);
  expect(sum(confusion)).toBe(samples);
  const right = sum(confusion.filter((_, i) => i % (classes + 1) === 0));
  expect(right / samples!).toBeCloseTo(end!.accuracy!, 12);
  expect(last.validation === undefined).toBe(fields.validationSplit === undefined);
  // Before the end of long samples only a part.
  expect(scores[0]!.training?.samples).toBe(name === 'convolved images' ? 500 : samples);
});

it('a run without pictures, and one whose target is a number, have none', async () => {
  const fields: PresetFile = { depth: 1, samples: 20, epochs: 1 };
  expect(of(await run(fields, 'compiled'), 'scores')).toEqual([]);
  const number = await run({ ...fields, dataset: 'adding', cell: 'gru', activation: 'tanh' }, 'compiled', {
    pictures: true,
  });
  expect(of(number, 'weights').length).toBeGreaterThan(0);
  expect(of(number, 'scores')).toEqual([]);
});

it('changes no other event', async () => {
  const fields: PresetFile = { depth: 2, samples: 40, epochs: 3 };
  const [plain, pictured] = [await run(fields, 'compiled'), await run(fields, 'compiled', { pictures: true })];
  const extra = ['weights', 'boundary', 'scores'];
  expect(pictured.filter(({ type }) => !extra.includes(type))).toEqual(plain);
});

it.each(['dense', 'conv'] as const)(
  'answers on the images of the data panel, %s: as many wrong as in the matrix',
  async (cell) => {
    const fields = {
      dataset: 'digits',
      cell,
      rows: 30,
      depth: 1,
      width: 8,
      epochs: 4,
      batchSize: 8,
      activation: 'relu',
    } as const;
    const events = await run(fields, 'compiled', { pictures: true });
    const labels = Array.from(of(events, 'run')[0]!.dataset.images!.labels);
    // All of the data, so that both are about the same samples.
    expect(labels).toHaveLength(30);
    for (const { answers = [], training } of of(events, 'scores')) {
      const counts = new Array<number>(100).fill(0);
      labels.forEach((label, i) => (counts[10 * label + answers[i]!]! += 1));
      expect(counts).toEqual(training?.confusion);
    }
  },
);
