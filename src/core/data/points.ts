// Two-dimensional data sets. moons, circles and blobs are drawn exactly as scikit-learn draws them for the same random_state.
import { RandomState } from '../random/mt19937.js';
import { oneHot, type Drawn, type DrawRequest } from './dataset.js';

export interface Points {
  /** Float64, row-major [samples, 2]. */
  readonly x: Float64Array;
  readonly label: Int32Array;
}

export type PointsRequest = Pick<DrawRequest, 'samples' | 'noise' | 'classes' | 'seed'>;

/** numpy.linspace(0, stop, count): both ends included. */
const linspace = (stop: number, count: number): number[] =>
  Array.from({ length: count }, (_, i) => (count === 1 ? 0 : i === count - 1 ? stop : i * (stop / (count - 1))));

/** Shuffles rows and labels together, then adds noise: the order of draws of sklearn.datasets.make_moons and make_circles. */
function shuffledWithNoise(
  rows: readonly (readonly [number, number, number])[],
  noise: number,
  random: RandomState,
): Points {
  const order = random.permutation(rows.length);
  const x = new Float64Array(2 * rows.length);
  const label = new Int32Array(rows.length);
  order.forEach((from, to) => {
    const [a, b, c] = rows[from] ?? [0, 0, 0];
    x[2 * to] = a;
    x[2 * to + 1] = b;
    label[to] = c;
  });
  if (noise > 0) for (let i = 0; i < x.length; i += 1) x[i] = (x[i] ?? 0) + random.normal(0, noise);
  return { x, label };
}

/** sklearn.datasets.make_moons(n_samples, noise=, random_state=). */
export function moons({ samples, noise, seed }: PointsRequest): Points {
  const outer = Math.floor(samples / 2);
  const rows: [number, number, number][] = [
    ...linspace(Math.PI, outer).map((t): [number, number, number] => [Math.cos(t), Math.sin(t), 0]),
    ...linspace(Math.PI, samples - outer).map((t): [number, number, number] => [
      1 - Math.cos(t),
      1 - Math.sin(t) - 0.5,
      1,
    ]),
  ];
  return shuffledWithNoise(rows, noise, new RandomState(seed));
}

/** sklearn.datasets.make_circles(n_samples, noise=, random_state=, factor=0.5). */
export function circles({ samples, noise, seed }: PointsRequest): Points {
  const outer = Math.floor(samples / 2);
  const ring = (count: number, factor: number, label: number): [number, number, number][] =>
    Array.from({ length: count }, (_, i) => {
      const t = i * ((2 * Math.PI) / count);
      return [factor * Math.cos(t), factor * Math.sin(t), label];
    });
  return shuffledWithNoise([...ring(outer, 1, 0), ...ring(samples - outer, 0.5, 1)], noise, new RandomState(seed));
}

/** sklearn.datasets.make_blobs(n_samples, centers=classes, cluster_std=noise, random_state=): centers uniform in [-10, 10]². */
export function blobs({ samples, noise, classes, seed }: PointsRequest): Points {
  const random = new RandomState(seed);
  const centers = Array.from({ length: classes }, () => [random.uniform(-10, 10), random.uniform(-10, 10)] as const);
  const rows = centers.flatMap(([cx, cy], label) => {
    const count = Math.floor(samples / classes) + (label < samples % classes ? 1 : 0);
    return Array.from({ length: count }, (): [number, number, number] => {
      const x = random.normal(cx, noise);
      return [x, random.normal(cy, noise), label];
    });
  });
  return shuffledWithNoise(rows, 0, random);
}

/** Interleaved Archimedean arms, one a class, 1.75 turns, radius up to 1; noise on both coordinates. */
export function spiral({ samples, noise, classes, seed }: PointsRequest): Points {
  const rows: [number, number, number][] = [];
  for (let label = 0; label < classes; label += 1) {
    const count = Math.floor(samples / classes) + (label < samples % classes ? 1 : 0);
    for (let i = 0; i < count; i += 1) {
      const t = count === 1 ? 1 : i / (count - 1);
      const angle = 1.75 * 2 * Math.PI * t + (2 * Math.PI * label) / classes;
      rows.push([t * Math.sin(angle), t * Math.cos(angle), label]);
    }
  }
  return shuffledWithNoise(rows, noise, new RandomState(seed));
}

/** Uniform points in [-1, 1]²; class 1 where the signs of the coordinates differ. Noise is added after the class is decided. */
export function xor({ samples, noise, seed }: PointsRequest): Points {
  const random = new RandomState(seed);
  const rows = Array.from({ length: samples }, (): [number, number, number] => {
    const a = random.uniform(-1, 1);
    const b = random.uniform(-1, 1);
    return [a, b, a * b < 0 ? 1 : 0];
  });
  return shuffledWithNoise(rows, noise, random);
}

/** A data set of labelled points in the plane. */
export const labelled =
  (draw: (request: PointsRequest) => Points) =>
  (request: DrawRequest): Drawn => {
    const { samples, classes } = request;
    const { x, label } = draw(request);
    const two = classes === 2;
    return {
      task: two ? 'binary' : 'multiclass',
      samples,
      features: 2,
      timesteps: 1,
      x: Float32Array.from(x),
      y: two ? Float32Array.from(label) : oneHot(label, classes),
      outputs: two ? 1 : classes,
      classes,
      featureNames: ['x', 'y'],
      classNames: Array.from({ length: classes }, (_, i) => String(i)),
    };
  };
