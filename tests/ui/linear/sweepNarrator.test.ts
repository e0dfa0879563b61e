// A sweep map in lines: progress by tenths, the cell under the cursor, the sentences at the end.
import { expect, it } from 'vitest';
import { updateExplore } from '../../../src/core/sweep/explore.js';
import { initialExplore } from '../../../src/core/sweep/exploreState.js';
import { SweepNarrator } from '../../../src/ui/linear/sweepNarrator.js';
import { BASE, mapOf, planOf } from '../../helpers/sweepMaps.js';

const plan = planOf();
const whole = mapOf(plan);
const begun = initialExplore({
  plan,
  base: BASE,
  size: { columns: 80, rows: 24 },
  metric: 'loss',
  theme: 'dark',
  themes: ['dark'],
});

it('names the axes, then says each tenth once', () => {
  const map = mapOf(plan, 3);
  const narrator = new SweepNarrator(() => map);
  expect(narrator.greeting(begun)[0]).toBe(
    'sweep of tanh: across depth from 1 to 10, 10 values; up initializer-gain from 0.5 to 4, 8 values; measure loss',
  );
  expect(narrator.news(begun)).toEqual([]);
  for (const [key, cell] of mapOf(plan, 9).cells) map.cells.set(key, cell);
  expect(narrator.news(begun)).toEqual([expect.stringMatching(/^9 of 80 cells done, \d+ train$/)]);
  expect(narrator.news(begun)).toEqual([]);
});

it('reads the cell under the cursor and the measure', () => {
  const narrator = new SweepNarrator(() => whole);
  narrator.news(begun);
  const right = updateExplore(begun, { type: 'key', key: 'right' }).state;
  expect(narrator.news(right)).toEqual([expect.stringMatching(/^depth 2, initializer-gain 0\.5: .*; loss \S+$/)]);
  const metric = updateExplore(right, { type: 'key', key: 'm' }).state;
  expect(narrator.news(metric)).toEqual([expect.stringMatching(/^measure accuracy; accuracy /)]);
});

it('says the end with its sentences, and answers s and ?', () => {
  const narrator = new SweepNarrator(() => whole);
  narrator.news(begun);
  const done = updateExplore(begun, { type: 'whole' }).state;
  expect(narrator.news(done).slice(0, 2)).toEqual([
    'every cell is done',
    expect.stringMatching(/^\d+ of 80 cells train/),
  ]);
  const asked = narrator.take('s', done);
  expect('lines' in asked ? asked.lines[0] : '').toMatch(/^80 of 80 cells done/);
  expect('lines' in narrator.take('?', done)).toBe(true);
  expect(narrator.take('enter', done)).toEqual({ key: 'enter' });
});
