// A run's state from its events: whole, thinned, foreign, and bounded in memory.
import { describe, expect, it } from 'vitest';
import { applyEvent, createRunState, KEPT, RECENT_STEPS } from '../../../src/core/run/applyEvent.js';
import type { GradtopEvent, StepLayers } from '../../../src/core/run/events.js';
import { measureSpeed } from '../../../src/core/run/speed.js';
import { findingEvent, probeEvent, runEvent, stepEvent } from './events.js';
import { fc, runs } from '../../helpers/property.js';

const build = (events: readonly GradtopEvent[]) => {
  const run = createRunState('r', null);
  for (const event of events) applyEvent(run, event);
  return run;
};
const end = {
  type: 'end',
  runId: 'r',
  step: 3,
  reason: 'completed',
  loss: 0.1,
  accuracy: 1,
  elapsedMs: 5,
  weightChange: [],
  message: '',
} as const;

describe('applyEvent', () => {
  it('goes through all statuses of a run', () => {
    const run = createRunState('r', null);
    expect(run.status).toBe('starting');
    applyEvent(run, runEvent());
    expect(run.status).toBe('running');
    expect(run.config?.depth).toBe(7);
    applyEvent(run, { type: 'control', runId: 'r', step: 0, action: 'pause' });
    expect(run.status).toBe('paused');
    applyEvent(run, { type: 'control', runId: 'r', step: 0, action: 'resume' });
    expect(run.status).toBe('running');
    applyEvent(run, end);
    expect(run).toMatchObject({ status: 'ended', end: { reason: 'completed' }, version: 4 });
  });

  it('keeps the configuration that was asked for', () => {
    const asked = runEvent({ depth: 3 }).config;
    const run = createRunState('r', { ...asked, outputActivation: 'auto', loss: 'auto' });
    applyEvent(run, runEvent({ depth: 9 }));
    expect(run.config).toMatchObject({ depth: 3, outputActivation: 'auto' });
  });

  it('puts per-layer figures into one series for each layer; null is not a sample', () => {
    const run = build([stepEvent(1, { gradRms: [1, 2] }), stepEvent(2, { gradRms: [3, 4] })]);
    expect(run.layers.gradRms.map((series) => series.latest)).toEqual([3, 4]);
    expect(run.layers.updateRms.map((series) => series.length)).toEqual([2, 2]);
    expect(run.layers.dead.map((series) => series.length)).toEqual([0, 0]);
    applyEvent(run, probeEvent(0, { dead: [0.4, null] }));
    expect(run.layers.dead[0]?.latest).toBe(0.4);
    expect(run.layers.dead[1]?.length).toBe(0);
  });

  it('does not turn null into NaN for a layer that another program did not sample', () => {
    const sparse = { ...stepEvent(1).layers, gradRms: [1, null] } as unknown as StepLayers;
    const run = build([{ ...stepEvent(1), layers: sparse }, stepEvent(2, { gradRms: [3, 4] })]);
    expect(Array.from(run.recent[0]?.layers?.gradRms ?? [])).toEqual([1, null]);
    expect(Array.from(run.recent[1]?.layers?.gradRms ?? [])).toEqual([3, 4]);
    // The records are used again, with nulls and without.
    for (let step = 3; step < 2500; step += 1)
      applyEvent(run, step % 2 === 0 ? stepEvent(step, { gradRms: [3, 4] }) : { ...stepEvent(step), layers: sparse });
    for (const event of run.recent)
      expect(Array.from(event.layers?.gradRms ?? [])).toEqual(event.step % 2 === 0 ? [3, 4] : [1, null]);
  });

  it('accepts a log of steps and losses alone', () => {
    const foreign = [1, 2, 3].map((step): GradtopEvent => ({ type: 'step', runId: 'r', step, loss: 1 / step }));
    const run = build(foreign);
    expect(run).toMatchObject({ status: 'running', step: 3, run: null, config: null, epoch: 0 });
    expect(run.loss.latest).toBeCloseTo(1 / 3, 12);
    expect(run.layers.gradRms).toEqual([]);
    expect(run.accuracy.length).toBe(0);
  });

  it('ignores types it does not know', () => {
    const run = build([{ type: 'weather', runId: 'r' } as unknown as GradtopEvent]);
    expect(run.step).toBe(0);
  });

  it('keeps the active findings in the order in which they began', () => {
    const run = build([
      findingEvent({ level: 'warning' }),
      findingEvent({ rule: 'plateau', step: 20 }),
      findingEvent({ level: 'alarm', step: 30 }),
      findingEvent({ rule: 'plateau', level: 'cleared', step: 40 }),
    ]);
    expect([...run.active.keys()]).toEqual(['vanishing']);
    expect(run.active.get('vanishing')?.step).toBe(30);
    expect(run.findings.map((one) => one.step)).toEqual([10, 20, 30, 40]);
  });

  it('keeps the last steps whole', () => {
    const run = createRunState('r', null);
    for (let step = 1; step <= 3000; step += 1) {
      applyEvent(run, stepEvent(step));
      expect(run.recent.length).toBeGreaterThanOrEqual(Math.min(step, RECENT_STEPS));
      expect(run.recent.length).toBeLessThanOrEqual(2 * RECENT_STEPS);
    }
    const steps = run.recent.map((event) => event.step);
    expect(steps.at(-1)).toBe(3000);
    expect(steps).toEqual(steps.map((_, index) => 3001 - steps.length + index));
  });

  it('thins long histories and keeps the first and the last entry', () => {
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 1500 }), (count) => {
        const run = createRunState('r', null);
        for (let i = 0; i < count; i += 1) applyEvent(run, probeEvent(i, { layers: 1 }));
        expect(run.probes.length).toBeLessThanOrEqual(KEPT.probes);
        expect([run.probes[0]?.step, run.probes.at(-1)?.step]).toEqual([0, count - 1]);
      }),
      { numRuns: runs(20) },
    );
  });

  it('limits kernels by size and findings by number', () => {
    const run = createRunState('r', null);
    const values = new Float32Array(512 * 512);
    for (let step = 0; step < 60; step += 1)
      applyEvent(run, {
        type: 'weights',
        runId: 'r',
        step,
        parameters: [{ name: 'k', shape: [512, 512], values, layer: 0 }],
      });
    expect(run.weights.length).toBeLessThanOrEqual(4);
    expect([run.weights[0]?.step, run.weights.at(-1)?.step]).toEqual([0, 59]);
    for (let step = 0; step < 5000; step += 1) applyEvent(run, findingEvent({ step }));
    expect(run.findings.length).toBeLessThanOrEqual(KEPT.findings);
    expect([run.findings[0]?.step, run.findings.at(-1)?.step]).toEqual([0, 4999]);
  });
});

describe('memory', () => {
  it('holds the arrays of nine deep runs of a million steps below 300 MB', () => {
    // The arrays of the series do not grow; what one run of 51 layers holds after any number of steps, times nine.
    const run = createRunState('r', null);
    const gradRms = Array.from({ length: 51 }, () => 0.01);
    for (let step = 1; step <= 2000; step += 1) applyEvent(run, stepEvent(step, { gradRms }));
    const all = [run.loss, run.accuracy, run.gradNorm, run.clipped, run.valLoss, ...Object.values(run.layers).flat()];
    const bytes = all.reduce((sum, series) => sum + series.capacity * 8 * 8, 0);
    const recent = 2 * RECENT_STEPS * 7 * 51 * 8;
    expect(9 * (bytes + recent)).toBeLessThan(200e6);
  });
});

describe('measureSpeed', () => {
  it('is the slope over the last seconds, and null when nothing runs', () => {
    const run = build([runEvent()]);
    measureSpeed(run, 1000);
    expect(run.stepsPerSecond).toBeNull();
    run.step = 100;
    expect(measureSpeed(run, 1100)).toBe(false);
    run.step = 500;
    measureSpeed(run, 2000);
    expect(run.stepsPerSecond).toBe(500);
    for (let now = 2200; now <= 9000; now += 200) {
      run.step += 20;
      measureSpeed(run, now);
    }
    expect(run.stepsPerSecond).toBeCloseTo(100, 6);
    run.status = 'paused';
    expect(measureSpeed(run, 9500)).toBe(true);
    expect(run.stepsPerSecond).toBeNull();
  });
});
