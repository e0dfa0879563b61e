// Between row-major samples and tiles of 8 samples (wasm/tile.ts).
import { TILE, tilesOf } from './wasm/tile.js';

/**
 * Row-major x[n][timesteps][features] into to[timesteps][tiles][features][8]. The last tile is filled with copies of the last
 * sample: such lanes overflow only where a true one does.
 */
export function packSamples(
  x: Float32Array,
  to: Float32Array,
  n: number,
  timesteps: number,
  features: number,
  firstRow = 0,
): void {
  const tiles = tilesOf(n);
  for (let i = 0; i < tiles * TILE; i += 1) {
    const from = (firstRow + Math.min(i, n - 1)) * timesteps * features;
    for (let t = 0; t < timesteps; t += 1) {
      const target = (t * tiles + Math.floor(i / TILE)) * features * TILE + (i % TILE);
      for (let j = 0; j < features; j += 1) to[target + j * TILE] = x[from + t * features + j]!;
    }
  }
}

/** from[tiles][units][8] into row-major to[n][units], beginning at row `firstRow`. */
export function unpackSamples(from: Float32Array, to: Float32Array, n: number, units: number, firstRow: number): void {
  for (let i = 0; i < n; i += 1) {
    const source = Math.floor(i / TILE) * units * TILE + (i % TILE);
    const target = (firstRow + i) * units;
    for (let j = 0; j < units; j += 1) to[target + j] = from[source + j * TILE]!;
  }
}
