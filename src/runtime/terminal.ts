// The terminal's modes: alternate screen, raw input, hidden cursor; given back whatever happens.
import { isPaste, parseInput } from './input.js';
import { exitCodeOf } from './signals.js';

// 2004: pasted text comes in brackets, and is no row of keys.
const ENTER = '\u001b[?1049h\u001b[?2004h\u001b[?25l\u001b[0m\u001b[2J\u001b[H';
const LEAVE = '\u001b[0m\u001b[?2004l\u001b[?25h\u001b[?1049l';
/** A lone escape byte counts as the key after this long. */
const ESCAPE_MS = 30;
/** A paste whose end has not come after this long has lost it: the keyboard must not stay deaf. */
const PASTE_MS = 1000;
/** Where nobody stops us (no shell with job control above), we are back after this long. */
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
  const giveBack = (): void => {
    if (!active) return;
    active = false;
    try {
      stdin.setRawMode(false);
      stdin.pause();
      stdout.write(LEAVE);
    } catch {
      // The terminal is gone: there is nothing to restore.
    }
  };
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
  const onResize = (): void => handlers.onResize(stdout.columns, stdout.rows);
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
    process.kill(0, 'SIGTSTP');
    setTimeout(() => {
      if (over) return;
      process.on('SIGTSTP', suspend);
      if (suspended) comeBack();
    }, NOT_STOPPED_MS);
  };
  const gone = (code: number) => (): void => handlers.onGone(code);
  const onEnd = gone(0);
  const onError = gone(1);
  const onTerm = gone(exitCodeOf('SIGTERM'));
  const onHangUp = gone(exitCodeOf('SIGHUP'));
  const onInterrupt = gone(exitCodeOf('SIGINT'));

  stdin.setEncoding('utf8');
  stdin.on('data', onData).on('end', onEnd).on('error', onError);
  stdout.on('resize', onResize).on('error', onError);
  process.on('SIGCONT', comeBack).on('SIGTSTP', suspend);
  process.on('SIGTERM', onTerm).on('SIGHUP', onHangUp).on('SIGINT', onInterrupt);
  // The last resort: whatever ends the process, the terminal comes back first, and an error's text after that.
  process.on('uncaughtExceptionMonitor', giveBack).on('exit', giveBack);
  enter();

  return {
    get ours() {
      return active;
    },
    leave() {
      over = true;
      if (escapeTimer !== null) clearTimeout(escapeTimer);
      giveBack();
      stdin.off('data', onData).off('end', onEnd).off('error', onError);
      stdout.off('resize', onResize).off('error', onError);
      process.off('SIGCONT', comeBack).off('SIGTSTP', suspend);
      process.off('SIGTERM', onTerm).off('SIGHUP', onHangUp).off('SIGINT', onInterrupt);
      process.off('uncaughtExceptionMonitor', giveBack).off('exit', giveBack);
    },
    suspend,
  };
}
