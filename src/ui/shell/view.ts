// The view of an application, as the shell uses it.
import type { Layer } from '../../core/screen/canvas.js';
import type { CellPixels } from '../../core/screen/picture.js';

export interface Size {
  readonly columns: number;
  readonly rows: number;
}

/** The target of a picture: rows of text, and layers over them. */
export interface Ground {
  /** Pixels of a cell if pictures of layers are shown, else null. */
  readonly cell: CellPixels | null;
  setFrame(frame: string): void;
  setLayers(layers: readonly Layer[]): void;
}

export interface View<State> {
  /**
   * Lays out the picture of a state. `whole` after a key, a resize or the first step; else expensive parts
   * may wait for a later frame. Returns whether the whole picture is laid out.
   */
  paint(state: State, ground: Ground, whole: boolean): boolean;
  /** Whether an overlay hides all changes, so that no frame is due. */
  covered?(state: State): boolean;
  resize?(columns: number, rows: number): void;
  close?(): void;
}
