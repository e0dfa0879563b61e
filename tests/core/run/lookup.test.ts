// A run as of a step: exact values, findings that held then, stops of the cursor.
import { describe, expect, it } from 'vitest';
import { applyEvent, createRunState } from '../../../src/core/run/applyEvent.js';
import { accuracyAt, activeAt, lossAt, moveCursor, snapCursor, valueAt } from '../../../src/core/run/lookup.js';
import { findingEvent, stepEvent } from './events.js';
import { fc } from '../../helpers/property.js';

const lossOf = (step: number): number => 1 / step;
function runOf(steps: number) {
  const run = createRunState('r', null);
  for (let step = 1; step <= steps; step += 1)
    applyEvent(run, stepEvent(step, { loss: lossOf(step), gradRms: [step, 2 * step] }));
  return run;
}

describe('valueAt', () => {
  it('is exact at the step that it names, which is never later than the requested one', () => {
    const run = runOf(5000);
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 5000 }), (step) => {
        const loss = valueAt(run, run.loss, step);
        const stride = run.loss.stride;
        if (loss === undefined) {
          expect(step).toBeLessThan(stride);
          return;
        }
        expect(loss.value).toBe(lossOf(loss.step));
        expect(loss.step).toBeLessThanOrEqual(step);
        expect(step - loss.step).toBeLessThan(stride);
        const second = run.layers.gradRms[1];
        expect(second && valueAt(run, second, step)).toEqual({ step: loss.step, value: 2 * loss.step });
      }),
    );
  });

  it('has each of the last 400 steps', () => {
    const run = runOf(5000);
    for (let step = 4601; step <= 5000; step += 1) expect(valueAt(run, run.loss, step)?.step).toBe(step);
  });

  it('is of the last step for null, and undefined before the first', () => {
    const run = runOf(7);
    expect(valueAt(run, run.loss, null)).toEqual({ step: 7, value: 1 / 7 });
    expect(valueAt(run, run.loss, 0)).toBeUndefined();
    expect(valueAt(run, run.valLoss, 5)).toBeUndefined();
  });
});

describe('lossAt, accuracyAt', () => {
  const end = { type: 'end', runId: 'r', step: 10, elapsedMs: 1, weightChange: [], message: '' } as const;

  it('without a step: those of the last batch, or of the finished network once measured', () => {
    const run = runOf(10);
    expect(lossAt(run, null)).toBe(lossOf(10));
    applyEvent(run, { ...end, reason: 'completed', loss: 0.6931, accuracy: 0.5 });
    expect([lossAt(run, null), accuracyAt(run, null)]).toEqual([0.6931, 0.5]);
    expect(lossAt(run, 10)).toBe(lossOf(10));
  });

  it('stay those of the last batch after a crash', () => {
    const run = runOf(10);
    applyEvent(run, { ...end, reason: 'crashed', loss: NaN });
    expect(lossAt(run, null)).toBe(lossOf(10));
  });
});

describe('activeAt', () => {
  it('replays findings up to the step', () => {
    const run = runOf(50);
    applyEvent(run, findingEvent({ step: 10, level: 'warning' }));
    applyEvent(run, findingEvent({ step: 20, level: 'alarm' }));
    applyEvent(run, findingEvent({ step: 30, level: 'cleared' }));
    const levelAt = (step: number | null) => activeAt(run, step).get('vanishing')?.level;
    expect([9, 10, 19, 20, 29, 30, null].map(levelAt)).toEqual([
      undefined,
      'warning',
      'warning',
      'alarm',
      'alarm',
      undefined,
      undefined,
    ]);
  });
});

describe('moveCursor', () => {
  it('visits all stops from live to the first step and back', () => {
    const run = runOf(1500);
    const stops: number[] = [];
    let at = moveCursor(run, null, -1);
    while (at !== null && at !== stops.at(-1)) {
      stops.push(at);
      at = moveCursor(run, at, -1);
    }
    expect(stops).toHaveLength(run.loss.length - 1);
    for (const stop of stops) expect(valueAt(run, run.loss, stop)).toEqual({ step: stop, value: lossOf(stop) });
    let back: number | null = stops.at(-1) ?? null;
    let moves = 0;
    while (back !== null) {
      back = moveCursor(run, back, 1);
      moves += 1;
    }
    expect(moves).toBe(run.loss.length);
  });

  it('moves to the neighbours of a step between two stops', () => {
    const run = runOf(1500);
    expect(run.loss.stride).toBe(4);
    expect(moveCursor(run, 1402, -1)).toBe(1400);
    expect(moveCursor(run, 1402, 1)).toBe(1404);
    expect(moveCursor(run, 1404, 1)).toBe(1408);
  });

  it('stays live without steps', () => {
    expect(moveCursor(createRunState('r', null), null, -1)).toBeNull();
    expect(moveCursor(runOf(5), null, 1)).toBeNull();
  });
});

describe('snapCursor', () => {
  it('returns the last exact step that is not later', () => {
    const run = runOf(5000);
    expect(snapCursor(run, 4990)).toBe(4990);
    expect(snapCursor(run, 4990) === snapCursor(run, 100)).toBe(false);
    expect(snapCursor(run, 103)).toBe(96);
    expect(snapCursor(run, 1)).toBe(run.loss.bucket(0)?.lastStep);
    expect(snapCursor(createRunState('r', null), 5)).toBeNull();
  });
});
