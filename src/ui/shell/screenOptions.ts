// How a screen behaves in its terminal, by flags and configuration file; the same for the dashboard and the sweep map.

export interface ScreenOptions {
  /** Take the mouse; the terminal keeps it while Shift is down. */
  readonly mouse: boolean;
}
