// Renders SVG to pixels with resvg (WebAssembly) and a bundled font, so a picture has the same bytes on every machine.
import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { initWasm, Resvg } from '@resvg/resvg-wasm';
import { charactersOf } from './fontCover.js';
import { trueType } from './woff.js';

const require = createRequire(import.meta.url);
const file = (name: string): Buffer => readFileSync(require.resolve(name));
const WEIGHTS = [400, 700];
const FAMILY = 'DejaVu Sans Mono';

export interface Raster {
  /** The picture as a PNG file. */
  png(svg: string): Uint8Array;
  /** RGBA of each pixel, row by row. */
  pixels(svg: string): Uint8Array;
  /** Whether the bundled font has this character. */
  readonly has: (code: number) => boolean;
}

let loading: Promise<void> | undefined;

/** `scale`: pixels per unit of the SVG. */
export async function createRaster(scale: number): Promise<Raster> {
  await (loading ??= initWasm(file('@resvg/resvg-wasm/index_bg.wasm')));
  const fontBuffers = WEIGHTS.map((weight) =>
    trueType(file(`@fontsource/dejavu-mono/files/dejavu-mono-latin-${weight}-normal.woff`)),
  );
  const options = {
    fitTo: { mode: 'zoom' as const, value: scale },
    font: { fontBuffers, defaultFontFamily: FAMILY, monospaceFamily: FAMILY },
  };
  let known: Set<number> | undefined;
  const has = (code: number): boolean => (known ??= charactersOf(fontBuffers[0] ?? Buffer.alloc(0))).has(code);
  // WebAssembly memory is not garbage collected, so free both objects.
  const drawn = (svg: string, take: (image: ReturnType<InstanceType<typeof Resvg>['render']>) => Uint8Array) => {
    const tree = new Resvg(svg, options);
    const image = tree.render();
    try {
      return take(image);
    } finally {
      image.free();
      tree.free();
    }
  };
  return {
    png: (svg) => drawn(svg, (image) => image.asPng()),
    pixels: (svg) => drawn(svg, (image) => image.pixels),
    has,
  };
}
