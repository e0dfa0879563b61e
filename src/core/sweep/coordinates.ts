// The coordinate check: how the sizes of a network's activations, and of their changes in the first steps, scale with its width.
// Yang et al. 2022 (Tensor Programs V, arXiv:2203.03466), appendix D.1. Settings transfer across width if every layer changes by the same
// amount at any width; a learning rate does not if a layer changes more, or less, the wider it is.

/** The RMS over samples and units, [step][layer]; steps from 0, layers from the input on, the output last. */
export interface Coordinates {
  readonly width: number;
  readonly seed: number;
  /** Of the preactivations: the inputs of the activation function, so that a bounded function does not hide growth. */
  readonly size: readonly (readonly number[])[];
  /** Of the preactivations less those of step 0. */
  readonly change: readonly (readonly number[])[];
}

/**
 * Half way from 0, the exponent of a size that does not depend on the width, to 1/2, the nearest exponent of other parametrizations
 * (Yang & Hu 2021, arXiv:2011.14522).
 */
export const SLOPE_LIMIT = 0.25;
/** A layer is judged if its slope is this many standard errors of the seeds away from the limit. */
const ERRORS = 2;

/** How a size goes with the width; `unclear`: the seeds do not tell; `none`: it is 0 or not finite at some width. */
export type Scaling = 'steady' | 'grows' | 'shrinks' | 'unclear' | 'none';

export interface Slope {
  /** d log size / d log width, by least squares; the mean over the seeds. NaN: it has none. */
  readonly slope: number;
  /** Standard error of that mean; NaN with one seed. */
  readonly error: number;
  readonly scaling: Scaling;
}

export interface LayerScaling {
  readonly name: string;
  /** By step, from 0. */
  readonly size: readonly Slope[];
  /** By step, from 0; there is no change at step 0. */
  readonly change: readonly Slope[];
}

export interface CoordinateCheck {
  readonly layers: readonly LayerScaling[];
  /** The slopes beyond the limit: those of changes first, the largest first. */
  readonly faults: readonly Fault[];
  /** `unclear`: no slope is clearly beyond the limit, and some are not clearly within it. */
  readonly transfers: 'yes' | 'no' | 'unclear';
}

export interface Fault extends Slope {
  readonly layer: string;
  readonly step: number;
  readonly what: 'size' | 'change';
}

/** `runs`: of each width and seed; `names`: of the layers. */
export function checkCoordinates(runs: readonly Coordinates[], names: readonly string[]): CoordinateCheck {
  const steps = Math.max(0, ...runs.map(({ size }) => size.length));
  const layers = names.map((name, layer): LayerScaling => {
    const over = (what: Fault['what']): Slope[] =>
      Array.from({ length: steps }, (_, step) => slopeOf(runs, (run) => run[what][step]?.[layer] ?? NaN));
    return { name, size: over('size'), change: over('change') };
  });
  const judged = layers.flatMap((layer, at) => slopesOf(layer, at === layers.length - 1));
  const size = ({ slope }: Slope): number => (Number.isNaN(slope) ? Infinity : Math.abs(slope));
  const faults = judged.filter(isFault).sort((a, b) => rank(a) - rank(b) || size(b) - size(a) || a.step - b.step);
  const unclear = judged.some(({ scaling }) => scaling === 'unclear');
  return { layers, faults, transfers: faults.length > 0 ? 'no' : unclear ? 'unclear' : 'yes' };
}

const rank = ({ what }: Fault): number => (what === 'change' ? 0 : 1);
const isFault = ({ scaling }: Slope): boolean => scaling !== 'steady' && scaling !== 'unclear';

/** The slopes that count: of every change, and of the size. The output may be smaller the wider the network is, or 0. */
function slopesOf({ name, size, change }: LayerScaling, output: boolean): Fault[] {
  const sizes = size.map((slope, step): Fault => ({ layer: name, step, what: 'size', ...slope }));
  const changes = change.map((slope, step): Fault => ({ layer: name, step, what: 'change', ...slope }));
  return [...sizes.filter(({ slope }) => !output || slope > 0), ...changes.slice(1)];
}

function slopeOf(runs: readonly Coordinates[], of: (run: Coordinates) => number): Slope {
  const seeds = [...new Set(runs.map(({ seed }) => seed))];
  const slopes = seeds.map((seed) =>
    logSlope(runs.filter((run) => run.seed === seed).map((run) => [run.width, of(run)] as const)),
  );
  const slope = slopes.reduce((sum, one) => sum + one, 0) / slopes.length;
  const variance = slopes.reduce((sum, one) => sum + (one - slope) ** 2, 0) / (slopes.length - 1);
  const error = Math.sqrt(variance / slopes.length);
  return { slope, error, scaling: scalingOf(slope, Number.isNaN(error) ? 0 : ERRORS * error) };
}

function scalingOf(slope: number, margin: number): Scaling {
  if (!Number.isFinite(slope)) return 'none';
  if (slope - margin > SLOPE_LIMIT) return 'grows';
  if (slope + margin < -SLOPE_LIMIT) return 'shrinks';
  return Math.abs(slope) + margin <= SLOPE_LIMIT ? 'steady' : 'unclear';
}

/** Least squares through the logarithms of points; NaN if a value is not positive and finite. */
export function logSlope(points: readonly (readonly [number, number])[]): number {
  const logs = points.map(([x, y]) => [Math.log(x), Math.log(y)] as const);
  if (logs.some(([, y]) => !Number.isFinite(y))) return NaN;
  const mean = (at: 0 | 1): number => logs.reduce((sum, point) => sum + point[at], 0) / logs.length;
  const [x, y] = [mean(0), mean(1)];
  const across = logs.reduce((sum, [a, b]) => sum + (a - x) * (b - y), 0);
  return across / logs.reduce((sum, [a]) => sum + (a - x) ** 2, 0);
}
