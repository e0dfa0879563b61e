// What a panel is: a pure function that paints one rectangle from the state. Panels are a table (`panels/index.ts`).
import type { PanelId, UiState } from '../../core/app/state.js';
import type { RunState } from '../../core/run/runState.js';
import type { ColumnHold } from '../paint/hold.js';
import type { Canvas } from '../../core/screen/canvas.js';
import type { Theme } from '../themes/theme.js';

export interface RunView {
  readonly state: RunState;
  /** Short name for legends, made safe. */
  readonly label: string;
  /** Stable by order of creation: index into theme.runs and GLYPHS. */
  readonly slot: number;
  /** Kept as it is: changes start beside it. */
  readonly pinned: boolean;
  /** Not drawn: the table of runs alone lists it. */
  readonly hidden: boolean;
}

export interface PanelView {
  /** The visible runs, in order; at least one. The single-run dashboard is a list of one. */
  readonly runs: readonly RunView[];
  /** All runs, the hidden ones too, in order. */
  readonly allRuns: readonly RunView[];
  /** The one that is in focus (a member of runs). */
  readonly focus: RunView;
  readonly ui: UiState;
  readonly theme: Theme;
  /** ASCII only: no braille, blocks or box lines. */
  readonly ascii: boolean;
  /** True when the panel has the whole screen. */
  readonly enlarged: boolean;
  /** Keeps columns that still fill between frames that paint everything; null: a picture by itself. */
  readonly hold: ColumnHold | null;
}

/** What a frame paints: `everything` after a key; else the curves, and in turn the pictures and titles, or the figures too. */
export type Extent = 'curves' | 'pictures' | 'everything';

/** A record of the table of panels; its name is its key there. */
export interface Panel {
  /** In which order it claims room, with one run and with several; absent: it is drawn in focus alone. Unique. */
  readonly claims: { readonly one?: number; readonly several?: number };
  /** The panel that claims room in its place where the run in focus is recurrent. */
  readonly recurrent?: PanelId;
  /** Of no use with one run alone. */
  readonly severalOnly?: true;
  /** The frames that paint it. Figures cannot be read eight times a second, and each new boundary costs a slow line a whole picture. */
  readonly extent: Extent;
  /** Text in the panel's frame, in its longest version that fits into `width` cells. */
  readonly title: (view: PanelView, width?: number) => string;
  /** Smallest useful inner size in cells. */
  readonly minimum: { readonly width: number; readonly height: number };
  readonly paint: (canvas: Canvas, view: PanelView) => void;
}
