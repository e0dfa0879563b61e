// The layers of the full-screen map. Pure.
import type { Config } from '../core/config/schema.js';
import type { CriticalLine } from '../core/sweep/critical.js';
import { mapFound, mapHelp } from '../core/sweep/exploreKeys.js';
import { detailRows, layoutOf, neededSize, type ExploreState } from '../core/sweep/exploreState.js';
import type { SweepMap } from '../core/sweep/map.js';
import { paletteBox } from './overlays/palette.js';
import { paintOverlay, type OverlayBox } from './overlays/frame.js';
import type { Canvas, Layer } from '../core/screen/canvas.js';
import { cellsOf } from '../core/sweep/frame.js';
import type { CellPixels, PlacedPicture } from '../core/screen/picture.js';
import { cellsAsPicture } from './paint/cellPixels.js';
import type { Look } from './themes/theme.js';
import { paintMap } from './paint/sweep.js';
import { paintDetail, paintProgress } from './paint/sweepDetail.js';
import { tooSmall } from './shell/tooSmall.js';

/** What the screen shows of a plan. */
export interface Shown {
  readonly map: SweepMap;
  readonly critical: CriticalLine | null;
}

export interface SweepScene extends Look, Shown {
  /** The preset's own configuration. */
  readonly base: Config;
}

/** Later layers cover earlier ones. `cell`: its pixels, where pictures are shown. */
export function sweepLayers(state: ExploreState, scene: SweepScene, cell: CellPixels | null = null): Layer[] {
  const { map, critical, base, theme, ascii } = scene;
  const { columns, rows } = state.size;
  const needed = neededSize(state);
  if (columns < needed.columns || rows < needed.rows) return [tooSmall(state.size, needed)];
  const { metric, cursor } = state;
  const picture = paintMap(map, { metric, critical, cursor, theme, ascii, zoom: state.outer.length }, layoutOf(state));
  const beside = titleWidth(picture) + 2;
  const progress = paintProgress(state, scene, columns - beside);
  const below = rows - detailRows(state);
  const layers = [
    { x: 0, y: 0, canvas: picture, pictures: mapPictures(state, picture, scene, cell) },
    { x: beside, y: 0, canvas: progress },
    { x: 0, y: below, canvas: paintDetail(state, map, base, scene) },
  ];
  const palette = mapPalette(state, scene);
  if (palette !== null) return [...layers, paintOverlay(palette, columns, rows, theme, ascii)];
  return state.help ? [...layers, help(state, scene)] : layers;
}

/** The cells of the map, or of each of several maps, in pixels. Octants would show no more than the cells, which have one colour each. */
function mapPictures(
  state: ExploreState,
  canvas: Canvas,
  { theme, ascii }: Look,
  cell: CellPixels | null,
): readonly PlacedPicture[] {
  if (cell === null || cell.octants === true || ascii || theme.rampless) return [];
  return layoutOf(state).tiles.flatMap((tile) => cellsAsPicture(canvas, cellsOf(tile), cell, theme.muted));
}

/** The open palette; null if it is closed. */
export function mapPalette(state: ExploreState, look: Look): OverlayBox | null {
  if (state.palette === null) return null;
  return paletteBox({ ...state.palette, found: mapFound(state), size: state.size }, look);
}

/** Width of the title in the first row. */
const titleWidth = ({ width, glyph }: Canvas): number =>
  glyph.subarray(0, width).findLastIndex((code) => code !== 32) + 1;

function help(state: ExploreState, { theme, ascii }: Look): Layer {
  const { columns, rows } = state.size;
  const lines = mapHelp(state).map(({ text, muted }) => ({ text, style: muted ? { fg: theme.muted } : {} }));
  return paintOverlay({ title: 'keys', keys: 'any key closes', lines, scroll: 0 }, columns, rows, theme, ascii);
}
