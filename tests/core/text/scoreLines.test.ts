// Scores name their step and their part of the samples if the figures beside them are of others.
import { expect, it } from 'vitest';
import type { ScoresEvent } from '../../../src/core/run/events.js';
import { scoreLines } from '../../../src/core/text/scores.js';

const scores: ScoresEvent = {
  type: 'scores',
  runId: 'r',
  step: 8,
  training: { loss: 0.5, samples: 10_000, accuracy: 0.9, majority: 0.5, balancedAccuracy: 0.9 },
};

it.each([
  [{}, 'training (10,000 samples): loss 0.5000'],
  [{ step: 8, samples: 10_000 }, 'training (10,000 samples): loss'],
  [{ step: 1998, samples: 270_000 }, 'training (10,000 of 270,000 samples, at step 8): loss'],
])('beside %j: %s', (beside, begins) => expect(scoreLines(scores, beside)[0]).toContain(begins));

it('gives no R2 for a constant target', () => {
  const line = (more: object): string =>
    scoreLines({ ...scores, training: { loss: 0, samples: 1, mae: 0.5, rmse: 0.5, ...more } })[0] ?? '';
  expect(line({ r2: 0.25 })).toContain('R2 0.25, MAE');
  expect(line({})).toMatch(/loss 0\.0000, MAE|loss 0, MAE/);
});
