// The panel of figures without a panel of their own.
import { expect, it } from 'vitest';
import { layoutOf } from '../../../src/ui/screen.js';
import type { AppState } from '../../../src/core/app/state.js';
import type { GradtopEvent } from '../../../src/core/run/events.js';
import { linesOf, MONO, runOf, viewOf } from './views.js';

const steps = (count: number, scalars: (step: number) => Record<string, number>): GradtopEvent[] =>
  Array.from({ length: count }, (_, i) => ({
    type: 'step',
    runId: 'run',
    step: i + 1,
    loss: 1,
    scalars: scalars(i + 1),
  }));

it('shows the last value and the curve of each figure', () => {
  const run = runOf(steps(40, (step) => ({ rising: step, 'val/f1': 0.5, broken: step === 20 ? NaN : 1 })));
  const lines = linesOf('metrics', viewOf([run], {}), 60, 5);
  expect(lines.map((line) => line.trim().split(/ +/).slice(0, 2))).toEqual([
    ['rising', '40'],
    ['val/f1', '0.5'],
    ['broken', '1'],
    [''],
    [''],
  ]);
  const course = [...(lines[0] ?? '').replace(/[^▁-█]/g, '')].map((glyph) => '▁▂▃▄▅▆▇█'.indexOf(glyph));
  expect(course).toEqual(course.toSorted((a, b) => a - b));
  expect([course[0], course.at(-1)]).toEqual([0, 7]);
  expect(lines[2]).toContain('x');
});

it('counts the figures for which there is no row, and shows the values at the time cursor', () => {
  const run = runOf(steps(30, (step) => Object.fromEntries(Array.from({ length: 9 }, (_, i) => [`f${i}`, i + step]))));
  const view = viewOf([run], { ascii: true, theme: MONO, ui: { cursorStep: 10 } });
  const lines = linesOf('metrics', view, 40, 4);
  expect(lines[0]).toMatch(/^f0 +10 /);
  expect(lines[3]).toContain('6 more');
});

it('gets the room of the panels for data and layers if the log has neither', () => {
  const panels = (events: GradtopEvent[]): string[] => {
    const view = viewOf([runOf(events)], {});
    const state = {
      size: { columns: 120, rows: 40 },
      ui: view.ui,
      order: ['run'],
      focus: 'run',
      runs: new Map([['run', view.focus.state]]),
      lesson: null,
    } as unknown as AppState;
    return layoutOf(state)?.bands.flatMap((band) => band.map(({ id }) => id)) ?? [];
  };
  expect(panels(steps(3, () => ({ other: 1 })))).toEqual(['loss', 'heatmap', 'metrics']);
  expect(panels(steps(3, () => ({})))).toEqual(['loss', 'heatmap']);
});
