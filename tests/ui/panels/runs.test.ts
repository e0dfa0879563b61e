// The table of runs: its order by any column, pinned ones on top, hidden ones still listed.
import { describe, expect, it } from 'vitest';
import { SORT_KEYS, type RunSort } from '../../../src/core/app/state.js';
import { textWidth } from '../../../src/core/text/width.js';
import type { PanelView } from '../../../src/ui/panels/panel.js';
import { runEvent, stepEvent } from '../../core/run/events.js';
import { linesOf, painted, recorded, runOf, THEME, viewOf } from './views.js';

const LOGS = ['vanishing-sigmoid', 'relu', 'exploding-rnn'] as const;
const states = LOGS.map((name) => runOf(recorded(name)));

const view = (sort: RunSort, change: (view: PanelView) => Partial<PanelView> = () => ({})): PanelView => {
  const plain = viewOf(states, { ui: { sort } });
  return { ...plain, ...change(plain) };
};
/** Marks of the runs from top to bottom. */
const order = (shown: PanelView): string =>
  linesOf('runs', shown, 140, 10)
    .slice(1, 4)
    .map((line) => line.charAt(2))
    .join('');

describe('the table of runs', () => {
  // Losses 0.6920, 7.47e-4 and 1.1290; accuracies 65, 100 % and none; R 5e-4, 0.82 and none; the recurrent one ended by NaN.
  it.each([
    ['place', '123', '321'],
    ['loss', '213', '312'],
    ['accuracy', '123', '213'],
    ['R', '123', '213'],
    ['slope', '213', '123'],
  ] as const)('by %s', (by, rising, falling) => {
    expect(order(view({ by, reversed: false }))).toBe(rising);
    expect(order(view({ by, reversed: true }))).toBe(falling);
  });

  it('has the losses on held-out samples where a run has some, in 80 columns too', () => {
    const held = [0.8, 0.4].map((valLoss) =>
      runOf([runEvent(), stepEvent(1), { type: 'epoch', runId: 'r', step: 1, epoch: 1, loss: 0.1, valLoss }]),
    );
    const rows = linesOf('runs', viewOf(held, { ui: { sort: { by: 'validation', reversed: false } } }), 78, 6);
    expect(rows[0]).toContain(' validation ');
    expect(rows.slice(1, 3).map((row) => / 0\.[48]000 /.exec(row)?.[0])).toEqual([' 0.4000 ', ' 0.8000 ']);
    expect(linesOf('runs', view({ by: 'place', reversed: false }), 140, 10)[0]).not.toContain('validation');
  });

  it('has the worst verdict first', () => {
    expect(order(view({ by: 'verdict', reversed: false })).endsWith('2')).toBe(true);
  });

  it('sorts by each key of `S`, with every run once', () => {
    for (const by of SORT_KEYS) expect([...order(view({ by, reversed: false }))].sort().join('')).toBe('123');
  });

  it('keeps pinned runs on top', () => {
    const pinned = view({ by: 'loss', reversed: false }, ({ allRuns }) => ({
      allRuns: allRuns.map((run) => (run.slot === 2 ? { ...run, pinned: true } : run)),
    }));
    expect(order(pinned)).toBe('321');
    expect(linesOf('runs', pinned, 140, 10)[1]).toMatch(/^ ◆3/);
  });

  it('gives a name as many cells as it takes, in the legend of the losses too', () => {
    const named = view({ by: 'place', reversed: false }, ({ runs }) => {
      const wide = runs.map((run, i) =>
        i === 1 ? { ...run, label: '漢字漢字漢字漢字漢字' } : { ...run, label: 'ab' },
      );
      return { runs: wide, allRuns: wide, focus: wide[0]! };
    });
    expect(linesOf('runs', named, 140, 10).join()).toContain('漢字漢字漢字漢字漢字');
    // The legend's three rows end in the last column.
    const legend = linesOf('loss', named, 140, 20).filter((line) => /[123] (ab|漢)/.test(line));
    expect(legend.map((line) => textWidth(line.trimEnd()))).toEqual([140, 140, 140]);
  });

  it("keeps a curve's own glyphs off the losses of the legend", () => {
    // One curve stays at the top. The other falls halfway to the bottom, where the legend in the lower left corner ends.
    const made = [() => 10, (step: number) => (step < 400 ? 9 : 0.001)].map((lossOf) =>
      runOf([runEvent(), ...Array.from({ length: 800 }, (_, at) => stepEvent(at + 1, { loss: lossOf(at) }))]),
    );
    for (let width = 50; width < 72; width += 1) {
      const legend = linesOf('loss', viewOf(made), width, 14).filter((line) => / [12] test +\S/.test(line));
      expect(legend).toHaveLength(2);
      for (const row of legend) expect(row).toMatch(/ [12] test +(?:10\.0+|0\.0010)(?: |$)/);
    }
  });

  it('lists hidden runs muted, with the word hidden', () => {
    const hidden = view({ by: 'place', reversed: false }, ({ allRuns }) => ({
      allRuns: allRuns.map((run) => (run.slot === 1 ? { ...run, hidden: true } : run)),
    }));
    expect(linesOf('runs', hidden, 140, 10)[2]).toMatch(/relu +hidden +6\.73e-4/);
    expect(painted('runs', hidden, 140, 10).fg[2 * 140 + 4]).toBe(THEME.muted);
  });

  it('marks where runs lie outside, and where the verdict below is cut', () => {
    const by: RunSort = { by: 'place', reversed: false };
    const ends = (shown: PanelView, height: number): string[] =>
      linesOf('runs', shown, 40, height).map((line) => line.padEnd(40).charAt(39));
    expect(ends(view(by), 3)).toEqual([' ', expect.anything(), '▼']);
    expect(
      ends(
        view(by, ({ runs }) => ({ focus: runs[2]! })),
        3,
      )[1],
    ).toBe('▲');
    expect(ends(view(by), 9).join('')).not.toMatch(/[▲▼]/);
    expect(linesOf('runs', view(by), 40, 6)[5]).toMatch(/^1 gradient vanishes: .*…$/);
    expect(linesOf('runs', view(by), 40, 12).join('')).not.toContain('…');
  });
});
