// The inner loops of the compiled engine on row-major float32 arrays; sums run in float64 and are rounded once.

/** out[n, m] = a[n, k] · w[k, m] + bias[m]. */
export function affine(
  out: Float32Array,
  a: Float32Array,
  w: Float32Array,
  bias: Float32Array,
  n: number,
  k: number,
  m: number,
  sums: Float64Array,
): void {
  for (let i = 0; i < n; i += 1) {
    for (let j = 0; j < m; j += 1) sums[j] = bias[j]!;
    for (let p = 0; p < k; p += 1) {
      const value = a[i * k + p]!;
      const row = p * m;
      for (let j = 0; j < m; j += 1) sums[j] = sums[j]! + value * w[row + j]!;
    }
    const to = i * m;
    for (let j = 0; j < m; j += 1) out[to + j] = sums[j]!;
  }
}

/** dw[k, m] = aᵀ · d, dbias[m] = column sums of d. */
export function kernelGradient(
  dw: Float32Array,
  dbias: Float32Array,
  a: Float32Array,
  d: Float32Array,
  n: number,
  k: number,
  m: number,
  sums: Float64Array,
): void {
  for (let p = 0; p <= k; p += 1) {
    sums.fill(0, 0, m);
    for (let i = 0; i < n; i += 1) {
      const value = p === k ? 1 : a[i * k + p]!;
      const row = i * m;
      for (let j = 0; j < m; j += 1) sums[j] = sums[j]! + value * d[row + j]!;
    }
    if (p === k) for (let j = 0; j < m; j += 1) dbias[j] = sums[j]!;
    else for (let j = 0; j < m; j += 1) dw[p * m + j] = sums[j]!;
  }
}

/** da[n, k] += d[n, m] · wᵀ. */
export function backThrough(da: Float32Array, d: Float32Array, w: Float32Array, n: number, k: number, m: number): void {
  for (let i = 0; i < n; i += 1) {
    const row = i * m;
    for (let p = 0; p < k; p += 1) {
      const from = p * m;
      let sum = 0;
      for (let j = 0; j < m; j += 1) sum += d[row + j]! * w[from + j]!;
      da[i * k + p] = da[i * k + p]! + sum;
    }
  }
}

/** Column means and biased variances of x[n, m]. */
export function moments(x: Float32Array, mean: Float32Array, variance: Float32Array, n: number, m: number): void {
  for (let j = 0; j < m; j += 1) {
    let sum = 0;
    for (let i = 0; i < n; i += 1) sum += x[i * m + j]!;
    const centre = sum / n;
    let squares = 0;
    for (let i = 0; i < n; i += 1) squares += (x[i * m + j]! - centre) ** 2;
    mean[j] = centre;
    variance[j] = squares / n;
  }
}
