// A shell for screen readers: prints lines in order. It moves no cursor, erases nothing, and sets no mode besides raw keys.
import type { ScreenCommand } from '../../core/app/commands.js';
import { plain } from '../../core/text/ascii.js';
import { wrap } from '../../core/text/wrap.js';
import { toClipboard } from '../../runtime/terminal/clipboard.js';
import { notification } from '../../runtime/terminal/notify.js';
import { enterTerminal, type Terminal, type TerminalStreams } from '../../runtime/terminal/terminal.js';
import { windowSize } from '../../runtime/terminal/windowSize.js';
import type { ShellAction } from '../shell/action.js';
import type { ScreenOptions } from '../shell/screenOptions.js';
import type { ScreenShell } from '../shell/screenShell.js';
import { createStore, type Store, type Transition } from '../shell/store.js';
import type { Narrator } from './narrator.js';

/** News within this time are printed together. */
const NEWS_MS = 250;

export interface LinearOptions {
  readonly streams: TerminalStreams;
  readonly ascii: boolean;
  readonly screen: Pick<ScreenOptions, 'notify' | 'terminal'>;
}

export class LinearShell<
  State,
  Action extends { readonly type: string },
  Command extends object,
> implements ScreenShell<State, Action> {
  readonly left: Promise<number>;
  private readonly store: Store<State, Action | ShellAction>;
  private terminal: Terminal | null = null;
  private timer: NodeJS.Timeout | null = null;
  private changed = true;
  private greeted = false;
  private ended = false;
  private leaveWith: (code: number) => void = () => undefined;

  constructor(
    application: Transition<State, Action | ShellAction, Command>,
    private readonly narrator: Narrator<State>,
    private readonly options: LinearOptions,
  ) {
    this.store = createStore(application, () => this.touch());
    this.left = new Promise((resolve) => (this.leaveWith = resolve));
  }

  get state(): State {
    return this.store.state;
  }

  get over(): boolean {
    return this.ended;
  }

  dispatch(action: Action | ShellAction): void {
    this.store.dispatch(action);
  }

  open(): void {
    this.comeBack();
    if (!this.greeted) this.print(this.narrator.greeting(this.state));
    this.greeted = true;
    this.show();
    this.timer = setInterval(() => this.tick(), NEWS_MS);
  }

  touch(): void {
    this.changed = true;
  }

  show(): void {
    if (!this.changed || this.terminal?.ours !== true) return;
    this.changed = false;
    this.print(this.narrator.news(this.state, performance.now()));
  }

  screen(command: ScreenCommand): void {
    const { streams, screen } = this.options;
    if (command.type === 'suspend') this.terminal?.suspend();
    else if (command.type === 'quit') this.leave(command.exitCode);
    else if (command.type === 'copy' && screen.terminal.clipboard) streams.stdout.write(toClipboard(command.text));
  }

  leave(code: number): void {
    this.ended = true;
    this.leaveWith(code);
  }

  giveWay(): void {
    this.terminal?.leave();
    this.terminal = null;
  }

  comeBack(): void {
    if (this.terminal !== null) return;
    const { streams } = this.options;
    const handlers = {
      onKey: (key: string) => this.press(key),
      onResize: (columns: number, rows: number) => this.dispatch({ type: 'resize', columns, rows }),
      onResume: () => undefined,
      onGone: (code: number) => this.leave(code),
    };
    this.terminal = enterTerminal(streams, handlers, { mouse: false, focus: false, keysAlone: true });
  }

  close(): void {
    if (this.timer !== null) clearInterval(this.timer);
    this.timer = null;
    this.show();
    this.giveWay();
  }

  notify(text: string): void {
    const { streams, screen } = this.options;
    if (screen.notify === 'always') streams.stdout.write(notification(text, screen.terminal.notify));
  }

  private press(key: string): void {
    const taken = this.narrator.take(key, this.state);
    if ('lines' in taken) return this.print(taken.lines);
    this.dispatch({ type: 'key', key: taken.key });
    const closing = this.narrator.closing(this.state);
    if (closing !== null) {
      this.dispatch({ type: 'key', key: closing });
      this.print(['this opens a picture; there are no lines for it']);
    }
    if (!this.over) this.show();
  }

  private tick(): void {
    this.dispatch({ type: 'tick', now: performance.now() });
    this.show();
  }

  private print(lines: readonly string[]): void {
    if (lines.length === 0) return;
    const { streams, ascii } = this.options;
    const { columns } = windowSize(streams.stdout);
    const wrapped = lines.flatMap((line) => wrap(plain(line, ascii), columns - 1));
    streams.stdout.write(`${wrapped.join('\n')}\n`);
  }
}
