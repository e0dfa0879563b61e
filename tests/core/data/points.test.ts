// Our draws against scikit-learn's own: same seed, same points.
import { describe, expect, it } from 'vitest';
import { blobs, circles, moons, spiral, xor, type Points } from '../../../src/core/data/points.js';
import { sklearn, worstDifference } from '../../fixtures/sklearn/read.js';
import { fc, runs } from '../../helpers/property.js';

type Name = 'moons' | 'moonsOdd' | 'circles' | 'blobs' | 'blobsUneven';
const cases: readonly [Name, Points][] = [
  ['moons', moons({ samples: 250, noise: 0.05, classes: 2, seed: 42 })],
  ['moonsOdd', moons({ samples: 101, noise: 0.2, classes: 2, seed: 7 })],
  ['circles', circles({ samples: 250, noise: 0.05, classes: 2, seed: 42 })],
  ['blobs', blobs({ samples: 250, noise: 1.5, classes: 3, seed: 42 })],
  ['blobsUneven', blobs({ samples: 50, noise: 0.7, classes: 4, seed: 2 ** 32 - 1 })],
];
const request = fc.record({
  samples: fc.integer({ min: 4, max: 300 }),
  noise: fc.double({ min: 0, max: 2, noNaN: true }),
  classes: fc.integer({ min: 2, max: 10 }),
  seed: fc.integer({ min: 0, max: 2 ** 32 - 1 }),
});
const SOURCES = { moons, circles, blobs, spiral, xor };

describe('points', () => {
  it.each(cases)('%s are scikit-learn’s to 1e-12, every point and label', (name, points) => {
    expect(worstDifference(points.x, sklearn[name].x)).toBeLessThan(1e-12);
    expect([...points.label]).toEqual(sklearn[name].y);
  });

  it.each(Object.entries(SOURCES))(
    '%s: finite points in the requested number, labels in range, equal for an equal seed',
    (_, draw) => {
      fc.assert(
        fc.property(request, (wanted) => {
          const points = draw(wanted);
          expect(points.x).toHaveLength(2 * wanted.samples);
          expect(points.x.every(Number.isFinite)).toBe(true);
          const most = draw === spiral || draw === blobs ? wanted.classes : 2;
          expect(points.label.every((label) => label >= 0 && label < most)).toBe(true);
          expect(draw(wanted)).toEqual(points);
          expect(draw({ ...wanted, noise: 0.5, seed: (wanted.seed + 1) % 2 ** 32 }).x).not.toEqual(points.x);
        }),
        { numRuns: runs(30) },
      );
    },
  );

  it('classes of spiral and blobs differ by at most one sample', () => {
    fc.assert(
      fc.property(request, (wanted) => {
        for (const draw of [spiral, blobs]) {
          const counts = Array.from({ length: wanted.classes }, () => 0);
          for (const label of draw(wanted).label) counts[label] = (counts[label] ?? 0) + 1;
          expect(Math.max(...counts) - Math.min(...counts)).toBeLessThanOrEqual(1);
        }
      }),
      { numRuns: runs(30) },
    );
  });

  it('xor without noise: the label is 1 where the signs differ; both labels occur', () => {
    const { x, label } = xor({ samples: 400, noise: 0, classes: 2, seed: 5 });
    label.forEach((value, i) => expect(value).toBe((x[2 * i] ?? 0) * (x[2 * i + 1] ?? 0) < 0 ? 1 : 0));
    const ones = label.reduce((sum, value) => sum + value, 0);
    expect(ones).toBeGreaterThan(150);
    expect(ones).toBeLessThan(250);
  });

  it('spiral without noise: each arm makes 1.75 turns up to radius 1, at equal angles to the others', () => {
    const { x, label } = spiral({ samples: 303, noise: 0, classes: 3, seed: 1 });
    label.forEach((arm, i) => {
      const [a, b] = [x[2 * i] ?? NaN, x[2 * i + 1] ?? NaN];
      const radius = Math.hypot(a, b);
      const angle = 1.75 * 2 * Math.PI * radius + (2 * Math.PI * arm) / 3;
      expect(a).toBeCloseTo(radius * Math.sin(angle), 12);
      expect(b).toBeCloseTo(radius * Math.cos(angle), 12);
      expect(radius).toBeLessThan(1 + 1e-12);
    });
  });
});
