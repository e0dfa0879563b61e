// Notifies of live runs, not of a replay: through the terminal, and by the user's programs.
import type { Action } from '../core/app/action.js';
import { noticeInWords, Notices, type Notice } from '../core/app/notices.js';
import { orderedRuns, runLabel } from '../core/app/selectors.js';
import type { AppState } from '../core/app/state.js';
import { runHook, type Hooks } from '../runtime/hooks.js';
import type { ScreenShell } from './shell/screenShell.js';

/** Milliseconds between two looks at watched runs, whose alarms and silence are no events. */
const LOOK_MS = 1000;

export class Notifier {
  private readonly notices = new Notices();
  private timer: NodeJS.Timeout | null = null;

  constructor(
    private readonly shell: ScreenShell<AppState, Action>,
    private readonly hooks: Hooks,
  ) {}

  open(): void {
    if (this.shell.state.watched) this.timer = setInterval(() => this.look(), LOOK_MS);
  }

  close(): void {
    if (this.timer !== null) clearInterval(this.timer);
  }

  /** After the action has changed the state. */
  hear(action: Action): void {
    const { state } = this.shell;
    if (state.replay && !state.watched) return;
    if (action.type === 'events') this.tell(this.notices.of(action.events, runLabel(state, action.runId)));
    else if (action.type === 'failed') {
      const run = state.runs.get(action.runId);
      if (run?.failure != null) this.tell(this.notices.ofFailure(run, runLabel(state, action.runId)));
    }
  }

  private look(): void {
    const { state } = this.shell;
    this.tell(orderedRuns(state).flatMap((run) => this.notices.ofWatched(run, runLabel(state, run.runId))));
  }

  private tell(notices: readonly Notice[]): void {
    const last = notices.at(-1);
    if (last !== undefined) this.shell.notify(noticeInWords(last));
    const failed = (text: string): void => this.shell.dispatch({ type: 'say', text, level: 'warning' });
    for (const notice of notices) runHook(this.hooks, notice, failed);
  }
}
