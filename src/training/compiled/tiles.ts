// Converts between row-major samples and tiles of 8 samples (simd/tile.ts).
import { TILE, tilesOf } from '../simd/tile.js';

/** Rows of a row-major array. */
export interface Rows {
  first: number;
  count: number;
}

/**
 * Copies row-major x[n][timesteps][features] into to[timesteps][tiles][features][8]. Copies of the last sample fill the last tile,
 * so its spare lanes overflow only if a real lane does.
 */
export function packSamples(
  x: Float32Array,
  to: Float32Array,
  { first, count }: Rows,
  timesteps: number,
  features: number,
): void {
  const tiles = tilesOf(count);
  for (let i = 0; i < tiles * TILE; i += 1) {
    const from = (first + Math.min(i, count - 1)) * timesteps * features;
    for (let t = 0; t < timesteps; t += 1) {
      const target = (t * tiles + Math.floor(i / TILE)) * features * TILE + (i % TILE);
      for (let j = 0; j < features; j += 1) to[target + j * TILE] = x[from + t * features + j]!;
    }
  }
}

/** Where the units of a row lie in a row-major array. */
export interface Place {
  readonly units: number;
  /** From one row to the next. */
  readonly stride: number;
  /** In the row. */
  readonly offset: number;
}

/** from[tiles][units][8], which begins at `at`, into rows of the row-major to[..][stride]. */
export function unpackSamples(
  from: Float32Array,
  at: number,
  to: Float32Array,
  { first, count }: Rows,
  { units, stride, offset }: Place,
): void {
  let source = at;
  let row = 0;
  for (; row + TILE <= count; row += TILE) {
    let target = (first + row) * stride + offset;
    // Unrolled: a loop over so few lanes takes twice as long.
    for (let unit = 0; unit < units; unit += 1, source += TILE, target += 1) {
      to[target] = from[source]!;
      to[target + stride] = from[source + 1]!;
      to[target + 2 * stride] = from[source + 2]!;
      to[target + 3 * stride] = from[source + 3]!;
      to[target + 4 * stride] = from[source + 4]!;
      to[target + 5 * stride] = from[source + 5]!;
      to[target + 6 * stride] = from[source + 6]!;
      to[target + 7 * stride] = from[source + 7]!;
    }
  }
  for (let unit = 0; unit < units; unit += 1)
    for (let lane = 0; row + lane < count; lane += 1)
      to[(first + row + lane) * stride + offset + unit] = from[source + unit * TILE + lane]!;
}
