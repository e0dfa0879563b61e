// Compares the numbers and colours of panels with the events.
import { describe, expect, it } from 'vitest';
import type { StepEvent, WeightsEvent } from '../../../src/core/run/events.js';
import { columnOf, wholeDomain } from '../../../src/core/run/stepDomain.js';
import { chainOf } from '../../../src/ui/panels/chain.js';
import { changeInShort, kernelChange } from '../../../src/core/run/kernelChange.js';
import { axisRows, gutterOf } from '../../../src/ui/panels/timeAxis.js';
import { probeEvent, runEvent, stepEvent } from '../../core/run/events.js';
import { linesOf, made, painted, recorded, runOf, THEME, UI, viewOf } from './views.js';

describe('loss chart', () => {
  it('shows every one of nine spikes of one step among 5,000 at its true height', () => {
    const [width, height] = [90, 16];
    const tallest = 90;
    const spikes = new Map(Array.from({ length: 9 }, (_, i) => [217 + 530 * i, tallest - 7 * i]));
    const whisker = (state: ReturnType<typeof made>, yScale: 'linear' | 'log'): string[] =>
      linesOf('loss', viewOf([state], { ui: { yScale } }), width, height);
    const state = made(5000, (step) => ({ loss: spikes.get(step) ?? 0.5 }));
    const rows = height - axisRows(height);
    const domain = wholeDomain(5000, 5000, width - gutterOf(width));
    const top = {
      linear: (v: number) => v / (1.05 * tallest),
      log: (v: number) => Math.log(v / 0.5) / Math.log(tallest / 0.5),
    };
    for (const yScale of ['linear', 'log'] as const) {
      const lines = whisker(state, yScale);
      for (const [step, value] of spikes) {
        const row = Math.round((rows - 1) * (1 - top[yScale](value)));
        const x = gutterOf(width) + columnOf(domain, step);
        // A bucket of several steps may begin one column before its spike.
        const columns = [x - 1, x].map((at) => lines.findIndex((line) => line[at] === '┊'));
        expect(columns, `step ${step}, ${yScale}`).toContain(row);
      }
      expect(
        whisker(
          made(5000, () => ({ loss: 0.5 })),
          yScale,
        ).join(''),
      ).not.toContain('┊');
    }
  });
});

describe('layer table', () => {
  it('under the cursor shows the values of that very step', () => {
    const events = recorded('relu');
    const asked = events.find((event): event is StepEvent => event.type === 'step' && event.step === 77);
    const state = runOf(events);
    const shown = linesOf('layers', viewOf([state], { ui: { cursorStep: 77 } }), 60, 10).join('\n');
    const rms = asked?.layers?.gradRms[0] ?? NaN;
    expect(shown).toContain(Number(rms.toPrecision(2)).toString());
    expect(UI.cursorStep).toBeNull();
  });
});

describe('weights', () => {
  it('computes old, new, gradient and percent change', () => {
    const tensor = (values: number[]): { name: string; shape: number[]; values: number[] } => ({
      name: 'k',
      shape: [2, 2],
      values,
    });
    const change = kernelChange(tensor([1, -2, 0, 4]), tensor([0.9, -2, 0.5, 4.02]), 0.1);
    expect(change.percent[0]).toBeCloseTo(10);
    expect(change.percent[1]).toBe(0);
    expect(change.percent[2]).toBeNaN();
    expect(change.gradient[0]).toBeCloseTo(1);
    expect(change.gradient[3]).toBeCloseTo(-0.2);
    expect(change.unchanged).toBe(1);
    expect(change.belowOne).toBeCloseTo(2 / 3);
    expect(change.medianPercent).toBeCloseTo(0.5);
  });

  it('of 20 sigmoid layers: the panel reports that no bit of the first kernel has changed', () => {
    const events = recorded('sigmoid-glorot-20');
    const weights = events.filter((event): event is WeightsEvent => event.type === 'weights');
    expect(weights.at(-1)?.parameters[0]?.values).toEqual(weights[0]?.parameters[0]?.values);
    const shown = linesOf('weights', viewOf([runOf(events)]), 70, 12).join('\n');
    expect(shown).toContain('20 of 20 did not change in a single bit');
  });
});

describe('change in a table', () => {
  const kernels = (step: number, values: number[]): WeightsEvent => ({
    type: 'weights',
    runId: 'run-1',
    step,
    parameters: [{ name: 'hidden_1/kernel', layer: 0, shape: [2, 5], values }],
  });
  const ones = Array<number>(10).fill(1);
  const after = (median: number, values: number[]) =>
    runOf([
      runEvent({ depth: 1 }),
      kernels(0, ones),
      probeEvent(9, { percentChange: [median, 100] }),
      kernels(9, values),
    ]);
  const learning = (count: number): number[] => ones.map((one, i) => (i < count ? 2 * one : one));

  it('is the median', () => {
    expect(changeInShort(after(0.18, learning(3)), 0, null)).toBe('0.18 %');
    expect(changeInShort(after(0, ones), 0, null)).toBe('0 %');
  });

  it('is the share that moved if most weights stand still', () => {
    expect(changeInShort(after(0, learning(3)), 0, null)).toBe('in 30 %');
    expect(changeInShort(after(0.0004, learning(4)), 0, null)).toBe('in 40 %');
    expect(linesOf('layers', viewOf([after(0, learning(3))]), 60, 6).join('\n')).toContain(' in 30 %');
    expect(linesOf('runs', viewOf([after(0, learning(3))]), 100, 4).join('\n')).toContain(' in 30 %');
  });

  it('is the logged median if the log lacks the weights, and - without either', () => {
    expect(changeInShort(after(0, learning(3)), 1, null)).toBe('100 %');
    expect(changeInShort(runOf([runEvent({ depth: 1 }), probeEvent(9, { percentChange: [0, 0] })]), 0, null)).toBe(
      '0 %',
    );
    expect(changeInShort(runOf([runEvent({ depth: 1 })]), 0, null)).toBe('-');
  });
});

describe('chain', () => {
  it('multiplies mean |f| and gain from the last hidden layer towards the input', () => {
    const state = runOf([
      runEvent({ depth: 3, activation: 'sigmoid' }),
      stepEvent(1, { gradRms: [1e-4, 1e-3, 1e-2, 1] }),
      {
        ...probeEvent(1, { layers: 4 }),
        layers: {
          ...probeEvent(1, { layers: 4 }).layers,
          meanDerivative: [0.1, 0.2, 0.25, 0.25],
          backwardGain: [9, 2, 3, 5],
        },
      },
    ]);
    const probe = state.probes[0];
    if (probe === undefined) throw new Error('no probe');
    const [first, second, third] = chainOf(state, probe, null);
    expect(third).toMatchObject({ layer: 2, product: 1, measured: 1, theory: 1 });
    // delta(1) = W(2)^T delta(2) f'(z(1)): gain of layer 2's kernel, derivative of layer 1.
    expect(second?.factor).toBeCloseTo(3 * 0.2);
    expect(first?.product).toBeCloseTo(3 * 0.2 * (2 * 0.1));
    expect(first?.measured).toBeCloseTo(0.01);
    expect(first?.theory).toBeCloseTo(1 / 16);
  });
});

describe('data', () => {
  it('puts the boundary where the output crosses 1/2, regions tinted on either side', () => {
    const state = runOf([
      runEvent(
        {},
        {
          dataset: {
            name: 'two',
            samples: 2,
            features: 2,
            classes: 2,
            points: { x: [-1, 1], y: [0, 0], labels: [0, 1], axes: ['a', 'b'] },
          },
        },
      ),
      {
        type: 'boundary',
        runId: 'r',
        step: 1,
        xRange: [-2, 2],
        yRange: [-1, 1],
        columns: 4,
        rows: 2,
        values: [0, 0, 1, 1, 0, 0, 1, 1],
      },
    ]);
    const canvas = painted('data', viewOf([state]), 21, 7);
    const row = linesOf('data', viewOf([state]), 21, 7)[1] ?? '';
    expect(row.trim()).toBe('·');
    expect(Math.abs(row.indexOf('·') - 10)).toBeLessThanOrEqual(1);
    expect(canvas.bg[21 + 1]).toBe(THEME.regions[0]);
    expect(canvas.bg[21 + 19]).toBe(THEME.regions[1]);
    expect(linesOf('data', viewOf([state]), 21, 7).join('')).toMatch(/●.*△/);
  });
});
