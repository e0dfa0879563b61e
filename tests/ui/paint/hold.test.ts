// The held column: as it was while frozen, as it is otherwise; all others always as they are.
import { expect, it } from 'vitest';
import { ColumnHold } from '../../../src/ui/paint/hold.js';
import { emptyColumn, type Column, type StepDomain } from '../../../src/ui/paint/resample.js';

const domain: StepDomain = { first: 1, span: 40, columns: 4 };
const column = (value: number): Column => ({
  ...emptyColumn(),
  count: 1,
  samples: 1,
  sum: value,
  min: value,
  max: value,
  last: value,
});
const sums = (columns: readonly Column[]): number[] => columns.map(({ sum }) => sum);

it('keeps the column that fills while frozen, and shows it when it is full', () => {
  const hold = new ColumnHold();
  const at = (step: number, ...values: number[]): number[] => sums(hold.hold('a', values.map(column), step, domain));
  expect(at(12, 5, 1, 0, 0)).toEqual([5, 1, 0, 0]);
  hold.frozen = true;
  expect(at(15, 5, 2, 0, 0)).toEqual([5, 1, 0, 0]);
  // The next one has begun: the one before is whole, and the new one waits for a frame that paints all.
  expect(at(22, 5, 3, 7, 0)).toEqual([5, 3, 0, 0]);
  hold.frozen = false;
  expect(at(24, 5, 3, 8, 0)).toEqual([5, 3, 8, 0]);
  hold.frozen = true;
  expect(at(26, 5, 3, 9, 0)).toEqual([5, 3, 8, 0]);
});

it('keeps nothing over a change of the domain, between series, or at the end', () => {
  const hold = new ColumnHold();
  hold.hold('a', [5, 1, 0, 0].map(column), 12, domain);
  hold.frozen = true;
  expect(sums(hold.hold('b', [5, 2, 0, 0].map(column), 15, domain))).toEqual([5, 0, 0, 0]);
  expect(sums(hold.hold('a', [5, 2, 0, 0].map(column), 15, { ...domain, span: 36 }))).toEqual([5, 0, 0, 0]);
  expect(sums(hold.hold('a', [5, 2, 3, 9].map(column), 40, domain))).toEqual([5, 2, 3, 9]);
});

it('forgets the series that a whole frame did not paint: its run may be gone', () => {
  const hold = new ColumnHold();
  const first = (key: string): number[] => sums(hold.hold(key, [5, 2, 0, 0].map(column), 12, domain));
  first('gone');
  hold.frozen = false;
  first('here');
  hold.frozen = true;
  expect([first('here'), first('gone')]).toEqual([
    [5, 2, 0, 0],
    [5, 0, 0, 0],
  ]);
});
