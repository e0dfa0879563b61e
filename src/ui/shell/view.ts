// What the shell asks of an application's picture.
import type { Layer } from '../../core/screen/canvas.js';

export interface Size {
  readonly columns: number;
  readonly rows: number;
}

/** Where a picture is laid: rows of text, and layers over them. */
export interface Ground {
  setFrame(frame: string): void;
  setLayers(layers: readonly Layer[]): void;
}

export interface View<State> {
  /**
   * Lays out the picture of a state. `whole`: a key, a resize or a first step wants all of it; otherwise a frame is due, and what
   * is costly may wait for a later one. Returns whether all of it is laid out.
   */
  paint(state: State, ground: Ground, whole: boolean): boolean;
  /** What changes is not seen now: no frame is due. */
  covered?(state: State): boolean;
  resize?(columns: number, rows: number): void;
  close?(): void;
}
