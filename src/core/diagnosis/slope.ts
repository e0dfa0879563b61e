// Gradient lost over depth: the slope of log10 gradient RMS over the hidden layers, and the ratio of first to last.

/** Replaces an exact 0 (underflow): the smallest positive float32. */
const SMALLEST = 1.4e-45;
/** A smaller value is 0 in float32, or has no digits left. */
const NEAR_ZERO = 2 * SMALLEST;

export interface DepthFit {
  /** Decades lost per layer towards the input; +0.60 means 10^0.60 = 4 times less in each layer. */
  readonly slope: number;
  /** gradRms(first) / gradRms(last hidden). */
  readonly R: number;
  /** Hidden layer with the smallest gradient. */
  readonly quietest: number;
  /** Hidden layers whose gradient is exactly 0. */
  readonly zeros: number;
  /** Of these, the layers that the line leaves out: a layer nearer to the input has a gradient, so it is no underflow. */
  readonly leftOut: number;
}

/**
 * Least-squares line through (layer, log10 gradRms) of the first `hidden` layers, without the output layer. A 0 counts as the
 * smallest float32 if all layers before it are 0 too: the gradient has underflowed. Any other 0 is a fault of its layer and no
 * part of the line. Null with fewer than three hidden layers (two points fit any line), or if a value is missing or non-finite.
 */
export function fitDepth(gradRms: ArrayLike<number>, hidden: number): DepthFit | null {
  if (hidden < 3 || gradRms.length < hidden) return null;
  const kept: number[] = [];
  let zeros = 0;
  let quietest = 0;
  for (let layer = 0; layer < hidden; layer += 1) {
    const value = gradRms[layer] ?? NaN;
    if (!Number.isFinite(value) || value < 0) return null;
    if (value === 0) zeros += 1;
    if (value < (gradRms[quietest] ?? NaN)) quietest = layer;
    if (value >= NEAR_ZERO || kept.every((before) => (gradRms[before] ?? NaN) < NEAR_ZERO)) kept.push(layer);
  }
  if (zeros === hidden || kept.length < 2) return null;
  const middle = kept.reduce((sum, layer) => sum + layer, 0) / kept.length;
  let [weighted, spread] = [0, 0];
  for (const layer of kept) {
    weighted += (layer - middle) * Math.log10(Math.max(gradRms[layer] ?? NaN, SMALLEST));
    spread += (layer - middle) ** 2;
  }
  const last = gradRms[kept.at(-1) ?? hidden - 1] ?? NaN;
  const R = (gradRms[0] ?? NaN) / Math.max(last, SMALLEST);
  return { slope: weighted / spread, R, quietest, zeros, leftOut: hidden - kept.length };
}
