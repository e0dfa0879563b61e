// What instruments measured, in the summary of a run.
import { expect, it } from 'vitest';
import { applyEvent, createRunState } from '../../../src/core/run/applyEvent.js';
import type { RunState } from '../../../src/core/run/runState.js';
import { instrumentLines } from '../../../src/core/text/instrumentLines.js';
import { summaryLines } from '../../../src/core/text/summary.js';
import { probeEvent, resolved, runEvent, stepEvent } from '../run/events.js';

function runWith(...figures: readonly Record<string, number>[]): RunState {
  const run = createRunState('r', resolved());
  applyEvent(run, runEvent());
  figures.forEach((scalars, i) => {
    applyEvent(run, stepEvent(10 * i + 1, { scalars }));
  });
  return run;
}

it.each([
  [[{}], []],
  [
    [
      { sharpness: 9, stability: 1.4, stableRate: 0.2 },
      { sharpness: 4, stability: 0.6, stableRate: 0.5 },
    ],
    ['sharpness 4, highest stable rate 0.5 at step 11'],
  ],
  [[{ sharpness: 4 }], ['sharpness 4 at step 1']],
  [
    [{ sharpnessAtLeast: 4, stableRateAtMost: 0.5 }],
    ['sharpness at least 4, highest stable rate at most 0.5 at step 1'],
  ],
  [[{ noiseScale: 118.4, gradientVariance: 3 }], ['noise scale 118 at step 1']],
  [
    [{ jacobianLargest: 2, jacobianRms: 1, outputJacobianLargest: 0.4, outputJacobianRms: 0.3 }, {}],
    ['singular values of the hidden layers: largest 2, RMS 1; inputs to logits: largest 0.4, RMS 0.3 at step 1'],
  ],
  [[{ jacobianLargest: 2, jacobianRms: 1 }], ['singular values of the hidden layers: largest 2, RMS 1 at step 1']],
])('of %j', (figures, lines) => {
  const run = runWith(...figures);
  expect(instrumentLines(run)).toEqual(lines);
  const summary = summaryLines(run, { base: resolved(), preset: 'test', command: 'gradtop train', ascii: false });
  for (const line of lines) expect(summary).toContain(`  ${line}`);
});

it('has the singular values from before the first step if there are no others', () => {
  const run = runWith({});
  applyEvent(run, { ...probeEvent(0), singularValues: [4, 3, 0], outputSingularValues: [0.5] });
  expect(instrumentLines(run)).toEqual([
    'singular values of the hidden layers: largest 4, RMS 2.9; inputs to logits: largest 0.5, RMS 0.5 at step 0',
  ]);
});
