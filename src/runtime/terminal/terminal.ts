// The terminal's modes: alternate screen, raw input, hidden cursor; given back whatever happens.
import { isPaste, parseInput } from './input.js';
import { exitCodeOf, LOST, SCREEN_SIGNALS } from './signals.js';
import { drained, hurry, writeLast } from './ttyOutput.js';
import { windowSize } from './windowSize.js';

// 2004: pasted text comes in brackets, and is no row of keys.
const ENTER = '\u001b[?1049h\u001b[?2004h\u001b[?25l\u001b[0m\u001b[2J\u001b[H';
const LEAVE = '\u001b[0m\u001b[?2004l\u001b[?25h\u001b[?1049l';
/** A lone escape byte counts as the key after this long. */
const ESCAPE_MS = 30;
/** A paste whose end has not come after this long has lost it: the keyboard must not stay deaf. */
const PASTE_MS = 1000;
/** Without job control SIGTSTP is ignored; resume after this delay. */
const NOT_STOPPED_MS = 50;

export interface TerminalStreams {
  readonly stdin: NodeJS.ReadStream;
  readonly stdout: NodeJS.WriteStream;
}

export interface TerminalHandlers {
  onKey(key: string): void;
  onResize(columns: number, rows: number): void;
  /** Back in the foreground: the screen holds somebody else's text. */
  onResume(): void;
  /** The terminal is gone (hang-up, closed pipe, end of input), or a signal asks for the end. */
  onGone(exitCode: number): void;
}

export interface Terminal {
  /** Whether the screen is ours: between Ctrl-Z and `fg` a frame would be written over the shell's text. */
  readonly ours: boolean;
  /** To the normal screen; safe to call twice. */
  leave(): void;
  /** Ctrl-Z: leaves, stops the process, comes back when it is continued. */
  suspend(): void;
}

export function enterTerminal({ stdin, stdout }: TerminalStreams, handlers: TerminalHandlers): Terminal {
  let active = false;
  let suspended = false;
  let over = false;
  let rest = '';
  let escapeTimer: NodeJS.Timeout | null = null;

  const enter = (): void => {
    active = true;
    // Off first: the mode is remembered, and a shell may have changed it meanwhile.
    stdin.setRawMode(false);
    stdin.setRawMode(true);
    stdin.resume();
    stdout.write(ENTER);
  };
  const giveBack = (write = (text: string): unknown => stdout.write(text)): void => {
    if (!active) return;
    active = false;
    try {
      stdin.setRawMode(false);
      stdin.pause();
      write(LEAVE);
    } catch {
      // The terminal is gone: there is nothing to restore.
    }
  };
  const giveBackAtLast = (): void => giveBack((text) => writeLast(stdout, text));
  const onData = (chunk: Buffer | string): void => {
    if (escapeTimer !== null) clearTimeout(escapeTimer);
    escapeTimer = null;
    const parsed = parseInput(rest + chunk.toString());
    rest = parsed.rest;
    for (const key of parsed.keys) handlers.onKey(key);
    if (rest !== '')
      escapeTimer = setTimeout(
        () => {
          const lone = rest === '\u001b';
          rest = '';
          if (lone) handlers.onKey('esc');
        },
        isPaste(rest) ? PASTE_MS : ESCAPE_MS,
      );
  };
  const onResize = (): void => {
    const { columns, rows } = windowSize(stdout);
    handlers.onResize(columns, rows);
  };
  /** Also after a stop that nobody announced (SIGSTOP): the shell has written and changed modes. */
  const comeBack = (): void => {
    if (over) return;
    suspended = false;
    enter();
    onResize();
    handlers.onResume();
  };
  const suspend = (): void => {
    giveBack();
    suspended = true;
    // The default action of the signal, for the whole group: the training child, and an npm above us, stop as well.
    process.off('SIGTSTP', suspend);
    // A frame that is still under way belongs before the shell's text.
    void drained(stdout).then(() => {
      if (over) return;
      if (suspended) process.kill(0, 'SIGTSTP');
      setTimeout(() => {
        if (over) return;
        process.on('SIGTSTP', suspend);
        if (suspended) comeBack();
      }, NOT_STOPPED_MS);
    });
  };
  const gone = (code: number): void => {
    hurry();
    handlers.onGone(code);
  };
  const onLost = (): void => gone(LOST);
  const onSignal = (signal: NodeJS.Signals): void => gone(exitCodeOf(signal));

  stdin.setEncoding('utf8');
  stdin.on('data', onData).on('end', onLost).on('error', onLost);
  stdout.on('resize', onResize).on('error', onLost);
  process.on('SIGCONT', comeBack).on('SIGTSTP', suspend);
  for (const signal of SCREEN_SIGNALS) process.on(signal, onSignal);
  // The last resort: whatever ends the process, the terminal comes back first, and an error's text after that.
  process.on('uncaughtExceptionMonitor', giveBackAtLast).on('exit', giveBackAtLast);
  enter();

  return {
    get ours() {
      return active;
    },
    leave() {
      over = true;
      if (escapeTimer !== null) clearTimeout(escapeTimer);
      giveBack();
      stdin.off('data', onData).off('end', onLost).off('error', onLost);
      stdout.off('resize', onResize).off('error', onLost);
      process.off('SIGCONT', comeBack).off('SIGTSTP', suspend);
      for (const signal of SCREEN_SIGNALS) process.off(signal, onSignal);
      process.off('uncaughtExceptionMonitor', giveBackAtLast).off('exit', giveBackAtLast);
    },
    suspend,
  };
}
