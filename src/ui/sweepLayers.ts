// The picture of a map that fills the screen, as layers. Pure.
import type { Config } from '../core/config/schema.js';
import type { CriticalLine } from '../core/sweep/critical.js';
import { mapHelp } from '../core/sweep/exploreKeys.js';
import { detailRows, frameOf, neededSize, type ExploreState } from '../core/sweep/exploreState.js';
import type { SweepMap } from '../core/sweep/map.js';
import { wrap } from '../core/text/wrap.js';
import { paintOverlay } from './overlays/frame.js';
import { createCanvas, text, type Canvas } from '../core/screen/canvas.js';
import type { HeatStyle } from './paint/heat.js';
import { paintSweep } from './paint/sweep.js';
import { paintDetail, paintProgress } from './paint/sweepDetail.js';
import type { ScreenLayer } from './screen.js';

export interface SweepScene extends HeatStyle {
  readonly map: SweepMap;
  readonly critical: CriticalLine | null;
  /** The preset's own configuration. */
  readonly base: Config;
}

/** Later layers cover earlier ones. */
export function sweepLayers(state: ExploreState, scene: SweepScene): ScreenLayer[] {
  const { map, critical, base, theme, ascii } = scene;
  const { columns, rows } = state.size;
  const needed = neededSize(state);
  if (columns < needed.columns || rows < needed.rows) {
    const canvas = createCanvas(columns, rows);
    const words = wrap(`too small: ${needed.columns}x${needed.rows} needed, this is ${columns}x${rows}`, columns);
    words.forEach((line, y) => text(canvas, 0, y, line));
    return [{ x: 0, y: 0, canvas }];
  }
  const { metric, cursor } = state;
  const picture = paintSweep(map, { metric, critical, cursor, theme, ascii }, frameOf(state));
  const progress = paintProgress(state, scene);
  const below = rows - detailRows(state);
  const layers = [
    { x: 0, y: 0, canvas: picture },
    { x: titleWidth(picture) + 2, y: 0, canvas: progress },
    { x: 0, y: below, canvas: paintDetail(state, map, base, scene) },
  ];
  return state.help ? [...layers, help(state, scene)] : layers;
}

/** Of the picture's first row. */
const titleWidth = ({ width, glyph }: Canvas): number =>
  glyph.subarray(0, width).findLastIndex((code) => code !== 32) + 1;

function help({ size }: ExploreState, { theme, ascii }: HeatStyle): ScreenLayer {
  const lines = mapHelp().map(([keys, label]) => ({ text: `${keys.padEnd(10)} ${label}` }));
  const box = { title: 'keys', keys: 'any key closes', lines, scroll: 0 };
  return paintOverlay(box, size.columns, size.rows, theme, ascii);
}
