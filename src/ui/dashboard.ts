// The dashboard as an application in the shell: its state and view, its trainers, its log. Decides nothing itself.
import { carryOut, type Command, type Performer } from '../core/app/commands.js';
import { takesText } from '../core/app/overlays.js';
import { lessonInWords } from '../core/app/lesson.js';
import { updateReplay } from '../core/app/replay.js';
import { orderedRuns } from '../core/app/selectors.js';
import type { AppState, Updated } from '../core/app/state.js';
import type { Action } from '../core/app/action.js';
import { dashboardProgress } from '../core/app/tabProgress.js';
import { initialState, update } from '../core/app/update.js';
import { nearestPreset } from '../core/config/asAsked.js';
import { EngineBook, withEngineBook } from '../core/run/engineBook.js';
import type { TrainingClient } from '../core/run/protocol.js';
import { summaryLines } from '../core/text/summary.js';
import { EXIT } from '../core/userError.js';
import { MemoryRelease } from '../runtime/memory.js';
import { childTrainers, type Trainers } from '../runtime/effects.js';
import { afterLastWords } from '../runtime/terminal/ending.js';
import { Recording } from '../runtime/recording.js';
import { fileLink } from '../runtime/terminal/link.js';
import { watchSignals } from '../runtime/terminal/signals.js';
import { windowSize } from '../runtime/terminal/windowSize.js';
import { createChildClient } from '../worker/client.js';
import type { DashboardOptions } from './dashboardOptions.js';
import { DashboardView } from './dashboardView.js';
import { DashboardNarrator } from './linear/dashboardNarrator.js';
import { LinearShell } from './linear/linearShell.js';
import { Notifier } from './notifier.js';
import { PANEL_ENTRIES } from './panels/index.js';
import type { ScreenShell } from './shell/screenShell.js';
import { Shell } from './shell/shell.js';
import type { Transition } from './shell/store.js';
import type { Size } from './shell/view.js';
import { dashboardRegions } from './pointerRegions.js';
import { THEME_NAMES, themeAt } from './themes/index.js';

/** Runs until the user quits. Resolves with the exit code; the terminal is restored by then. */
export async function runDashboard(options: DashboardOptions): Promise<number> {
  const dashboard = new Dashboard(options, new Recording(options.recorder));
  return afterLastWords(process.stdout, await dashboard.run());
}

/** The first state, and the commands that start its runs. */
const begin = (options: DashboardOptions, size: Size): Updated =>
  initialState({
    configs: options.asked.map(({ config }) => config),
    presets: options.presets,
    size,
    backend: options.backend,
    panels: PANEL_ENTRIES,
    themes: THEME_NAMES,
    keys: options.screen.keys,
    ...(options.screen.layout === undefined ? {} : { layout: options.screen.layout }),
    theme: options.depth === 'none' ? 'none' : options.theme,
    pace: options.pace,
    fullSpeed: options.fullSpeed,
    replay: options.source !== undefined,
    watched: options.source?.watched ?? false,
    ...(options.group === undefined ? {} : { group: options.group }),
    recording: options.recorder?.path ?? null,
    ...(options.lesson === undefined ? {} : { lesson: options.lesson }),
  });

/** The trainers of the source, or a child for each run. The first run gets `child`, if it is given. */
function trainersOf(
  { source, child, engines = new EngineBook() }: DashboardOptions,
  recording: Recording,
  dispatch: (action: Action) => void,
): Trainers {
  if (source !== undefined) return source.trainers(dispatch);
  let early = child;
  const create = (): TrainingClient => {
    const client = withEngineBook(early ?? createChildClient(), engines);
    early = undefined;
    return client;
  };
  return childTrainers({ create, dispatch, awaitsEnd: (runId) => recording.awaitsEnd(runId) });
}

/** Draws, or prints lines for a screen reader. */
function shellFor(
  { depth, ascii, screen, keys = process.stdin }: DashboardOptions,
  transition: Transition<AppState, Action, Command>,
): ScreenShell<AppState, Action> {
  const streams = { stdin: keys, stdout: process.stdout };
  if (screen.linear) return new LinearShell(transition, new DashboardNarrator(), { streams, ascii, screen });
  const view = {
    view: new DashboardView(depth, ascii),
    regions: (state: AppState) => dashboardRegions(state, { theme: themeAt(state.ui.theme, depth), ascii }),
    progress: dashboardProgress,
    takesText,
  };
  return new Shell({ ...transition, ...view }, { streams, depth, screen });
}

/** Interval in milliseconds between two looks at the runs, besides those at news. */
const LOOK_MS = 1000;

class Dashboard {
  private readonly trainers: Trainers;
  private readonly shell: ScreenShell<AppState, Action>;
  private readonly notifier: Notifier;
  private readonly memory = new MemoryRelease();

  constructor(
    private readonly options: DashboardOptions,
    private readonly recording: Recording,
  ) {
    const { source } = options;
    this.trainers = trainersOf(options, recording, (action) => this.receive(action));
    // Children get their runs before the first frame is drawn, so that both load in parallel.
    this.shell = shellFor(options, {
      begun: begin(options, windowSize(process.stdout)),
      update: source === undefined ? update : updateReplay,
      perform: (commands) => this.perform(commands),
    });
    this.notifier = new Notifier(this.shell, options.screen.hooks);
  }

  async run(): Promise<number> {
    const { shell, recording } = this;
    const { source, visit, notice = visit, warning, judge } = this.options;
    const stop = this.options.follow?.((action) => shell.dispatch(action));
    const looks = source === undefined ? undefined : setInterval(() => this.look(), LOOK_MS);
    let code: number;
    try {
      source?.play();
      if (notice !== undefined) shell.dispatch({ type: 'say', text: notice, level: 'info' });
      if (warning !== undefined) shell.dispatch({ type: 'say', text: warning, level: 'warning' });
      shell.open();
      this.notifier.open();
      code = await shell.left;
    } finally {
      stop?.();
      clearInterval(looks);
      this.notifier.close();
      // A second signal waits for the log.
      const signals = watchSignals();
      shell.close();
      this.memory.close();
      await this.closeRecorded();
      signals.close();
      const summary = visit === undefined ? this.summary() : '';
      if (summary !== '' && process.stdout.writable) process.stdout.write(summary);
    }
    if (code !== EXIT.fine) return code;
    return recording.losses.length > 0 ? EXIT.failed : (judge?.(orderedRuns(shell.state)) ?? code);
  }

  /** Asks the runs for their last events and completes the log, with an 'end' event for each run that does not answer. */
  private async closeRecorded(): Promise<void> {
    await this.trainers.close();
    this.recording.endRest('the training process did not answer');
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
      this.memory.soon();
    },
    log: (event) => this.recording.add(event),
    record: () => this.shell.dispatch(this.recording.toggle(this.shell.state)),
    keep: (lesson) => {
      const trouble = this.options.keepLesson?.(lesson) ?? null;
      if (trouble !== null) this.shell.dispatch({ type: 'say', text: trouble, level: 'warning' });
    },
    layout: (layout) => {
      const trouble = this.options.screen.keepLayout?.(layout) ?? null;
      if (trouble !== null) this.shell.dispatch({ type: 'say', text: trouble, level: 'warning' });
    },
    show: () => this.shell.show(),
    screen: (command) => this.shell.screen(command),
  };

  private receive(action: Action): void {
    if (action.type === 'events') this.record(action);
    this.shell.dispatch(action);
    this.notifier.hear(action);
    this.look();
  }

  /** Warns about the runs, and leaves if all is over. */
  private look(): void {
    const { over, warnings } = this.options;
    const runs = orderedRuns(this.shell.state);
    for (const text of warnings?.(runs) ?? []) this.shell.dispatch({ type: 'say', text, level: 'warning' });
    if (over?.(runs) === true) this.shell.leave(EXIT.fine);
  }

  private record({ runId, events }: Extract<Action, { type: 'events' }>): void {
    // Events of a dropped run go to the log alone, up to its end.
    if (!this.shell.state.runs.has(runId) && !this.recording.awaitsEnd(runId)) return;
    const news = this.recording.take(runId, events);
    if (news !== null) this.shell.dispatch(news);
  }

  /** The summary for the normal screen: each run's command line, result, verdict and weight changes. */
  private summary(): string {
    const { state } = this.shell;
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
        columns: state.size.columns,
      });
    });
    const lesson = lessonInWords(state);
    if (lesson !== null) lines.unshift(lesson);
    const links = this.options.screen.terminal.links && !this.options.screen.linear;
    lines.push(...this.recording.files.map((file) => `log ${fileLink(file, links)}`));
    lines.push(...this.recording.losses.map(({ text }) => `recording failed: ${text}`));
    return lines.length === 0 ? '' : `${lines.join('\n')}\n`;
  }
}
