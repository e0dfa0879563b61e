// The coordinate check on sizes that follow known powers of the width.
import { describe, expect, it } from 'vitest';
import { parseConfig } from '../../../src/core/config/presets.js';
import { coordinateJson, coordinateLines } from '../../../src/core/sweep/coordinateWords.js';
import { checkCoordinates, logSlope, type Coordinates } from '../../../src/core/sweep/coordinates.js';

const NAMES = ['hidden_1', 'output'];
const WIDTHS = [16, 32, 64];

/** `sizes`, `changes`: the exponent of each layer; `noise`: factor between seeds, larger for wider networks. */
function runs(sizes: readonly number[], changes: readonly number[], noise = 0, seeds = 2): Coordinates[] {
  return WIDTHS.flatMap((width) =>
    Array.from({ length: seeds }, (_, seed) => {
      const at = (exponent: number): number => width ** (exponent + noise * (seed - (seeds - 1) / 2));
      return {
        ...{ width, seed },
        size: [sizes.map((one) => width ** one), sizes.map((one) => width ** one)],
        change: [sizes.map(() => 0), changes.map(at)],
      };
    }),
  );
}

describe('checkCoordinates', () => {
  it('finds the exponents, and that a network whose layers all stay alike transfers', () => {
    const { layers, faults, transfers } = checkCoordinates(runs([0, -0.5], [0.01, -0.02]), NAMES);
    expect(layers[0]?.change[1]?.slope).toBeCloseTo(0.01, 12);
    expect(layers[1]?.size[0]?.slope).toBeCloseTo(-0.5, 12);
    // A smaller output at the start is as it should be.
    expect([faults, transfers]).toEqual([[], 'yes']);
  });

  it.each([
    ['an output that grows', runs([0, 0], [0, 1]), 'output', 'grows', 'change'],
    ['a hidden layer that moves less', runs([0, 0], [-0.5, 0]), 'hidden_1', 'shrinks', 'change'],
    ['a hidden layer that is larger', runs([0.5, 0], [0, 0]), 'hidden_1', 'grows', 'size'],
    ['an output that is larger', runs([0, 0.5], [0, 0]), 'output', 'grows', 'size'],
    ['a value that is not finite', runs([0, 0], [NaN, 0]), 'hidden_1', 'none', 'change'],
  ] as const)('%s does not transfer', (_, measured, layer, scaling, what) => {
    const { faults, transfers } = checkCoordinates(measured, NAMES);
    expect(transfers).toBe('no');
    expect(faults[0]).toMatchObject({ layer, scaling, what });
  });

  it('is unclear where the seeds lie on both sides of the limit', () => {
    expect(checkCoordinates(runs([0, 0], [0.24, 0], 0.2), NAMES).transfers).toBe('unclear');
    expect(checkCoordinates(runs([0, 0], [0.24, 0], 0.001), NAMES).transfers).toBe('yes');
  });

  it('has an error of the slope with several seeds only', () => {
    expect(checkCoordinates(runs([0, 0], [0, 0], 0.2), NAMES).layers[0]?.change[1]?.error).toBeCloseTo(0.1, 12);
    expect(checkCoordinates(runs([0, 0], [0, 0], 0, 1), NAMES).layers[0]?.change[1]?.error).toBeNaN();
  });
});

it('a slope needs positive finite values', () => {
  expect(logSlope([[1, 3], [10, 300]])).toBeCloseTo(2, 12); // prettier-ignore
  expect(logSlope([[1, 0], [10, 1]])).toBeNaN(); // prettier-ignore
});

it('the text names the worst layer with its numbers; the JSON has every value', () => {
  const config = parseConfig({ name: 'mine' }, 'test');
  const report = { config, backend: 'compiled', widths: WIDTHS, seeds: 2, names: NAMES, runs: runs([0, 0], [0, 1]) };
  const text = coordinateLines(report).join('\n');
  expect(text).toContain('widths 16 32 64');
  expect(text).toContain('the change of output grows at step 1 as width^1.00');
  expect(text).toContain('arXiv:2203.03466');
  const json = JSON.parse(coordinateJson(report, config, 'mine')) as Record<string, unknown>;
  expect(json).toMatchObject({ type: 'coordinateCheck', transfers: 'no', limit: 0.25 });
  expect(json['runs']).toHaveLength(6);
});
