// Which steps are due at a pace, and which events belong to a step.
import { describe, expect, it } from 'vitest';
import type { GradtopEvent } from '../../../src/core/run/events.js';
import { Pace } from '../../../src/core/run/pace.js';

const run = (stepsPerEpoch: number): GradtopEvent => ({ type: 'run', runId: 'a', stepsPerEpoch });
const step = (n: number): GradtopEvent => ({ type: 'step', runId: 'a', step: n, loss: 1 });
const epoch = (n: number): GradtopEvent => ({ type: 'epoch', runId: 'a', step: n });

describe('due steps', () => {
  it('follow from epochs per second and keep the fraction', () => {
    const pace = new Pace();
    pace.admits(run(3));
    pace.passEpochs(0.5);
    expect(pace.takeDue(10)).toBe(1);
    expect(pace.untilNext).toBeCloseTo(0.5 / 3, 12);
    pace.passEpochs(0.5);
    expect(pace.takeDue(10)).toBe(2);
    expect(pace.takeDue(10)).toBe(0);
    pace.passSteps(7.5);
    expect([pace.takeDue(4), pace.takeDue(4)]).toEqual([4, 3]);
  });

  it('are dropped above a limit; after a restart the next step is due at once', () => {
    const pace = new Pace();
    pace.passSteps(100);
    pace.forgive(8);
    expect(pace.takeDue(100)).toBe(8);
    pace.restart();
    expect(pace.untilNext).toBe(0);
    pace.takeEarly();
    expect(pace.untilNext).toBe(1);
  });

  it('count one step for an epoch in a log without steps per epoch', () => {
    const pace = new Pace();
    for (const odd of [0, -1, NaN]) {
      pace.admits(run(odd));
      expect(pace.stepsPerEpoch).toBe(1);
    }
  });
});

describe('events of a step', () => {
  it('are those before it and those up to the next one', () => {
    const pace = new Pace();
    const events = [run(2), step(1), epoch(1), step(4), epoch(4), step(5)];
    const next = (steps: number): string[] => {
      pace.allow(steps);
      const taken: string[] = [];
      while (events[0] !== undefined && pace.admits(events[0])) taken.push((events.shift() as GradtopEvent).type);
      return taken;
    };
    expect(next(1)).toEqual(['run', 'step', 'epoch']);
    expect(pace.step).toBe(1);
    expect(next(5)).toEqual(['step', 'epoch', 'step']);
    expect(pace.step).toBe(5);
  });
});
