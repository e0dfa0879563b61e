// Runs of one log that share an id: which are apart, and which go on after a restart.
import { describe, expect, it } from 'vitest';
import { applyEvent, createRunState } from '../../../src/core/run/applyEvent.js';
import type { GradtopEvent } from '../../../src/core/run/events.js';
import { RunSplitter } from '../../../src/core/run/splitRuns.js';

const run = (more = {}): GradtopEvent => ({ type: 'run', runId: 'run', name: 'r', layers: [{ name: 'a' }], ...more });
const end = (step: number): GradtopEvent => ({ type: 'end', runId: 'run', step, reason: 'completed' });
const steps = (from: number, to: number): GradtopEvent[] =>
  Array.from({ length: to - from + 1 }, (_, i) => ({
    type: 'step',
    runId: 'run',
    step: from + i,
    loss: 1 / (from + i),
  }));

/** Losses by run id, without those that restarts drop. */
function counts(events: readonly GradtopEvent[]): Record<string, number> {
  const splitter = new RunSplitter();
  const states = new Map<string, ReturnType<typeof createRunState>>();
  for (const event of [...events.flatMap((one) => splitter.split(one)), ...splitter.rest()]) {
    const state = states.get(event.runId) ?? createRunState(event.runId, null);
    states.set(event.runId, applyEvent(state, event));
  }
  return Object.fromEntries([...states].map(([id, { loss }]) => [id, loss.total]));
}

describe('runs that share an id', () => {
  it.each([
    ['one run', [run(), ...steps(1, 60)], { run: 60 }],
    ['goes on from a checkpoint', [run(), ...steps(1, 60), run(), ...steps(41, 100)], { run: 100 }],
    ['goes on after its last step', [run(), ...steps(1, 60), run(), ...steps(61, 100)], { run: 100 }],
    ['goes on, without run events', [...steps(1, 60), ...steps(41, 100)], { run: 100 }],
    [
      'says from where it goes on',
      [run(), ...steps(1, 60), end(60), run({ resumes: 40 }), ...steps(41, 50)],
      { run: 50 },
    ],
    ['says so at its last step', [run(), ...steps(1, 60), run({ resumes: 60 }), ...steps(61, 70)], { run: 70 }],
    ['says so, and goes on earlier', [run(), ...steps(1, 60), run({ resumes: 60 }), ...steps(41, 70)], { run: 70 }],
    ['begins again', [run(), ...steps(1, 60), run(), ...steps(1, 10)], { run: 60, 'run (2)': 10 }],
    ['begins again, without run events', [...steps(1, 60), ...steps(1, 10)], { run: 60, 'run (2)': 10 }],
    ['had completed', [run(), ...steps(1, 60), end(60), run(), ...steps(61, 90)], { run: 60, 'run (2)': 30 }],
    [
      'is another network',
      [run(), ...steps(1, 60), run({ name: 'other' }), ...steps(41, 50)],
      { run: 60, 'run (2)': 10 },
    ],
    ['has no step yet', [run(), ...steps(1, 60), run()], { run: 60, 'run (2)': 0 }],
  ])('%s', (_, events, expected) => {
    expect(counts(events)).toEqual(expected);
  });
});
