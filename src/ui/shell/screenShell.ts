// The shell as its application sees it, whether it draws a screen or prints lines.
import type { ScreenCommand } from '../../core/app/commands.js';
import type { ShellAction } from './action.js';

export interface ScreenShell<State, Action> {
  readonly state: State;
  /** Whether the shell is leaving or has left. */
  readonly over: boolean;
  /** The exit code. */
  readonly left: Promise<number>;
  dispatch(action: Action | ShellAction): void;
  /** Takes the terminal. */
  open(): void;
  /** Marks what is shown as changed. */
  touch(): void;
  /** Shows changes now. */
  show(): void;
  screen(command: ScreenCommand): void;
  /** Leaves with the first code given. */
  leave(code: number): void;
  /** Releases the terminal to another shell. */
  giveWay(): void;
  /** Takes the terminal again. */
  comeBack(): void;
  close(): void;
  /** Sends a desktop notification, if it is due. */
  notify(text: string): void;
}
