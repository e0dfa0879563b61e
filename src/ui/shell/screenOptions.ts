// How a screen behaves in its terminal, by flags and configuration file; the same for the dashboard and the sweep map.

import type { LayoutState } from '../../core/app/layoutState.js';
import type { KeyChanges } from '../../core/keys/changes.js';
import type { Hooks } from '../../runtime/hooks.js';
import type { KnownTerminal, PictureForm } from '../../runtime/terminal/identity.js';
import type { NotifyWhen } from '../../runtime/terminal/notify.js';

export interface ScreenOptions {
  /** Take the mouse; the terminal keeps it while Shift is down. */
  readonly mouse: boolean;
  /** Print lines for a screen reader instead of drawing. */
  readonly linear: boolean;
  /** When the desktop is notified. */
  readonly notify: NotifyWhen;
  /** How pictures are drawn, if the terminal confirms it; null: never. */
  readonly images: PictureForm | null;
  /** What the terminal takes. */
  readonly terminal: KnownTerminal;
  readonly hooks: Hooks;
  /** The user's own keys. */
  readonly keys: KeyChanges;
  /** The layout to begin with; absent: the usual one. */
  readonly layout?: LayoutState;
  /** Keeps a changed layout. Returns a warning, or null. */
  readonly keepLayout?: (layout: LayoutState) => string | null;
  /** Largest number of frames a second, not counting those after a key. */
  readonly fps: number;
}
