// A map that fills the screen: terminal, painter and keys around one state. Decides nothing itself.
import type { SweepMetric } from '../core/sweep/map.js';
import { initialExplore, type ExploreCommand, type ExploreState } from '../core/sweep/exploreState.js';
import { updateExplore, type ExploreAction } from '../core/sweep/explore.js';
import type { SweepCell } from '../core/sweep/order.js';
import { messageOf } from '../core/userError.js';
import type { ColourDepth } from '../runtime/colour.js';
import { exitCodeOf, LOST } from '../runtime/signals.js';
import { Surface } from '../runtime/surface.js';
import { canSynchronize } from '../runtime/synchronized.js';
import { enterTerminal, type Terminal, type TerminalStreams } from '../runtime/terminal.js';
import { windowSize } from '../runtime/windowSize.js';
import { sweepLayers, type SweepScene } from './sweepLayers.js';
import { THEME_NAMES, themeAt } from './themes/index.js';

export interface ExplorerOptions extends Omit<SweepScene, 'theme'> {
  readonly metric: SweepMetric;
  readonly theme: string;
  readonly depth: ColourDepth;
  /** Shows the cell as a run; resolves with that screen's exit code. `giveWay` leaves the terminal to it, or says no: false. */
  readonly openRun: (cell: SweepCell, theme: string, giveWay: () => boolean) => Promise<number>;
  readonly pause: () => void;
  readonly resume: () => void;
}

export interface Explorer {
  /** There is something new to show. */
  show(): void;
  note(text: string): void;
  /** Every cell is done. */
  whole(): void;
  /** Ends it from outside, once the terminal is ours. */
  leave(code: number): void;
  /** 0: by `q`; else the exit code of what ended it. */
  readonly left: Promise<number>;
  /** Gives the terminal back. */
  close(): void;
  /** As the person saw it last. */
  readonly look: Pick<ExploreState, 'metric' | 'theme'>;
}

const FRAME_MS = 100;

export const openExplorer = (options: ExplorerOptions, streams: TerminalStreams = process): Explorer =>
  new MapExplorer(options, streams);

class MapExplorer implements Explorer {
  readonly left: Promise<number>;
  private state: ExploreState;
  private readonly surface: Surface;
  private terminal: Terminal | null = null;
  private timer: NodeJS.Timeout | null = null;
  private dirty = false;
  /** A run is open: the terminal is not ours. */
  private visiting = false;
  private outcome: number | null = null;
  private resolve: (code: number) => void = () => undefined;

  constructor(
    private readonly options: ExplorerOptions,
    private readonly streams: TerminalStreams,
  ) {
    const { columns, rows } = windowSize(streams.stdout);
    const { base, metric, theme, depth } = options;
    const { plan } = options.map;
    this.state = initialExplore({ plan, base, size: { columns, rows }, metric, theme, themes: THEME_NAMES });
    this.surface = new Surface(streams.stdout, depth, columns, rows, canSynchronize(process.env));
    this.left = new Promise((resolve) => (this.resolve = resolve));
    this.enter();
    this.timer = setInterval(() => this.tick(), FRAME_MS);
  }

  get look(): Pick<ExploreState, 'metric' | 'theme'> {
    return this.state;
  }

  show(): void {
    this.dirty = true;
  }

  note(text: string): void {
    this.dispatch({ type: 'say', text });
  }

  whole(): void {
    this.dispatch({ type: 'whole' });
  }

  leave(code: number): void {
    this.outcome ??= code;
    if (!this.visiting) this.resolve(this.outcome);
  }

  close(): void {
    if (this.timer !== null) clearInterval(this.timer);
    this.timer = null;
    this.exit();
  }

  private enter(): void {
    this.terminal = enterTerminal(this.streams, {
      onKey: (key) => this.key(key),
      onResize: (columns, rows) => this.resize(columns, rows),
      onResume: () => this.redraw(),
      onGone: (code) => this.leave(code),
    });
    const { columns, rows } = windowSize(this.streams.stdout);
    this.resize(columns, rows);
  }

  private key(key: string): void {
    // A run is about to be shown: what is typed meanwhile is not meant for the map.
    if (this.visiting && key !== 'ctrl-c') return;
    this.dispatch({ type: 'key', key });
    this.frame();
  }

  private exit(): void {
    this.terminal?.leave();
    this.terminal = null;
  }

  private dispatch(action: ExploreAction): void {
    const { state, commands } = updateExplore(this.state, action);
    this.dirty ||= state !== this.state;
    this.state = state;
    for (const command of commands) this.perform(command);
  }

  private perform(command: ExploreCommand): void {
    if (command.type === 'pause') this.options.pause();
    else if (command.type === 'resume') this.options.resume();
    else if (command.type === 'redraw') this.redraw();
    else if (command.type === 'suspend') this.terminal?.suspend();
    else if (command.type === 'leave') this.leave(command.interrupted ? exitCodeOf('SIGINT') : 0);
    else if (command.type === 'open') void this.visit(command.cell);
  }

  /** The sweep stands still meanwhile: the run on screen has the machine, and its speed is its own. */
  private async visit(cell: SweepCell): Promise<void> {
    if (this.visiting) return;
    this.visiting = true;
    this.options.pause();
    let code: number;
    try {
      code = await this.options.openRun(cell, this.state.theme, () => {
        if (this.outcome !== null) return false;
        this.exit();
        return true;
      });
    } catch (error) {
      code = 0;
      this.note(messageOf(error));
    }
    this.visiting = false;
    const { stdin } = this.streams;
    // Its own end by Ctrl+C or a signal is the end of everything; so is a terminal that is gone.
    if (code !== 0) this.leave(code);
    else if (stdin.readableEnded || stdin.destroyed) this.leave(LOST);
    else if (this.outcome !== null) this.leave(this.outcome);
    else {
      if (this.terminal === null) this.enter();
      if (this.state.progress === 'running') this.options.resume();
    }
  }

  private resize(columns: number, rows: number): void {
    this.surface.resize(columns, rows);
    this.dispatch({ type: 'resize', columns, rows });
    this.frame();
  }

  private redraw(): void {
    this.surface.invalidate();
    this.frame();
  }

  private tick(): void {
    if (this.dirty) this.frame();
    else if (this.terminal?.ours === true && this.surface.behind) this.surface.flush();
  }

  private frame(): void {
    // It comes back with everything drawn anew.
    if (this.terminal?.ours !== true) return;
    this.dirty = false;
    const { map, critical, base, ascii, depth } = this.options;
    const theme = themeAt(this.state.theme, depth);
    this.surface.setLayers(sweepLayers(this.state, { map, critical, base, ascii, theme }));
    this.surface.flush();
  }
}
