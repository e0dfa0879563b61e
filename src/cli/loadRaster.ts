// Loads the renderer of pixels, which runs in WebAssembly.
import type { Raster } from '../ui/export/raster.js';
import { requireWasmMemory } from './inkModules.js';

/** `scale`: pixels per unit of the SVG. @throws UserError without WebAssembly memory */
export async function loadRaster(scale: number): Promise<Raster> {
  requireWasmMemory('pixels');
  const { createRaster } = await import('../ui/export/raster.js');
  return createRaster(scale);
}
