// Dense layers and convolutions in plain float64: part of the reference network.
import type { NetworkLayout } from '../../src/core/network/layout.js';
import { affine, type Get } from './referenceCells.js';
import type { Matrix } from './referenceLoss.js';

/** x W + b of layer `index`. `input`: the outputs of the layer below, or the data, pixel by pixel. */
export function affineOf(
  { layers }: NetworkLayout,
  index: number,
  input: Matrix | readonly Matrix[],
  get: Get,
): Matrix {
  const layer = layers[index]!;
  const below = layers[index - 1];
  if (layer.image !== undefined) {
    const rows = index === 0 ? pixelRows(input as readonly Matrix[]) : (input as Matrix);
    return affine(patches(rows, layer.image), { ...layer, inputs: 9 * layer.inputs }, get);
  }
  if (index === 0) return affine((input as readonly Matrix[])[0]!, layer, get);
  const { image } = below!;
  return affine(
    image === undefined ? (input as Matrix) : means(input as Matrix, image.height * image.width),
    layer,
    get,
  );
}

/** [pixel][sample][channel] as a row of channels for each pixel of each sample. */
export const pixelRows = (pixels: readonly Matrix[]): Matrix =>
  pixels[0]!.flatMap((_, i) => pixels.map((rows) => rows[i]!));

/** The mean over the pixels of each sample. */
const means = (rows: Matrix, pixels: number): Matrix =>
  Array.from({ length: rows.length / pixels }, (_, i) =>
    rows[0]!.map((_, j) => rows.slice(i * pixels, (i + 1) * pixels).reduce((sum, row) => sum + row[j]!, 0) / pixels),
  );

/** What each pixel of a convolution reads: the channels of its 3 × 3 neighbours, 0 outside of the image. */
function patches(rows: Matrix, { height, width }: { readonly height: number; readonly width: number }): Matrix {
  const nothing = rows[0]!.map(() => 0);
  return rows.map((_, at) => {
    const [y, x] = [Math.floor(at / width) % height, at % width];
    return [-1, 0, 1].flatMap((down) =>
      [-1, 0, 1].flatMap((right) => {
        const inside = y + down >= 0 && y + down < height && x + right >= 0 && x + right < width;
        return inside ? rows[at + down * width + right]! : nothing;
      }),
    );
  });
}
