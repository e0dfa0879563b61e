// An axis as people write it, and every way of writing it wrong.
import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { kebab } from '../../../src/core/config/describe.js';
import { SWEEP_FIELDS } from '../../../src/core/config/settings/index.js';
import { parseAxis } from '../../../src/core/sweep/axis.js';
import { fc } from '../../helpers/property.js';

it('docs/sweep.md lists every field of an axis', () => {
  const page = readFileSync(new URL('../../../docs/sweep.md', import.meta.url), 'utf8');
  const listed = /Fields: ([^.]+)\./.exec(page)?.[1]?.split(/,\s+/) ?? [];
  expect(listed.toSorted()).toEqual(SWEEP_FIELDS.map(kebab).toSorted());
});

describe('parseAxis', () => {
  it.each([
    ['depth=1..30', 4, [1, 11, 20, 30]],
    ['depth=1..3', 10, [1, 2, 3]],
    ['depth=5..5', 10, [5]],
    ['depth=2,4,8', 10, [2, 4, 8]],
    ['depth=8,8,2', 10, [8, 2]],
    ['initializer-gain=0.2..4', 3, [0.2, 2.1, 4]],
    ['learning-rate=0.001..1:log', 4, [0.001, 0.01, 0.1, 1]],
    ['learning-rate=1e-3..1e-1:log', 3, [0.001, 0.01, 0.1]],
    [' width=10,20 ', 2, [10, 20]],
    ['learningRate=0.1,1', 2, [0.1, 1]],
  ])('%s in %i points', (text, points, values) => {
    expect(parseAxis(text, points).values).toEqual(values);
  });

  it.each([
    ['depth', /expected field=low\.\.high or field=a,b,c/],
    ['', /expected field=low/],
    ['dpeth=1..3', /"dpeth" cannot be swept \(did you mean depth\?\); allowed: noise, depth, width/],
    ['Depth=1..3', /"Depth" cannot be swept \(did you mean depth\?\)/],
    ['activation=relu', /"activation" cannot be swept/],
    ['depth=a..b', /expected field|allowed: low/],
    ['depth=1.5..3', /"1\.5\.\.3" is not allowed; allowed: whole numbers/],
    ['depth=3..1', /"3\.\.1" is not allowed; allowed: low\.\.high with low at most high/],
    ['depth=1..', /allowed: low\.\.high/],
    ['depth=1,x', /"x" is not allowed; allowed: a list of numbers$/],
    ['depth=1,,3', /"" is not allowed; allowed: a list of numbers$/],
    ['clip-norm=null,1', /^axis clip-norm: "null" is not allowed; .*none is no value of an axis, but --clip-norm none/],
    ['learning-rate=0..1:log', /a :log range must start above 0, got 0/],
    ['learning-rate=1..2:lg', /allowed: low\.\.high/],
  ])('refuses %j in one line', (text, line) => {
    expect(() => parseAxis(text, 5)).toThrow(line);
    try {
      parseAxis(text, 5);
    } catch (error) {
      expect((error as Error).message).not.toContain('\n');
    }
  });

  it('has the requested ends, order and number of points', () => {
    const ends = fc.tuple(fc.integer({ min: 1, max: 500 }), fc.integer({ min: 1, max: 500 })).filter(([a, b]) => a < b);
    fc.assert(
      fc.property(ends, fc.integer({ min: 2, max: 60 }), fc.boolean(), ([low, high], points, log) => {
        const { values } = parseAxis(`learning-rate=${low}..${high}${log ? ':log' : ''}`, points);
        expect(values).toHaveLength(points);
        expect(values[0]).toBe(low);
        expect(values.at(-1)).toBeCloseTo(high, 3);
        values.slice(1).forEach((value, i) => expect(value).toBeGreaterThan(values[i] ?? NaN));
      }),
    );
  });
});
