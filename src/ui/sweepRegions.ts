// The sweep map as regions for the mouse: a click chooses a cell, a double click opens it, footer keys are pressed.
import type { ExploreAction } from '../core/sweep/explore.js';
import { mapFound } from '../core/sweep/exploreKeys.js';
import { layoutOf, neededSize, type ExploreState } from '../core/sweep/exploreState.js';
import { cellsOf, type MapTile } from '../core/sweep/frame.js';
import type { SweepCell } from '../core/sweep/order.js';
import type { Area, Place } from '../core/screen/area.js';
import type { Region } from '../core/screen/regions.js';
import { footerKeyAt } from './chrome/footerKeys.js';
import { overlayPlace } from './overlays/frame.js';
import { MAP_AROUND, mapKeys } from './paint/sweepDetail.js';
import { mapPalette } from './sweepLayers.js';
import { themeAt } from './themes/index.js';

/** Later regions lie over earlier ones. */
export function sweepRegions(state: ExploreState): readonly Region<ExploreAction>[] {
  const { columns, rows } = state.size;
  const needed = neededSize(state);
  if (columns < needed.columns || rows < needed.rows) return [];
  const key = (name: string): ExploreAction => ({ type: 'key', key: name });
  const screen = { x: 0, y: 0, width: columns, height: rows };
  if (state.palette !== null) return paletteRegions(state, screen);
  if (state.help) return [{ area: screen, opaque: true, click: () => [key('esc')] }];
  const entries = state.message === null ? mapKeys(state, columns) : [];
  const pressed = ({ x }: Place): readonly ExploreAction[] => {
    const found = footerKeyAt(entries, x, MAP_AROUND);
    return found === null || found === 'arrows' ? [] : [key(found)];
  };
  return [
    { area: { ...screen, y: rows - 1, height: 1 }, click: pressed },
    ...layoutOf(state).tiles.map((tile) => mapRegion(tile, state.plan.y.values.length)),
  ];
}

/** The cells of a map with `rows` rows. */
function mapRegion(tile: MapTile, rows: number): Region<ExploreAction> {
  const { slice, frame } = tile;
  const { cellWidth, cellHeight } = frame;
  const area = cellsOf(tile);
  const cellAt = ({ x, y }: Place): SweepCell => ({
    column: frame.columns.first + Math.floor((x - area.x) / cellWidth),
    row: slice * rows + frame.rows.first + frame.rows.count - 1 - Math.floor((y - area.y) / cellHeight),
  });
  const choose = (at: Place): ExploreAction => ({ type: 'choose', cell: cellAt(at) });
  return {
    area,
    click: (at) => [choose(at)],
    wheel: (at, turn) => ({ type: 'zoom', cell: cellAt(at), turn }),
    double: (at) => [choose(at), { type: 'key', key: 'enter' }],
  };
}

/** A click runs a line of the palette, the wheel moves, and a click outside closes. */
function paletteRegions(state: ExploreState, screen: Area): readonly Region<ExploreAction>[] {
  const box = mapPalette(state, { theme: themeAt(state.theme, 'none'), ascii: false });
  if (box === null) return [];
  const { x, y, width, height, from, room } = overlayPlace(box, screen.width, screen.height);
  const key = (name: string): ExploreAction => ({ type: 'key', key: name });
  return [
    { area: screen, opaque: true, click: () => [key('esc')] },
    { area: { x, y, width, height }, opaque: true, wheel: (_, turn) => key(turn < 0 ? 'up' : 'down') },
    {
      area: { x, y: y + 1, width, height: Math.min(room, mapFound(state).length - from) },
      click: (at) => [{ type: 'run', line: from + at.y - y - 1 }],
    },
  ];
}
