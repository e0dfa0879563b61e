// The exit summary's table gives a kernel's movement as the dashboard's table of layers does.
import { describe, expect, it } from 'vitest';
import { applyEvent, createRunState } from '../../../src/core/run/applyEvent.js';
import type { EndEvent, GradtopEvent, WeightsEvent } from '../../../src/core/run/events.js';
import { changeInShort } from '../../../src/core/run/kernelChange.js';
import { outcomeInWords, summaryLines } from '../../../src/core/text/summary.js';
import { probeEvent, resolved, runEvent } from '../run/events.js';

const NAME = 'hidden_1/kernel';
const weights = (step: number, values: readonly number[]): WeightsEvent => ({
  type: 'weights',
  runId: 'r',
  step,
  parameters: [{ name: NAME, shape: [1, 5], layer: 0, values: Float32Array.from(values) }],
});
const end = (medianPercent: number, movedShare?: number): EndEvent => ({
  type: 'end',
  runId: 'r',
  step: 9,
  reason: 'completed',
  loss: 0.1,
  elapsedMs: 1,
  weightChange: [
    {
      name: NAME,
      medianPercent,
      maxPercent: 100,
      ...(movedShare === undefined ? {} : { movedShare }),
      medianGradient: 0,
    },
  ],
  message: '',
});

/** Kernel rows of the summary, and the words of the table of layers. */
function told(events: readonly GradtopEvent[]): { summary: string; layers: string; after: string } {
  const parameters = [{ name: NAME, shape: [1, 5], layer: 0 }];
  const run = createRunState('r', resolved());
  for (const event of [runEvent({}, { parameters }), ...events]) applyEvent(run, event);
  const lines = summaryLines(run, { base: resolved(), preset: 'test', command: 'gradtop', ascii: false });
  const row = lines.findIndex((line) => line.includes(NAME));
  return { summary: lines[row] ?? '', layers: changeInShort(run, 0, null), after: lines[row + 1] ?? '' };
}

describe('the exit summary', () => {
  const some = [weights(0, [1, 1, 1, 1, 1]), probeEvent(9, { percentChange: [0] }), weights(9, [2, 1, 1, 1, 1])];

  it('gives the share that moved if most weights did not', () => {
    const { summary, layers, after } = told([...some, end(0)]);
    expect(layers).toBe('in 20 %');
    expect(summary).toMatch(/^ {2}hidden_1\/kernel +in 20 % +100 %/);
    expect(after).toBe('  in 20 %: the median is about 0; 20 % of the weights changed by 1 % or more');
    expect(told([end(50)]).after).not.toContain('median');
  });

  it('gives the same for a log without kernels, from its `end` event', () => {
    expect(told([end(0, 0.3)]).summary).toMatch(/ in 30 % +100 %/);
    expect(told([end(0)]).summary).toMatch(/ 0 % +100 %/);
  });

  it('gives the same for a run that has not ended', () => {
    expect(told(some).summary).toMatch(/ in 20 % +100 %/);
  });

  it('gives the median if most weights moved', () => {
    expect(told([...some, end(12)]).summary).toMatch(/ 12 % +100 %/);
  });
});

it('counts the steps of a run of one', () => {
  const run = createRunState('r', resolved());
  for (const event of [runEvent(), { ...end(0), step: 1 }]) applyEvent(run, event);
  expect(outcomeInWords(run)).toMatch(/^completed after 1 step\b/);
});

describe('the head of a run that another program trained', () => {
  const headWith = (hparams: Record<string, number | string>): string | undefined => {
    const run = createRunState('r', null);
    applyEvent(run, { type: 'run', runId: 'r', name: 'mlp', hparams });
    return summaryLines(run, {})[0];
  };

  it('has its hyperparameters, if the log has some', () => {
    expect(headWith({})).toBe('run mlp: no configuration in the log');
    expect(headWith({ lr: 0.1, optimizer: 'adam' })).toBe('run mlp: lr 0.1, optimizer adam');
    const many = Object.fromEntries(Array.from({ length: 9 }, (_, at) => [`h${at}`, at]));
    expect(headWith(many)).toBe('run mlp: h0 0, h1 1, h2 2, h3 3, h4 4, h5 5 and 3 more');
  });
});
