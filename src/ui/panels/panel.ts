// A panel is a pure function that paints one rectangle from the state. `panels/index.ts` is the table of panels.
import type { PanelId, UiState } from '../../core/app/state.js';
import type { Intent } from '../../core/app/keymap.js';
import type { KeyChanges } from '../../core/keys/changes.js';
import type { RunState } from '../../core/run/runState.js';
import type { StepDomain } from '../../core/run/stepDomain.js';
import type { ColumnHold } from '../paint/hold.js';
import type { CellPixels, PlacedPicture } from '../../core/screen/picture.js';
import type { Area, Place } from '../../core/screen/area.js';
import type { Canvas } from '../../core/screen/canvas.js';
import type { Look } from '../themes/theme.js';

export interface RunView {
  readonly state: RunState;
  /** Short sanitized name for legends. */
  readonly label: string;
  /** Stable index into theme.runs and GLYPHS, by order of creation. */
  readonly slot: number;
  /** Whether the run is pinned. */
  readonly pinned: boolean;
  /** Whether the run is hidden; the table of runs still lists it. */
  readonly hidden: boolean;
}

export interface PanelView extends Look {
  /** The visible runs in order; at least one. */
  readonly runs: readonly RunView[];
  /** All runs in order, including hidden ones. */
  readonly allRuns: readonly RunView[];
  /** The focused run, a member of `runs`. */
  readonly focus: RunView;
  readonly ui: UiState;
  /** The keys that the user gave to actions. */
  readonly keys: KeyChanges;
  /** True when the panel has the whole screen. */
  readonly enlarged: boolean;
  /** Freezes filling columns between full frames; null for a single picture. */
  readonly hold: ColumnHold | null;
  /** Whether the picture draws the `curves` of a panel itself, so that cells leave them out. */
  readonly vectors?: boolean;
}

/** A place between cells: x and y in cells of the panel. */
export type Point = readonly [x: number, y: number];

/** A stretch of a curve for pictures that are not made of cells. */
export interface Curve {
  readonly colour: number;
  /** Of the run in focus. */
  readonly strong: boolean;
  readonly line: readonly Point[];
  /** The outline of its extremes; empty without any. */
  readonly band: readonly Point[];
  /** A level to compare with, in dashes. */
  readonly dashed?: true;
}

/** The part of a panel with the curves or the map; axes and labels lie around it. */
export interface Plot {
  readonly canvas: Canvas;
  readonly view: PanelView;
  readonly area: Area;
}

/** A part of a panel that reacts to the mouse. Places are cells of the panel's canvas. */
export interface PanelRegion {
  readonly area: Area;
  /** The figure at a place, in one line. */
  readonly words?: (at: Place) => string | null;
  readonly click?: (at: Place) => readonly Intent[];
  /** A step axis: a click goes to the step, the wheel zooms, a drag pans. */
  readonly domain?: StepDomain;
}

/** Scope of a frame: curves alone, also pictures and titles, or everything (after a key, and every few frames). */
export type Extent = 'curves' | 'pictures' | 'everything';

/** A record of the table of panels; its name is its key there. */
export interface Panel {
  /** Unique rank for room, with one run and with several. Without a rank the panel is drawn only in focus. */
  readonly claims: { readonly one?: number; readonly several?: number };
  /** The panel that replaces it if the run in focus is recurrent. */
  readonly recurrent?: PanelId;
  /** The panel that replaces it if the log describes no data but has figures without a panel. */
  readonly withoutData?: PanelId;
  /** Whether the log of another program has no figures for it; it then claims no room. */
  readonly lacks?: (run: RunState) => boolean;
  /** Needs several runs. */
  readonly severalOnly?: true;
  /** Needs scores of classes. */
  readonly classesOnly?: true;
  /** Needs a predicted number. */
  readonly numbersOnly?: true;
  /** The frames that paint it. Figures need not change eight times a second, and a new boundary sends a whole picture. */
  readonly extent: Extent;
  /** Title in the longest version that fits into `width` cells. */
  readonly title: (view: PanelView, width?: number) => string;
  /** Smallest useful inner size in cells. */
  readonly minimum: { readonly width: number; readonly height: number };
  readonly paint: (canvas: Canvas, view: PanelView) => void;
  /** Pixels over cells of a canvas of this size, which mean the same; `cell`: pixels of a cell. */
  readonly pictures?: (
    view: PanelView,
    size: Pick<Area, 'width' | 'height'>,
    cell: CellPixels,
  ) => readonly PlacedPicture[];
  /** Curves for a canvas of this size, in its cells. */
  readonly curves?: (view: PanelView, size: Pick<Area, 'width' | 'height'>) => readonly Curve[];
  /** For the mouse; `area` is that of the canvas. */
  readonly regions?: (view: PanelView, area: Area) => readonly PanelRegion[];
}
