// Gradient clipping in Keras' order: each element by value, then all parameters together by norm (Pascanu et al. 2013).

export interface Clipping {
  readonly clipNorm: number | null;
  readonly clipValue: number | null;
}

/** L2 norm of the whole gradient; NaN or Infinity if any element is. */
export function gradientNorm(gradient: Float32Array): number {
  let sum = 0;
  for (let i = 0; i < gradient.length; i += 1) sum += gradient[i]! * gradient[i]!;
  return Math.sqrt(sum);
}

/**
 * Clips in place: each element to ±clipValue, then the whole vector to length clipNorm. A non-finite norm is left alone:
 * it has no direction to keep. Returns whether any element changed.
 */
export function clipGradient(gradient: Float32Array, { clipNorm, clipValue }: Clipping, norm: number): boolean {
  let clipped = false;
  if (clipValue !== null) {
    for (let i = 0; i < gradient.length; i += 1) {
      const g = gradient[i]!;
      if (Math.abs(g) <= clipValue || Number.isNaN(g)) continue;
      gradient[i] = Math.sign(g) * clipValue;
      clipped = true;
    }
  }
  if (clipNorm === null) return clipped;
  const length = clipped ? gradientNorm(gradient) : norm;
  if (!(length > clipNorm) || !Number.isFinite(length)) return clipped;
  const factor = clipNorm / length;
  for (let i = 0; i < gradient.length; i += 1) gradient[i] = gradient[i]! * factor;
  return true;
}
