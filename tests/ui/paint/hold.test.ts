// The held column: its former sum while frozen, its present sum otherwise. All other columns are always current.
import { expect, it } from 'vitest';
import { ColumnHold } from '../../../src/ui/paint/hold.js';
import { Columns } from '../../../src/ui/paint/columns.js';
import type { StepDomain } from '../../../src/core/run/stepDomain.js';

const domain: StepDomain = { first: 1, span: 40, columns: 4 };
/** The shown sums of columns, of which the last is held. */
function shown(hold: ColumnHold, key: string, values: readonly number[], step: number, on = domain): number[] {
  const columns = new Columns(values.length);
  values.forEach((value, x) => {
    columns.add(x, value);
  });
  hold.hold(key, columns, step, on);
  return values.map((_, x) => columns.sum(x));
}

it('keeps the filling column while frozen, and shows it when it is full', () => {
  const hold = new ColumnHold();
  const at = (step: number, ...values: number[]): number[] => shown(hold, 'a', values, step);
  expect(at(12, 5, 1, 0, 0)).toEqual([5, 1, 0, 0]);
  hold.frozen = true;
  expect(at(15, 5, 2, 0, 0)).toEqual([5, 1, 0, 0]);
  // The next column has begun. The one before is complete, and the new one stays as it was until a full paint.
  expect(at(22, 5, 3, 7, 0)).toEqual([5, 3, 0, 0]);
  hold.frozen = false;
  expect(at(24, 5, 3, 8, 0)).toEqual([5, 3, 8, 0]);
  hold.frozen = true;
  expect(at(26, 5, 3, 9, 0)).toEqual([5, 3, 8, 0]);
});

it('keeps nothing after a change of the domain, between series, or at the end', () => {
  const hold = new ColumnHold();
  shown(hold, 'a', [5, 1, 0, 0], 12);
  hold.frozen = true;
  expect(shown(hold, 'b', [5, 2, 0, 0], 15)).toEqual([5, 0, 0, 0]);
  expect(shown(hold, 'a', [5, 2, 0, 0], 15, { ...domain, span: 36 })).toEqual([5, 0, 0, 0]);
  expect(shown(hold, 'a', [5, 2, 3, 9], 40)).toEqual([5, 2, 3, 9]);
});

it('forgets a series that a full frame did not paint', () => {
  const hold = new ColumnHold();
  const first = (key: string): number[] => shown(hold, key, [5, 2, 0, 0], 12);
  first('gone');
  hold.frozen = false;
  first('here');
  hold.frozen = true;
  expect([first('here'), first('gone')]).toEqual([
    [5, 2, 0, 0],
    [5, 0, 0, 0],
  ]);
});
