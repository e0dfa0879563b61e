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

/** from[tiles][units][8], which begins at `at`, into row-major to[n][units], beginning at row `firstRow`. */
export function unpackSamples(
  from: Float32Array,
  at: number,
  to: Float32Array,
  n: number,
  units: number,
  firstRow: number,
): void {
  for (let row = 0, source = at; row < n; row += TILE) {
    const lanes = Math.min(TILE, n - row);
    for (let unit = 0; unit < units; unit += 1, source += TILE) {
      let target = (firstRow + row) * units + unit;
      for (let lane = 0; lane < lanes; lane += 1, target += units) to[target] = from[source + lane]!;
    }
  }
}
