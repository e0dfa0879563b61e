// The confusion panel: numbers where they fit, shades where they do not, and a reason where there is no matrix.
import { describe, expect, it } from 'vitest';
import { focusablePanels } from '../../../src/core/app/bindings/look.js';
import type { AppState } from '../../../src/core/app/state.js';
import type { GradtopEvent } from '../../../src/core/run/events.js';
import type { TableReport } from '../../../src/core/table/report.js';
import { confusionPanel } from '../../../src/ui/panels/confusion.js';
import { PANEL_ENTRIES } from '../../../src/ui/panels/index.js';
import { expectGolden } from '../../helpers/golden.js';
import { linesOf, MONO, runOf, viewOf } from './views.js';

const table = { target: { name: 'y' } } as unknown as TableReport;
const scored = (
  classNames: readonly string[],
  confusion: readonly number[] | undefined,
  held?: readonly number[],
): GradtopEvent[] => {
  const samples = (counts: readonly number[] = []): number => counts.reduce((sum, count) => sum + count, 0);
  const dataset = { name: 't.csv', samples: 20, features: 2, classes: classNames.length, classNames, table };
  return [
    { type: 'run', runId: 'run-1', dataset } as unknown as GradtopEvent,
    {
      type: 'scores',
      runId: 'run-1',
      step: 40,
      training: { samples: samples(confusion), ...(confusion === undefined ? {} : { confusion }) },
      ...(held === undefined ? {} : { validation: { samples: samples(held), confusion: held } }),
    } as unknown as GradtopEvent,
  ];
};
const IRIS = ['setosa', 'versicolor', 'a class with a long name'];
const held = [10, 0, 0, 0, 8, 2, 1, 0, 0];
/** 20 classes. All are right except class 18, half of which is taken for 19. Class 19 has no samples. */
const many = Array.from({ length: 400 }, (_, i) => (i === 378 || i === 379 ? 5 : i % 21 === 0 && i < 399 ? 10 : 0));

describe('paints', () => {
  it.each([
    ['numbers', IRIS, held, 78, 8],
    ['narrow', IRIS, held, 34, 6],
    ['many', Array.from({ length: 20 }, (_, i) => `digit ${i}`), many, 60, 14],
  ] as const)('%s', (name, names, counts, width, height) => {
    for (const ascii of [false, true]) {
      const view = viewOf([runOf(scored(names, [1, 0, 0, 1], counts))], { ascii, ...(ascii ? { theme: MONO } : {}) });
      const lines = [confusionPanel.title(view), ...linesOf('confusion', view, width, height)];
      expectGolden(`confusion-${name}${ascii ? '-ascii' : ''}`, lines);
    }
  });

  it('the samples held out, with recall and precision', () => {
    const view = viewOf([runOf(scored(IRIS, [1, 0, 0, 0, 1, 0, 0, 0, 1], held))], {});
    expect(confusionPanel.title(view)).toMatch(/21 validation .* 40/);
    const lines = linesOf('confusion', view, 78, 8);
    const row = lines[2] ?? '';
    expect(row).toMatch(/^versicolor .* 8 .* 2 .*80\.0 %/);
    expect(lines[4]).toMatch(/90\.9 %.*100 %.*0\.0 %/);
  });

  it('the worst classes first where not all have a row', () => {
    const view = viewOf(
      [
        runOf(
          scored(
            Array.from({ length: 20 }, (_, i) => `digit ${i}`),
            undefined,
            many,
          ),
        ),
      ],
      {},
    );
    const lines = linesOf('confusion', view, 60, 14);
    expect(lines[1]?.trimEnd()).toMatch(/^digit 18 .*50\.0 %$/);
    expect(lines[2]?.trimEnd()).toMatch(/^digit 0 .*100 %$/);
    expect(lines[13]).toMatch(/^8 more/);
  });

  it('a reason where no classes are scored', () => {
    const words = (events: GradtopEvent[]): string => linesOf('confusion', viewOf([runOf(events)], {}), 78, 8).join('');
    const [run] = scored([], undefined);
    expect(words([run!])).toContain('number');
    expect(words(scored(['u', 'v'], undefined))).toContain('no answers');
    expect(words([{ ...run, dataset: { samples: 3 } } as unknown as GradtopEvent])).toContain('no answers');
  });
});

it('tab stops there only where classes are scored', () => {
  const panels = (events: GradtopEvent[]): readonly string[] => {
    const run = runOf(events);
    const state = { panels: PANEL_ENTRIES, order: ['a'], runs: new Map([['a', run]]), focus: 'a' };
    return focusablePanels(state as unknown as AppState);
  };
  expect(panels(scored(IRIS, held))).toContain('confusion');
  expect(panels(scored(IRIS, undefined))).not.toContain('confusion');
});
