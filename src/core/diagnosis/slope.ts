// Gradient lost over depth: the slope of log10 gradient RMS over the hidden layers, and the ratio of first to last.

/** Replaces an exact 0 (underflow): the smallest positive float32. */
const SMALLEST = 1.4e-45;

export interface DepthFit {
  /** Decades lost per layer towards the input; +0.60 means 10^0.60 = 4 times less in each layer. */
  readonly slope: number;
  /** gradRms(first) / gradRms(last hidden). */
  readonly R: number;
  /** Hidden layer with the smallest gradient. */
  readonly quietest: number;
  /** Hidden layers whose gradient is exactly 0. */
  readonly zeros: number;
}

/**
 * Least-squares line through (layer, log10 gradRms) of the first `hidden` layers, without the output layer. Null with
 * fewer than three hidden layers (two points fit any line), or if a value is missing or non-finite.
 */
export function fitDepth(gradRms: ArrayLike<number>, hidden: number): DepthFit | null {
  if (hidden < 3 || gradRms.length < hidden) return null;
  let weighted = 0;
  let zeros = 0;
  let quietest = 0;
  const middle = (hidden - 1) / 2;
  for (let layer = 0; layer < hidden; layer += 1) {
    const value = gradRms[layer] ?? NaN;
    if (!Number.isFinite(value) || value < 0) return null;
    if (value === 0) zeros += 1;
    if (value < (gradRms[quietest] ?? NaN)) quietest = layer;
    const height = Math.log10(Math.max(value, SMALLEST));
    weighted += (layer - middle) * height;
  }
  if (zeros === hidden) return null;
  // sum of (layer - middle)^2 = n (n^2 - 1) / 12
  const slope = weighted / ((hidden * (hidden * hidden - 1)) / 12);
  const last = gradRms[hidden - 1] ?? NaN;
  return { slope, R: (gradRms[0] ?? NaN) / Math.max(last, SMALLEST), quietest, zeros };
}
