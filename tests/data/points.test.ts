// Our draws against scikit-learn's own: same seed, same points.
import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { blobs, circles, moons, spiral, xor, type Points } from '../../src/data/points.js';

interface Rows {
  readonly x: readonly number[];
  readonly y: readonly number[];
}
const fixture = JSON.parse(readFileSync(new URL('../fixtures/sklearn/points.json', import.meta.url), 'utf8')) as Record<
  'moons' | 'moonsOdd' | 'circles' | 'blobs',
  Rows
>;

const cases: readonly [keyof typeof fixture, Points][] = [
  ['moons', moons({ samples: 250, noise: 0.05, classes: 2, seed: 42 })],
  ['moonsOdd', moons({ samples: 101, noise: 0.2, classes: 2, seed: 7 })],
  ['circles', circles({ samples: 250, noise: 0.05, classes: 2, seed: 42 })],
  ['blobs', blobs({ samples: 250, noise: 1.5, classes: 3, seed: 42 })],
];

describe('points', () => {
  it.each(cases)('%s are scikit-learn’s to 1e-12', (name, points) => {
    const drawn = [...points.x.subarray(0, 24), ...points.x.subarray(points.x.length - 8)];
    fixture[name].x.forEach((value, i) => expect(Math.abs((drawn[i] ?? NaN) - value)).toBeLessThan(1e-12));
    expect([...points.label.subarray(0, 40)]).toEqual(fixture[name].y);
  });

  it.each([
    ['spiral', spiral],
    ['xor', xor],
  ] as const)('%s gives as many points as asked, all classes, the same for the same seed', (_, draw) => {
    const request = { samples: 101, noise: 0.1, classes: 2, seed: 3 };
    const points = draw(request);
    expect(points.label).toHaveLength(101);
    expect(new Set(points.label)).toEqual(new Set([0, 1]));
    expect(draw(request).x).toEqual(points.x);
    expect(draw({ ...request, seed: 4 }).x).not.toEqual(points.x);
  });
});
