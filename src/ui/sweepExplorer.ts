// The sweep map as an application in the shell: its state, its view, and the cell that is opened as a run.
import type { TabProgress } from '../core/app/tabProgress.js';
import type { SweepMoves } from '../core/sweep/watch.js';
import type { SweepMap, SweepPlan } from '../core/sweep/map.js';
import type { SweepMetric } from '../core/sweep/metrics.js';
import { initialExplore, type ExploreCommand, type ExploreState } from '../core/sweep/exploreState.js';
import { updateExplore, type ExploreAction } from '../core/sweep/explore.js';
import type { SweepCell } from '../core/sweep/order.js';
import { messageOf } from '../core/userError.js';
import type { ColourDepth } from '../runtime/terminal/colour.js';
import { LOST } from '../runtime/terminal/signals.js';
import type { TerminalStreams } from '../runtime/terminal/terminal.js';
import { windowSize } from '../runtime/terminal/windowSize.js';
import { LinearShell } from './linear/linearShell.js';
import { SweepNarrator } from './linear/sweepNarrator.js';
import type { ScreenShell } from './shell/screenShell.js';
import { Shell } from './shell/shell.js';
import type { Transition } from './shell/store.js';
import type { View } from './shell/view.js';
import type { ScreenOptions } from './shell/screenOptions.js';
import { sweepLayers, type Shown, type SweepScene } from './sweepLayers.js';
import { sweepRegions } from './sweepRegions.js';
import { THEME_NAMES, themeAt } from './themes/index.js';

export interface ExplorerOptions extends Omit<SweepScene, 'theme' | keyof Shown> {
  /** The whole map. */
  readonly map: SweepMap;
  /** The map of a plan, whole or zoomed. */
  readonly shown: (plan: SweepPlan) => Shown;
  readonly metric: SweepMetric;
  readonly theme: string;
  readonly depth: ColourDepth;
  readonly screen: ScreenOptions;
  /** The map is filled by other processes. */
  readonly watched?: boolean;
  /** Opens the cell as a run; resolves with its exit code. `giveWay` releases the terminal, or returns false. */
  readonly openRun: (plan: SweepPlan, cell: SweepCell, theme: string, giveWay: () => boolean) => Promise<number>;
  /** Trains the cells of this part of the map next. */
  readonly aim: (plan: SweepPlan) => void;
  readonly pause: () => void;
  readonly resume: () => void;
}

export interface Explorer {
  /** Requests a redraw. */
  show(): void;
  note(text: string): void;
  /** Removes the note if it still stands. */
  unnote(text: string): void;
  /** Words beside the progress, until the next ones. */
  status(text: string, moves: SweepMoves): void;
  /** Every cell is done. */
  whole(): void;
  /** Ends the screen from outside, as soon as it owns the terminal. */
  leave(code: number): void;
  /** 0 after `q`, else the exit code of the cause. */
  readonly left: Promise<number>;
  /** Releases the terminal. */
  close(): void;
  /** Metric and theme that were shown last. */
  readonly look: Pick<ExploreState, 'metric' | 'theme'>;
}

export const openExplorer = (options: ExplorerOptions, streams: TerminalStreams = process): Explorer =>
  new MapExplorer(options, streams);

const mapView = ({ shown, base, ascii, depth }: ExplorerOptions): View<ExploreState> => ({
  paint(state, ground) {
    const scene = { ...shown(state.plan), base, ascii, theme: themeAt(state.theme, depth) };
    ground.setLayers(sweepLayers(state, scene, ground.cell));
    return true;
  },
});

/** Draws, or prints lines for a screen reader. */
function shellFor(
  options: ExplorerOptions,
  streams: TerminalStreams,
  transition: Transition<ExploreState, ExploreAction, ExploreCommand>,
): ScreenShell<ExploreState, ExploreAction> {
  const { shown, ascii, depth } = options;
  const screen = { ...options.screen, notify: 'never' as const };
  const narrator = new SweepNarrator(({ plan }) => shown(plan).map);
  if (screen.linear) return new LinearShell(transition, narrator, { streams, ascii, screen });
  const view = {
    view: mapView(options),
    regions: sweepRegions,
    takesText: ({ palette }: ExploreState): boolean => palette !== null,
    progress: ({ progress, plan }: ExploreState): TabProgress | null => {
      const { map } = shown(plan);
      const fraction = map.cells.size / Math.max(1, map.total);
      return fraction >= 1 ? null : { fraction, state: progress === 'paused' ? 'paused' : 'running' };
    },
  };
  return new Shell({ ...transition, ...view }, { streams, depth, screen });
}

class MapExplorer implements Explorer {
  readonly left: Promise<number>;
  private readonly shell: ScreenShell<ExploreState, ExploreAction>;
  /** A run has the terminal. */
  private away = false;
  /** The exit code of a `leave` that came while a run had the terminal. */
  private pending: number | null = null;

  constructor(
    private readonly options: ExplorerOptions,
    private readonly streams: TerminalStreams,
  ) {
    const size = windowSize(streams.stdout);
    const { base, metric, theme } = options;
    const { keys } = options.screen;
    const { plan } = options.map;
    const watched = options.watched ?? false;
    const state = initialExplore({ plan, base, size, metric, theme, themes: THEME_NAMES, watched, keys });
    const transition = {
      begun: { state, commands: [] },
      update: updateExplore,
      perform: (commands: readonly ExploreCommand[]) => commands.forEach((command) => this.perform(command)),
    };
    this.shell = shellFor(options, streams, transition);
    this.left = this.shell.left;
    this.shell.open();
  }

  get look(): Pick<ExploreState, 'metric' | 'theme'> {
    return this.shell.state;
  }

  show(): void {
    this.shell.touch();
  }

  note(text: string): void {
    this.shell.dispatch({ type: 'say', text });
  }

  unnote(text: string): void {
    this.shell.dispatch({ type: 'unsay', text });
  }

  status(text: string, moves: SweepMoves): void {
    this.shell.dispatch({ type: 'status', text, moves });
    this.shell.touch();
  }

  whole(): void {
    this.shell.dispatch({ type: 'whole' });
  }

  leave(code: number): void {
    if (this.away) this.pending ??= code;
    else this.shell.leave(code);
  }

  close(): void {
    this.shell.close();
  }

  private perform(command: ExploreCommand): void {
    if (command.type === 'pause') this.options.pause();
    else if (command.type === 'resume') this.options.resume();
    else if (command.type === 'aim') this.options.aim(command.plan);
    else if (command.type === 'open') void this.visit(command.cell);
    else this.shell.screen(command);
  }

  /** Pauses the sweep, so that the open run has the whole machine. */
  private async visit(cell: SweepCell): Promise<void> {
    const { options, shell } = this;
    options.pause();
    let code = 0;
    try {
      code = await options.openRun(shell.state.plan, cell, shell.state.theme, () => this.giveWay());
    } catch (error) {
      this.note(messageOf(error));
    }
    this.away = false;
    const { stdin } = this.streams;
    // Ctrl+C or a signal in the run ends the map too, and so does a lost terminal.
    const lost = stdin.readableEnded || stdin.destroyed ? LOST : null;
    const end = this.pending ?? (code === 0 ? lost : code);
    if (end !== null) shell.leave(end);
    if (shell.over) return;
    shell.comeBack();
    shell.dispatch({ type: 'back' });
  }

  /** Leaves the terminal to a run, unless the map has ended. */
  private giveWay(): boolean {
    if (this.shell.over) return false;
    this.away = true;
    this.shell.giveWay();
    return true;
  }
}
