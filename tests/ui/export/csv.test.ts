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
    'run,name,step,epoch,loss,accuracy,gradNorm\n',
    'r,,1,,0.5,,\n',
    'r,,2,,0.5,,\n',
  ]);
});

it('has one for the rate of a schedule and for each instrument', () => {
  expect(csv([step(1, 0.1), step(2, 0.2, { stableRate: 0.4, noiseScale: 120 }), step(3, 0.3)])).toEqual([
    'run,name,step,epoch,loss,accuracy,gradNorm,learningRate,noiseScale,stableRate\n',
    'r,,1,,0.5,,,0.1,,\n',
    'r,,2,,0.5,,,0.2,120,0.4\n',
    'r,,3,,0.5,,,0.3,,\n',
  ]);
});

it('names the columns of layers as the screen does, and finds those of a run with other layers', () => {
  const layer = (name: string): object => ({ name });
  const events = [
    { type: 'run', runId: 'a', config: { name: 'deep' }, layers: ['hidden_1', 'hidden_2', 'output'].map(layer) },
    { type: 'step', runId: 'a', step: 1, loss: 1, layers: { gradRms: [1, 2, 3], updateRms: [4, 5, 6] } },
    { type: 'run', runId: 'b', config: { name: 'flat, "small"' }, layers: ['hidden_1', 'output'].map(layer) },
    { type: 'step', runId: 'b', step: 1, loss: 2, layers: { gradRms: [7, 8], updateRms: [null, 9] } },
  ] as unknown as GradtopEvent[];
  expect(csv(events)).toEqual([
    'run,name,step,epoch,loss,accuracy,gradNorm,gradRms_hidden_1,gradRms_hidden_2,gradRms_output,updateRms_hidden_1,updateRms_hidden_2,updateRms_output\n',
    'a,deep,1,,1,,,1,2,3,4,5,6\n',
    'b,"flat, ""small""",1,,2,,,7,,8,,,9\n',
  ]);
});
