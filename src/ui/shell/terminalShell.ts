// What every shell does with its terminal and its application: the screen's pictures and the lines for screen readers differ only in output.
import type { ScreenCommand } from '../../core/app/commands.js';
import { toClipboard } from '../../runtime/terminal/clipboard.js';
import { notification } from '../../runtime/terminal/notify.js';
import type { Terminal, TerminalStreams } from '../../runtime/terminal/terminal.js';
import type { ShellAction } from './action.js';
import type { ScreenOptions } from './screenOptions.js';
import type { ScreenShell } from './screenShell.js';
import { createStore, type Store, type Transition } from './store.js';

export interface TerminalShellOptions {
  readonly streams: TerminalStreams;
  readonly screen: Pick<ScreenOptions, 'notify' | 'terminal'>;
}

export abstract class TerminalShell<
  State,
  Action extends { readonly type: string },
  Command extends object,
> implements ScreenShell<State, Action> {
  readonly left: Promise<number>;
  protected terminal: Terminal | null = null;
  private readonly store: Store<State, Action | ShellAction>;
  private timer: NodeJS.Timeout | null = null;
  private ended = false;
  private leaveWith: (code: number) => void = () => undefined;

  /** Carries out the first commands; `open` draws. */
  constructor(
    application: Transition<State, Action | ShellAction, Command>,
    private readonly output: TerminalShellOptions,
  ) {
    this.store = createStore(application, () => this.touch());
    this.left = new Promise((resolve) => (this.leaveWith = resolve));
  }

  abstract open(): void;
  abstract touch(): void;
  abstract show(): void;
  abstract comeBack(): void;
  /** After another program has written to the terminal. */
  protected abstract redraw(): void;
  protected abstract tick(): void;

  get state(): State {
    return this.store.state;
  }

  get over(): boolean {
    return this.ended;
  }

  dispatch(action: Action | ShellAction): void {
    this.store.dispatch(action);
  }

  screen(command: ScreenCommand): void {
    const { streams, screen } = this.output;
    if (command.type === 'suspend') this.terminal?.suspend();
    else if (command.type === 'quit') this.leave(command.exitCode);
    else if (command.type === 'redraw') this.redraw();
    else if (screen.terminal.clipboard) streams.stdout.write(toClipboard(command.text));
  }

  leave(code: number): void {
    this.ended = true;
    this.leaveWith(code);
  }

  giveWay(): void {
    this.terminal?.leave();
    this.terminal = null;
  }

  close(): void {
    if (this.timer !== null) clearInterval(this.timer);
    this.timer = null;
    this.giveWay();
  }

  notify(text: string): void {
    const { notify, terminal } = this.output.screen;
    const due = notify === 'always' || (notify === 'unfocused' && this.isUnfocused);
    if (due && this.ours) this.output.streams.stdout.write(notification(text, terminal.notify));
  }

  /** False where it is unknown. */
  protected get isUnfocused(): boolean {
    return false;
  }

  /** Between Ctrl-Z and `fg` output would be written over the shell's text. */
  protected get ours(): boolean {
    return this.terminal?.ours === true;
  }

  protected every(ms: number): void {
    this.timer = setInterval(() => this.tick(), ms);
  }
}
