// Columns that only some logs have: a learning rate that changes, and the figures of instruments.
import { expect, it } from 'vitest';
import type { GradtopEvent } from '../../../src/core/run/events.js';
import { csvLines, csvShape } from '../../../src/ui/export/csv.js';

const step = (step: number, learningRate: number, scalars?: Record<string, number>): GradtopEvent => ({
  type: 'step',
  runId: 'r',
  step,
  loss: 0.5,
  learningRate,
  ...(scalars === undefined ? {} : { scalars }),
});
const csv = (events: readonly GradtopEvent[]): string[] => [...csvLines(events, csvShape(events))];

it('leaves them out where there are none', () => {
  expect(csv([step(1, 0.3), step(2, 0.3, { other: 1 })])).toEqual([
    'run,step,epoch,loss,accuracy,gradNorm\n',
    'r,1,,0.5,,\n',
    'r,2,,0.5,,\n',
  ]);
});

it('has one for the rate of a schedule and for each instrument', () => {
  expect(csv([step(1, 0.1), step(2, 0.2, { stableRate: 0.4, noiseScale: 120 }), step(3, 0.3)])).toEqual([
    'run,step,epoch,loss,accuracy,gradNorm,learningRate,noiseScale,stableRate\n',
    'r,1,,0.5,,,0.1,,\n',
    'r,2,,0.5,,,0.2,120,0.4\n',
    'r,3,,0.5,,,0.3,,\n',
  ]);
});
