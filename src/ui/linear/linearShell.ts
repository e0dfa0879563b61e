// A shell for screen readers: prints lines in order. It moves no cursor, erases nothing, and sets no mode besides raw keys.
import { plain } from '../../core/text/ascii.js';
import { wrap } from '../../core/text/wrap.js';
import { enterTerminal } from '../../runtime/terminal/terminal.js';
import { windowSize } from '../../runtime/terminal/windowSize.js';
import type { ShellAction } from '../shell/action.js';
import type { Transition } from '../shell/store.js';
import { TerminalShell, type TerminalShellOptions } from '../shell/terminalShell.js';
import type { Narrator } from './narrator.js';

/** News within this time are printed together. */
const NEWS_MS = 250;

export interface LinearOptions extends TerminalShellOptions {
  readonly ascii: boolean;
}

export class LinearShell<State, Action extends { readonly type: string }, Command extends object> extends TerminalShell<
  State,
  Action,
  Command
> {
  private changed = true;
  private greeted = false;

  constructor(
    application: Transition<State, Action | ShellAction, Command>,
    private readonly narrator: Narrator<State>,
    private readonly options: LinearOptions,
  ) {
    super(application, options);
  }

  open(): void {
    this.comeBack();
    if (!this.greeted) this.print(this.narrator.greeting(this.state));
    this.greeted = true;
    this.show();
    this.every(NEWS_MS);
  }

  touch(): void {
    this.changed = true;
  }

  show(): void {
    if (!this.changed || !this.ours) return;
    this.changed = false;
    this.print(this.narrator.news(this.state, performance.now()));
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

  override close(): void {
    this.show();
    super.close();
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

  protected redraw(): void {
    // Nothing was drawn.
  }

  protected tick(): void {
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
