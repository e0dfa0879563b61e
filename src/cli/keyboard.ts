// Chooses where keys come from, because standard input may be data.
import { openSync } from 'node:fs';
import { ReadStream } from 'node:tty';
import type { Config } from '../core/config/schema.js';
import { STDIN_TABLE } from '../table/copies.js';
import { whyNoScreen } from './output.js';

export interface Keyboard {
  /** Where the keys come from. */
  readonly keys: ReadStream;
  /** Why no screen can be drawn here, as a clause; null if one can. */
  readonly lack: string | null;
  /** Closes a terminal that was opened for the keys. */
  readonly close: () => void;
}

/** Keys from the terminal itself where standard input is data. `linear`: no screen is needed. */
export function keyboardFor(stdinIsData: boolean, linear: boolean): Keyboard {
  const own = stdinIsData && process.stdout.isTTY ? controllingTerminal() : null;
  const keys = own ?? process.stdin;
  return {
    keys,
    lack: whyNoScreen(linear, { stdin: keys, stdout: process.stdout, env: process.env }),
    close: () => own?.destroy(),
  };
}

export const readsStdin = (configs: readonly Config[]): boolean => configs.some(({ data }) => data === STDIN_TABLE);

function controllingTerminal(): ReadStream | null {
  try {
    return new ReadStream(openSync('/dev/tty', 'r'));
  } catch {
    // No controlling terminal.
    return null;
  }
}
