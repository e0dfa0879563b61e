// The dashboard's picture for the shell: painted panels over Ink's chrome. Expensive parts are drawn less often.
import type { AppState } from '../core/app/state.js';
import type { ColourDepth } from '../runtime/terminal/colour.js';
import { App } from './App.js';
import { mountInk, type InkFrames } from './inkFrames.js';
import { chromeRows } from './chrome/chrome.js';
import type { Extent } from './panels/panel.js';
import { createPainter, LayoutWatch, layoutOf } from './screen.js';
import type { Ground, View } from './shell/view.js';
import { themeAt } from './themes/index.js';

/** Every frame paints the curves, every third also the chrome, every sixth also the figures. A key paints everything. */
const CHROME_EVERY = 3;
const FIGURES_EVERY = 6;

export class DashboardView implements View<AppState> {
  private readonly painter;
  private readonly watch = new LayoutWatch();
  private ink: InkFrames | null = null;
  private frames = 0;

  constructor(
    private readonly depth: ColourDepth,
    private readonly ascii: boolean,
  ) {
    this.painter = createPainter(ascii);
  }

  paint(state: AppState, ground: Ground, whole: boolean): boolean {
    const extent = this.watch.extent(state, whole ? 'everything' : this.due());
    if (extent !== 'curves') this.chrome(state, ground);
    ground.setLayers(this.painter(state, themeAt(state.ui.theme, this.depth), extent, ground.cell));
    return extent === 'everything';
  }

  /** Help hides the picture, so nothing is painted until a key closes it. */
  covered(state: AppState): boolean {
    return state.ui.overlay === 'help' || state.ui.overlay === 'glossary';
  }

  resize(columns: number, rows: number): void {
    this.ink?.resize(columns, rows);
  }

  close(): void {
    this.ink?.unmount();
    this.ink = null;
  }

  private due(): Extent {
    this.frames += 1;
    if (this.frames % FIGURES_EVERY === 0) return 'everything';
    return this.frames % CHROME_EVERY === 0 ? 'pictures' : 'curves';
  }

  /** Renders Ink's chrome, the most expensive part. */
  private chrome(state: AppState, ground: Ground): void {
    const look = { theme: themeAt(state.ui.theme, this.depth), ascii: this.ascii };
    const element = <App size={state.size} rows={chromeRows(state, layoutOf(state), look)} />;
    if (this.ink === null) this.ink = mountInk(element, state.size, (frame) => ground.setFrame(frame));
    else this.ink.render(element);
  }
}
