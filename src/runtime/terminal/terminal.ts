// The terminal's modes: alternate screen, raw input, hidden cursor. They are restored on every way out.
import { isPaste, parseInput } from './input.js';
import { exitCodeOf, LOST, SCREEN_SIGNALS } from './signals.js';
import { drained, hurry, writeLast } from './ttyOutput.js';
import { windowSize } from './windowSize.js';

// 2004: bracketed paste, so that pasted text does not press keys.
const ENTER = '\u001b[?1049h\u001b[?2004h\u001b[?25l\u001b[0m\u001b[2J\u001b[H';
const LEAVE = '\u001b[0m\u001b[?2004l\u001b[?25h\u001b[?1049l';
/** Milliseconds after which a lone escape byte counts as the key. */
const ESCAPE_MS = 30;
/** Milliseconds after which an unfinished paste is given up, so that the keyboard works again. */
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
  /** Called after a return to the foreground; the screen shows other text. */
  onResume(): void;
  /** Called when the terminal is gone (hang-up, closed pipe, end of input) or a signal requests the end. */
  onGone(exitCode: number): void;
}

export interface Terminal {
  /** Whether the program owns the screen; between Ctrl-Z and `fg` a frame would overwrite the shell's text. */
  readonly ours: boolean;
  /** Returns to the normal screen; safe to call twice. */
  leave(): void;
  /** Ctrl-Z: leaves the screen, stops the process, and returns when it continues. */
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
    // Switch raw mode off first, because Node caches it and a shell may have changed it.
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
      // The terminal is gone, so there is nothing to restore.
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
  /** Also after SIGSTOP, which cannot be caught: the shell has written and changed modes. */
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
    // The default action of the signal for the whole group, so that the training child and a parent npm stop too.
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
  // Last resort: restore the terminal on any exit, before an error is printed.
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
