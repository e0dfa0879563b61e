// The dashboard's wiring: terminal, store, children, painter and Ink around one loop of frames. Decides nothing itself.
import { carryOut, type Command, type Performer } from '../core/app/commands.js';
import type { Action, AppState } from '../core/app/state.js';
import { initialState, update } from '../core/app/update.js';
import { orderedRuns } from '../core/app/selectors.js';
import { nearestPreset } from '../core/config/asAsked.js';
import type { BackendChoice } from '../core/config/backends.js';
import type { Config } from '../core/config/schema.js';
import { updateReplay } from '../core/app/replay.js';
import type { Lesson } from '../core/lesson/schema.js';
import { endFor, lastElapsed } from '../core/run/crash.js';
import { EngineBook, withEngineBook } from '../core/run/engineBook.js';
import type { TrainingClient } from '../core/run/protocol.js';
import { summaryLines } from '../core/text/summary.js';
import { EXIT } from '../core/userError.js';
import type { ColourDepth } from '../runtime/colour.js';
import { childTrainers, playedTrainers } from '../runtime/effects.js';
import { afterLastWords } from '../runtime/ending.js';
import type { Recorder } from '../runtime/recorder.js';
import { Recording } from '../runtime/recording.js';
import { createStore, type Store } from '../runtime/store.js';
import { Surface } from '../runtime/surface.js';
import { canSynchronize } from '../runtime/synchronized.js';
import { enterTerminal, type Terminal } from '../runtime/terminal.js';
import { windowSize } from '../runtime/windowSize.js';
import { createChildClient } from '../worker/client.js';
import type { Player } from '../worker/player.js';
import { App } from './App.js';
import { asciiFrame, mountInk, type InkFrames } from './inkFrames.js';
import { PANEL_ENTRIES } from './panels/index.js';
import type { Extent } from './panels/panel.js';
import { createPainter, LayoutWatch, layoutOf, panelView } from './screen.js';
import { THEME_NAMES, themeAt } from './themes/index.js';

export interface DashboardOptions {
  /** The runs to start with: the preset as it is, with the flags applied, and as the person named it. */
  readonly asked: readonly { readonly base: Config; readonly config: Config; readonly preset: string }[];
  readonly presets: readonly Config[];
  readonly backend: BackendChoice;
  readonly pace: number;
  readonly fullSpeed: boolean;
  readonly theme: string;
  /** Colours that the terminal shows. */
  readonly depth: ColourDepth;
  readonly ascii: boolean;
  /** Open from the start; closed with the dashboard. */
  readonly recorder: Recorder | null;
  /** A training child that is starting already: the first run takes it. */
  readonly child?: TrainingClient;
  /** What `auto` has come to already; another screen's, where the dashboard is opened from one. */
  readonly engines?: EngineBook;
  /** A log is played: its events come from here, nothing is trained and nothing can be changed. */
  readonly replay?: Player;
  /** Runs beside the dashboard, and brings its own runs. */
  readonly lesson?: Lesson;
  /** Opened from another screen that comes back after it: said first, and no summary is left behind. */
  readonly visit?: string;
  /** Said first: what of the command line is not as meant. */
  readonly warning?: string;
}

/** Curves are painted so often; the chrome is committed at every third of them, figures at every sixth, and all with every key. */
const FRAME_MS = 125;
const CHROME_EVERY = 3;
const FIGURES_EVERY = 6;

/** Runs until the person quits. Resolves with the exit code; the terminal is restored by then. */
export async function runDashboard(options: DashboardOptions): Promise<number> {
  const { stdin, stdout } = process;
  const recording = new Recording(options.recorder);
  const dashboard = new Dashboard(options, options.depth, recording);
  return afterLastWords(stdout, await dashboard.run(stdin, stdout));
}

class Dashboard {
  private readonly trainers;
  private readonly paint;
  private readonly watch = new LayoutWatch();
  private store!: Store;
  private surface!: Surface;
  private terminal: Terminal | null = null;
  private ink: InkFrames | null = null;
  private timer: NodeJS.Timeout | null = null;
  private dirty = true;
  private frames = 0;
  private closed = false;
  private finish: (code: number) => void = () => undefined;

  constructor(
    private readonly options: DashboardOptions,
    private readonly depth: ColourDepth,
    private readonly recording: Recording,
  ) {
    this.paint = createPainter(options.ascii);
    const dispatch = (action: Action): void => this.receive(action);
    let { child } = options;
    const engines = options.engines ?? new EngineBook();
    const create = (): TrainingClient => {
      const client = withEngineBook(child ?? createChildClient(), engines);
      child = undefined;
      return client;
    };
    const awaitsEnd = (runId: string): boolean => recording.awaitsEnd(runId);
    this.trainers =
      options.replay === undefined
        ? childTrainers({ create, dispatch, awaitsEnd })
        : playedTrainers(options.replay, dispatch);
  }

  async run(stdin: NodeJS.ReadStream, stdout: NodeJS.WriteStream): Promise<number> {
    const { options } = this;
    const size = windowSize(stdout);
    // The child has its orders before the first frame is drawn: both take their time side by side.
    this.store = createStore(
      initialState({
        configs: options.asked.map(({ config }) => config),
        presets: options.presets,
        size,
        backend: options.backend,
        panels: PANEL_ENTRIES,
        themes: THEME_NAMES,
        theme: this.depth === 'none' ? 'none' : options.theme,
        pace: options.pace,
        fullSpeed: options.fullSpeed,
        replay: options.replay !== undefined,
        recording: options.recorder?.path ?? null,
        ...(options.lesson === undefined ? {} : { lesson: options.lesson }),
      }),
      options.replay === undefined ? update : updateReplay,
      (commands) => this.perform(commands),
      () => {
        this.dirty = true;
      },
    );
    this.surface = new Surface(stdout, this.depth, size.columns, size.rows, canSynchronize(process.env));
    const done = new Promise<number>((resolve) => {
      this.finish = resolve;
    });
    this.terminal = enterTerminal(
      { stdin, stdout },
      {
        onKey: (key) => this.key(key),
        onResize: (columns, rows) => this.resize(columns, rows),
        onResume: () => this.redraw(),
        onGone: (code) => this.finish(code),
      },
    );
    try {
      options.replay?.play();
      if (options.visit !== undefined) this.store.dispatch({ type: 'say', text: options.visit, level: 'info' });
      if (options.warning !== undefined) this.store.dispatch({ type: 'say', text: options.warning, level: 'warning' });
      const { state } = this.store;
      this.ink = await mountInk(this.element(), size, (frame) =>
        this.surface.setFrame(options.ascii ? asciiFrame(frame) : frame),
      );
      // Ink has just drawn this state: the first picture waits for the panels alone.
      if (this.store.state === state) this.paintOver('everything');
      else this.frame('everything');
      this.timer = setInterval(() => this.tick(), FRAME_MS);
      const code = await done;
      await this.close(stdout);
      return code === EXIT.fine && this.recording.losses.length > 0 ? EXIT.failed : code;
    } finally {
      await this.close(stdout);
    }
  }

  private async close(stdout: NodeJS.WriteStream): Promise<void> {
    if (this.closed) return;
    this.closed = true;
    if (this.timer !== null) clearInterval(this.timer);
    this.ink?.unmount();
    // Whatever still comes draws no more.
    this.ink = null;
    this.terminal?.leave();
    await this.closeRecorded();
    const summary = this.options.visit === undefined ? this.summary() : '';
    if (summary !== '' && stdout.writable) stdout.write(summary);
  }

  /** Asks the runs for their last events and completes the log; a run that does not answer gets its end here. */
  private async closeRecorded(): Promise<void> {
    await this.trainers.close();
    for (const run of orderedRuns(this.store.state)) {
      const end = endFor(run, 'stopped', 'the training process did not answer', lastElapsed(run));
      if (end !== null && this.recording.awaitsEnd(run.runId)) this.recording.add(end);
    }
    await this.recording.close();
  }

  private perform(commands: readonly Command[]): void {
    for (const command of commands) carryOut(command, this.performer);
    this.trainers.settle();
  }

  private readonly performer: Performer = {
    start: (request) => this.trainers.start(request),
    send: (message, to) => this.trainers.send(message, to),
    drop: (runId, event) => {
      this.recording.add(event);
      this.trainers.drop(runId);
    },
    log: (event) => this.recording.add(event),
    record: () => this.store.dispatch(this.recording.toggle(this.store.state)),
    show: () => {
      if (this.ink !== null) this.frame('everything');
    },
    screen: (command) => {
      if (command.type === 'redraw') this.redraw();
      else if (command.type === 'suspend') this.terminal?.suspend();
      else this.finish(command.exitCode);
    },
  };

  private receive(action: Action): void {
    if (action.type === 'events') this.record(action);
    this.store.dispatch(action);
  }

  private record({ runId, events }: Extract<Action, { type: 'events' }>): void {
    // What a dropped run still sends belongs to nobody, but in the log up to its end.
    if (!this.store.state.runs.has(runId) && !this.recording.awaitsEnd(runId)) return;
    const news = this.recording.take(runId, events);
    if (news !== null) this.store.dispatch(news);
  }

  private key(key: string): void {
    this.store.dispatch({ type: 'key', key });
    if (this.dirty) this.frame('everything');
  }

  private resize(columns: number, rows: number): void {
    this.surface.resize(columns, rows);
    this.ink?.resize(columns, rows);
    this.store.dispatch({ type: 'resize', columns, rows });
    this.frame('everything');
  }

  private redraw(): void {
    this.surface.invalidate();
    this.frame('everything');
  }

  private tick(): void {
    this.store.dispatch({ type: 'tick', now: performance.now() });
    // Help covers the picture and stays as it is: what lies below waits for the key that closes it.
    if (!this.dirty || this.store.state.ui.overlay === 'help') {
      // The terminal was still draining the previous frame; try again.
      if (this.surface.behind) this.flush();
      return;
    }
    this.frames += 1;
    const { frames } = this;
    this.frame(frames % FIGURES_EVERY === 0 ? 'everything' : frames % CHROME_EVERY === 0 ? 'pictures' : 'curves');
  }

  /** One picture. The chrome is Ink's and costs the most, so it is not made for every one; nor are the figures. */
  private frame(asked: Extent): void {
    const extent = this.watch.extent(this.store.state, asked);
    if (extent !== 'curves') this.ink?.render(this.element());
    this.paintOver(extent);
  }

  /** The panels over the chrome as it is. */
  private paintOver(extent: Extent): void {
    if (extent === 'everything') this.dirty = false;
    const { state } = this.store;
    this.surface.setLayers(this.paint(state, this.theme(state), extent));
    this.flush();
  }

  private flush(): void {
    if (this.terminal?.ours === true) this.surface.flush();
  }

  private theme(state: AppState) {
    return themeAt(state.ui.theme, this.depth);
  }

  private element() {
    const { state } = this.store;
    const theme = this.theme(state);
    const { ascii } = this.options;
    return (
      <App state={state} layout={layoutOf(state)} view={panelView(state, theme, ascii)} theme={theme} ascii={ascii} />
    );
  }

  /** What stays on the normal screen: every run's command line, outcome, verdict and the notebook's table. */
  private summary(): string {
    const { state } = this.store;
    const lines = orderedRuns(state).flatMap((run) => {
      const config = run.config;
      if (config === null) return summaryLines(run, { columns: state.size.columns });
      const asked = this.options.asked.find(({ base }) => base.name === config.name);
      const base = asked?.base ?? nearestPreset(config, state.presets);
      return summaryLines(run, {
        base,
        preset: asked?.preset ?? base.name,
        command: 'gradtop',
        ascii: this.options.ascii,
        // Of the terminal that it stays on.
        columns: state.size.columns,
      });
    });
    lines.push(...this.recording.losses.map(({ text }) => `recording failed: ${text}`));
    return lines.length === 0 ? '' : `${lines.join('\n')}\n`;
  }
}
