// One full-screen program: terminal, surface and a frame loop around an application, which is a state, its transition
// and its view. The dashboard and the sweep map are such applications.
import type { TabProgress } from '../../core/app/tabProgress.js';
import type { PointerEvent } from '../../core/screen/pointer.js';
import type { Region } from '../../core/screen/regions.js';
import type { ColourDepth } from '../../runtime/terminal/colour.js';
import { openDebugLog, type DebugLog } from '../../runtime/debugLog.js';
import { queryOf } from '../../runtime/terminal/images/images.js';
import type { TerminalReply } from '../../runtime/terminal/replies.js';
import { Surface } from '../../runtime/terminal/surface.js';
import { enterTerminal, type TerminalHandlers, type TerminalStreams } from '../../runtime/terminal/terminal.js';
import { tabProgressIn } from '../../runtime/terminal/tabProgress.js';
import { windowSize } from '../../runtime/terminal/windowSize.js';
import type { ShellAction } from './action.js';
import type { ScreenOptions } from './screenOptions.js';
import { pointerControl } from './pointerControl.js';
import type { Transition } from './store.js';
import { TerminalShell } from './terminalShell.js';
import type { Size, View } from './view.js';

export interface Application<State, Action, Command> extends Transition<State, Action | ShellAction, Command> {
  readonly view: View<State>;
  /** The regions that react to the mouse; none if absent. */
  readonly regions?: (state: State) => readonly Region<Action | ShellAction>[];
  /** Whether a field is open, which takes pasted text; else a paste has no effect. */
  readonly takesText?: (state: State) => boolean;
  /** Progress for the terminal's tab; absent or null for none. */
  readonly progress?: (state: State) => TabProgress | null;
}

export interface ShellOptions {
  readonly streams: TerminalStreams;
  readonly depth: ColourDepth;
  readonly screen: Omit<ScreenOptions, 'hooks' | 'linear'>;
}

export class Shell<
  State extends { readonly size: Size },
  Action extends { readonly type: string },
  Command extends object,
> extends TerminalShell<State, Action, Command> {
  private readonly view: View<State>;
  private readonly surface: Surface;
  private dirty = true;
  /** The sequence that the tab got last. */
  private tab = '';
  private readonly progress: ((state: State) => TabProgress | null) | undefined;
  private readonly takesText: ((state: State) => boolean) | undefined;
  private readonly debug: DebugLog | null;
  private readonly point: (event: PointerEvent) => void;
  /** Whether the window has the keyboard; a terminal that does not report it counts as in focus. */
  private focused = true;
  private readonly replies: TerminalReply[] = [];

  /** Carries out the first commands; `open` draws. */
  constructor(
    application: Application<State, Action, Command>,
    private readonly options: ShellOptions,
  ) {
    const debug = openDebugLog(process.env['GRADTOP_DEBUG'], () => performance.now());
    super(logged(application, debug), options);
    this.debug = debug;
    this.view = application.view;
    this.progress = application.progress;
    this.takesText = application.takesText;
    const { columns, rows } = this.state.size;
    const { terminal } = options.screen;
    this.surface = new Surface(options.streams.stdout, options.depth, columns, rows, terminal);
    this.point = pointerControl<Action | ShellAction>(
      () => application.regions?.(this.state) ?? [],
      () => performance.now(),
      (actions, hover) => this.act(actions, hover),
    );
  }

  /** Takes the terminal and shows the first picture. */
  open(): void {
    this.enter();
    this.show();
    this.every(1000 / this.options.screen.fps);
  }

  touch(): void {
    this.dirty = true;
  }

  show(): void {
    this.frame(true);
  }

  comeBack(): void {
    if (this.terminal !== null) return;
    this.enter();
    const { columns, rows } = windowSize(this.options.streams.stdout);
    this.resize(columns, rows);
  }

  override close(): void {
    super.close();
    this.view.close?.();
  }

  private enter(): void {
    const handlers: TerminalHandlers = {
      onKey: (key) => this.act([{ type: 'key', key }], false),
      onPointer: (event) => this.point(event),
      onResize: (columns, rows) => this.resize(columns, rows),
      onResume: () => this.redraw(),
      onFocus: (focused) => (this.focused = focused),
      onReply: (reply) => this.learn(reply),
      onPaste: (text) => this.paste(text),
      onGone: (code) => this.leave(code),
    };
    const { mouse, notify, terminal, images } = this.options.screen;
    this.terminal = enterTerminal(this.options.streams, handlers, {
      mouse,
      focus: notify === 'unfocused' && terminal.focus,
      ...(terminal.progress ? { tab: tabProgressIn(terminal, null) } : {}),
      ...(images === null ? {} : { images: queryOf(images) }),
    });
    this.allowImages();
    this.tab = tabProgressIn(terminal, null);
  }

  /** As if each character were typed. */
  private paste(text: string): void {
    if (this.takesText?.(this.state) !== true) return;
    const keys = [...text].map((character) => (character === ' ' ? 'space' : character));
    this.act(
      keys.map((key) => ({ type: 'key', key })),
      false,
    );
  }

  private learn(reply: TerminalReply): void {
    this.replies.push(reply);
    this.allowImages();
    if (this.dirty) this.show();
  }

  /** Pictures begin as soon as the terminal has confirmed them. */
  private allowImages(): void {
    const { images } = this.options.screen;
    const cell = images === null ? null : queryOf(images).allowed(this.replies);
    if (images === null || cell === null || this.surface.cell !== null) return;
    this.surface.showImages(images, cell);
    this.touch();
  }

  /** Draws at once after a key or a click; after a movement of the pointer, with the next frame. */
  private act(actions: readonly (Action | ShellAction)[], hover: boolean): void {
    for (const action of actions) this.dispatch(action);
    if (this.dirty && !hover) this.show();
  }

  private resize(columns: number, rows: number): void {
    this.surface.resize(columns, rows);
    this.view.resize?.(columns, rows);
    this.dispatch({ type: 'resize', columns, rows });
    this.show();
  }

  protected redraw(): void {
    this.surface.invalidate();
    this.show();
  }

  protected tick(): void {
    this.dispatch({ type: 'tick', now: performance.now() });
    if (this.dirty && this.view.covered?.(this.state) !== true) this.frame(false);
    // The terminal was still draining the previous frame: try again.
    else if (this.surface.behind && this.ours) this.surface.flush();
  }

  private frame(whole: boolean): void {
    // Without the terminal, draw nothing; taking it again draws everything.
    if (!this.ours) return;
    const start = performance.now();
    if (this.view.paint(this.state, this.surface, whole)) this.dirty = false;
    const bytes = this.surface.flush();
    this.showTab();
    this.debug?.record('frame', { whole, bytes, took: Number((performance.now() - start).toFixed(2)) });
  }

  protected override get isUnfocused(): boolean {
    return !this.focused;
  }

  private showTab(): void {
    const { terminal } = this.options.screen;
    if (!terminal.progress || this.progress === undefined) return;
    const tab = tabProgressIn(terminal, this.progress(this.state));
    if (tab !== this.tab) this.options.streams.stdout.write(tab);
    this.tab = tab;
  }
}

/** The transition with its actions and commands in the debug log; ticks without commands are left out. */
function logged<State, Action extends { readonly type: string }, Command extends object>(
  transition: Transition<State, Action, Command>,
  debug: DebugLog | null,
): Transition<State, Action, Command> {
  if (debug === null) return transition;
  return {
    ...transition,
    update(state, action) {
      const updated = transition.update(state, action);
      if (action.type !== 'tick' || updated.commands.length > 0) debug.record('action', action);
      for (const command of updated.commands) debug.record('command', command);
      return updated;
    },
  };
}
