// What a run on a table tells about its result: class counts, confusion, errors in units of the target, samples held out.
import path from 'node:path';
import { expect, it } from 'vitest';
import { parseConfig } from '../../src/core/config/presets.js';
import type { PresetFile } from '../../src/core/config/schema.js';
import type { EpochEvent, GradtopEvent, RunDataset, ScoresEvent } from '../../src/core/run/events.js';
import { confusionLines, scoreInWords } from '../../src/core/text/scores.js';
import { splitRows } from '../../src/table/split.js';
import { csvLines, csvShape } from '../../src/ui/export/csv.js';
import { fc } from '../helpers/property.js';
import { trainTable } from '../helpers/trainTable.js';

const FOLDER = path.join(import.meta.dirname, '..', 'fixtures', 'tables');

async function trained(file: string, fields: PresetFile): Promise<GradtopEvent[]> {
  const config = parseConfig(
    { dataset: 'csv', data: path.join(FOLDER, file), depth: 1, activation: 'relu', ...fields },
    't',
  );
  return trainTable(config);
}
const last = (events: readonly GradtopEvent[]): ScoresEvent =>
  events.findLast((event): event is ScoresEvent => event.type === 'scores')!;

it('classes: counts, confusion and balanced accuracy, of both parts', async () => {
  const events = await trained('iris.csv', { epochs: 20, validationSplit: 0.2, learningRate: 0.1 });
  const { dataset } = events[0] as { dataset?: RunDataset };
  expect(dataset).toMatchObject({ samples: 120, validation: 30, classCounts: [40, 40, 40], target: 'target' });
  const { training, validation } = last(events);
  for (const [scores, each] of [
    [training, 40],
    [validation, 10],
  ] as const) {
    const { confusion = [], accuracy, balancedAccuracy, majority, samples } = scores!;
    expect([0, 1, 2].map((i) => confusion.slice(3 * i, 3 * i + 3).reduce((a, b) => a + b, 0))).toEqual([
      each,
      each,
      each,
    ]);
    expect(accuracy).toBeCloseTo((confusion[0]! + confusion[4]! + confusion[8]!) / samples, 12);
    expect(balancedAccuracy).toBeCloseTo(accuracy!, 12);
    expect(majority).toBeCloseTo(1 / 3, 12);
  }
  const epoch = events.findLast((event): event is EpochEvent => event.type === 'epoch')!;
  expect(epoch.valLoss).toBe(validation?.loss);
  expect(epoch.valAccuracy).toBe(validation?.accuracy);
  const lines = [...csvLines(events, csvShape(events))].map((line) => line.trimEnd().split(','));
  expect(lines[0]?.slice(-2)).toEqual(['valLoss', 'valAccuracy']);
  expect(lines.at(-1)?.at(-2)).toBe(String(epoch.valLoss));
  expect(lines.every((cells) => cells.length === lines[0]?.length)).toBe(true);
});

it('a number: errors in the units of the target', async () => {
  const { training } = last(await trained('quality_scores.csv', { epochs: 20, learningRate: 0.05 }));
  // The target is scaled to variance 1, so the loss is the share that is not explained.
  expect(training?.r2).toBeCloseTo(1 - training!.loss!, 5);
  expect(training!.rmse!).toBeCloseTo(Math.sqrt(training!.loss!) * Math.sqrt(35 / 12), 1);
  expect(training!.mae!).toBeLessThanOrEqual(training!.rmse!);
  expect(scoreInWords(training!)).toContain('R2');
  const { truth = [], predicted = [] } = training!;
  const errors = Array.from(truth, (value, i) => Math.abs(value - predicted[i]!));
  expect(errors).toHaveLength(training!.samples);
  expect(errors.reduce((sum, error) => sum + error / errors.length, 0)).toBeCloseTo(training!.mae!, 5);
});

it('a matrix of the samples held out, unless there are too many classes', () => {
  const scores = { samples: 4, confusion: [1, 1, 0, 2] };
  const event: ScoresEvent = { type: 'scores', runId: 'r', step: 1, training: scores };
  expect(
    confusionLines(event, ['no', 'yes'])
      .slice(-2)
      .map((line) => line.split(/ +/)),
  ).toEqual([
    ['no', '1', '1'],
    ['yes', '0', '2'],
  ]);
  expect(confusionLines(event, Array.from({ length: 40 }, String))).toEqual([]);
});

it('a split takes the asked share of each class, each row once', () => {
  const labels = fc.array(fc.integer({ min: 0, max: 3 }), { minLength: 4, maxLength: 200 });
  fc.assert(
    fc.property(labels, fc.double({ min: 0, max: 0.9, noNaN: true }), fc.nat(), (classes, share, seed) => {
      const { train: kept, validation } = splitRows(classes.length, share, seed, Float64Array.from(classes));
      expect([...kept, ...validation].sort((a, b) => a - b)).toEqual(classes.map((_, i) => i));
      for (const label of new Set(classes)) {
        const all = classes.filter((one) => one === label).length;
        const held = [...validation].filter((row) => classes[row] === label).length;
        expect(held).toBeLessThan(all);
        expect(Math.abs(held - share * all)).toBeLessThanOrEqual(1 + share);
      }
    }),
  );
});
