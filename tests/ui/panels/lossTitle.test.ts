// The title of the loss at any width.
import { expect, it } from 'vitest';
import { parseConfig } from '../../../src/core/config/presets.js';
import { lossPanel } from '../../../src/ui/panels/loss.js';
import { runOf, viewOf } from './views.js';

it.each([
  [60, 'loss 0.5000 (log), rate 0.3, stable now up to 1.4'],
  [45, 'loss 0.5000 (log), rate 0.3, stable to 1.4'],
  [40, 'loss 0.5000, rate 0.3, stable to 1.4'],
  [30, 'loss 0.5000 (log)'],
  [12, 'loss 0.5000'],
])('at %i columns', (width, title) => {
  const scalars = { stability: 0.21, stableRate: 1.4 };
  const run = runOf([{ type: 'step', runId: 'run', step: 1, loss: 0.5, learningRate: 0.3, scalars }]);
  expect(lossPanel.title(viewOf([{ ...run, config: parseConfig({}, 'test') }]), width)).toBe(title);
});
