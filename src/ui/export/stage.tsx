// Draws the dashboard as a terminal gets it, frame by frame, without a clock: by Ink, and with the bytes of each change.
import type { AppState } from '../../core/app/state.js';
import type { Canvas } from '../../core/screen/canvas.js';
import { Surface, type SurfaceOutput } from '../../runtime/terminal/surface.js';
import { App } from '../App.js';
import { chromeRows } from '../chrome/chrome.js';
import { mountInk, type InkFrames } from '../inkFrames.js';
import { createPainter, layoutOf } from '../screen.js';
import { themeOf } from '../themes/index.js';
import type { StageOptions } from './still.js';

/** Draws states into a surface like the dashboard, but without a clock. Set FORCE_COLOR=3 before this module loads. */
export class Stage {
  private readonly surface: Surface;
  private readonly paint;
  private ink: InkFrames | null = null;

  constructor(
    private readonly options: StageOptions,
    output: SurfaceOutput = { write: () => true },
  ) {
    this.surface = new Surface(output, 'truecolor', options.size.columns, options.size.rows);
    this.paint = createPainter(options.ascii);
  }

  /** Lays out and paints; `flush` writes. */
  draw(state: AppState): void {
    const theme = themeOf(state.ui.theme);
    const { ascii } = this.options;
    const element = <App size={state.size} rows={chromeRows(state, layoutOf(state), { theme, ascii })} />;
    if (this.ink === null) this.ink = mountInk(element, this.options.size, (frame) => this.surface.setFrame(frame));
    else this.ink.render(element);
    this.surface.setLayers(this.paint(state, theme));
  }

  /** Writes the changes; returns the number of bytes. */
  flush(): number {
    return this.surface.flush();
  }

  picture(): Canvas {
    return this.surface.picture();
  }

  close(): void {
    this.ink?.unmount();
    this.ink = null;
  }
}
