// The panel of predicted against true values: points, the diagonal, and a reason where there are none.
import { expect, it } from 'vitest';
import { focusablePanels } from '../../../src/core/app/bindings/look.js';
import type { AppState } from '../../../src/core/app/state.js';
import type { GradtopEvent } from '../../../src/core/run/events.js';
import type { TableReport } from '../../../src/core/table/report.js';
import { PANEL_ENTRIES } from '../../../src/ui/panels/index.js';
import { predictedPanel } from '../../../src/ui/panels/predicted.js';
import { expectGolden } from '../../helpers/golden.js';
import { linesOf, MONO, runOf, viewOf } from './views.js';

const table = { target: { name: 'price' } } as unknown as TableReport;
const scored = (truth?: readonly number[], predicted: readonly number[] = []): GradtopEvent[] => [
  {
    type: 'run',
    runId: 'run-1',
    dataset: { name: 't.csv', samples: 9, features: 2, classes: 0, target: 'price', table },
  } as unknown as GradtopEvent,
  {
    type: 'scores',
    runId: 'run-1',
    step: 40,
    training: { samples: 9, r2: 0.875, ...(truth === undefined ? {} : { truth, predicted }) },
  } as unknown as GradtopEvent,
];
const PRICES = [10, 20, 30, 40, 50, 60, 70, 80, 90];

it.each([false, true])('draws the points, ASCII %s', (ascii) => {
  const view = viewOf([runOf(scored(PRICES, [12, 18, 30, 45, 50, 55, 72, NaN, 95]))], {
    ascii,
    ...(ascii ? { theme: MONO } : {}),
  });
  expect(predictedPanel.title(view)).toMatch(/9 training .* 40/);
  expectGolden(`predicted-prices${ascii ? '-ascii' : ''}`, linesOf('predicted', view, 60, 16));
});

it('a perfect answer lies on the diagonal alone', () => {
  const lines = linesOf('predicted', viewOf([runOf(scored(PRICES, PRICES))], {}), 60, 16);
  const columns = lines.slice(0, 13).map((line) => line.search(/[^\s\d.│┤─]/));
  expect(columns.every((column, i) => i === 0 || column < columns[i - 1]!)).toBe(true);
});

it.each([
  ['without predictions', scored(), 'nothing predicted yet'],
  ['only infinite ones', scored([NaN], [Infinity]), 'no finite number'],
])('%s', (_, events, words) => {
  expect(linesOf('predicted', viewOf([runOf(events)], {}), 60, 16).join('')).toContain(words);
});

it('tab reaches it if a number is predicted', () => {
  const ring = (events: GradtopEvent[]): readonly string[] => {
    const run = runOf(events);
    const runs = new Map([['run-1', run]]);
    return focusablePanels({ panels: PANEL_ENTRIES, order: ['run-1'], runs, focus: 'run-1' } as unknown as AppState);
  };
  expect(ring(scored(PRICES, PRICES))).toContain('predicted');
  expect(ring(scored())).not.toContain('predicted');
});
