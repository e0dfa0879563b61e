// Pixels in place of cells, for terminals that show images or octants. They mean what the cells below them mean.
import type { Area } from './area.js';

export interface Picture {
  /** In pixels. */
  readonly width: number;
  readonly height: number;
  /** Red, green, blue and opacity of each pixel, row by row from the top; opacity is 0 or 255. */
  readonly rgba: Uint8Array;
  /** Whether the screen shows through somewhere. */
  readonly holes: boolean;
}

/** A picture over whole cells of a canvas. */
export interface PlacedPicture {
  readonly area: Area;
  readonly picture: Picture;
}

/** Pixels of a cell. */
export interface CellPixels {
  readonly width: number;
  readonly height: number;
  /** The pixels are the points of octants, which are characters of two colours. */
  readonly octants?: true;
}

export const OCTANT_POINTS: CellPixels = { width: 2, height: 4, octants: true };

/** A picture over `area`; `colourAt` gives 0xRRGGBB, negative for a hole, at a position in cells from the upper left corner of the area. */
export function pictureOf(area: Area, cell: CellPixels, colourAt: (x: number, y: number) => number): Picture {
  const [width, height] = [area.width * cell.width, area.height * cell.height];
  const rgba = new Uint8Array(4 * width * height);
  let holes = false;
  for (let y = 0, at = 0; y < height; y += 1)
    for (let x = 0; x < width; x += 1) {
      const colour = colourAt((x + 0.5) / cell.width, (y + 0.5) / cell.height);
      if (colour < 0) holes = true;
      else {
        rgba[at] = colour >> 16;
        rgba[at + 1] = colour >> 8;
        rgba[at + 2] = colour;
        rgba[at + 3] = 255;
      }
      at += 4;
    }
  return { width, height, rgba, holes };
}
