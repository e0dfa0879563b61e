// The terminal's modes: alternate screen, raw input, hidden cursor. Every kind of exit restores them.
import type { EventEmitter } from 'node:events';
import type { PointerEvent } from '../../core/screen/pointer.js';
import type { TerminalInput } from './input.js';
import { keyReader } from './keyReader.js';
import type { TerminalReply } from './replies.js';
import { exitCodeOf, LOST, SCREEN_SIGNALS } from './signals.js';
import { KEYS_ALONE, sequencesOf, type TerminalReports } from './screenSequences.js';
import { drained, hurry, writeLast } from './ttyOutput.js';
import { windowSize } from './windowSize.js';

/** Without job control SIGTSTP is ignored; resume after this delay. */
const NOT_STOPPED_MS = 50;
/** A pointer that moved this recently may still move, */
const MOVING_MS = 500;
/** so reports under way are read for this long, or they would reach the shell. */
const DRAIN_MS = 60;

export interface TerminalStreams {
  readonly stdin: NodeJS.ReadStream;
  readonly stdout: NodeJS.WriteStream;
}

export interface TerminalHandlers {
  onKey(key: string): void;
  onPointer?(event: PointerEvent): void;
  onFocus?(focused: boolean): void;
  onReply?(reply: TerminalReply): void;
  onPaste?(text: string): void;
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

/** Takes the whole screen until `leave`. */
export function enterTerminal(
  streams: TerminalStreams,
  handlers: TerminalHandlers,
  reports: TerminalReports = KEYS_ALONE,
): Terminal {
  const { stdin, stdout } = streams;
  const modes = screenModes(streams, reports);
  let pointedAt = modes.asks ? performance.now() : -Infinity;
  const keys = keyReader((input) => {
    if (typeof input !== 'string' && 'turn' in input) pointedAt = performance.now();
    hand(handlers, input);
  });
  const onData = (chunk: Buffer | string): void => keys.read(chunk.toString());
  const onResize = (): void => {
    const { columns, rows } = windowSize(stdout);
    handlers.onResize(columns, rows);
  };
  const job = jobControl(stdout, modes, () => {
    onResize();
    handlers.onResume();
  });
  const gone = (code: number): void => {
    hurry();
    handlers.onGone(code);
  };
  const onLost = (): void => gone(LOST);
  const onSignal = (signal: NodeJS.Signals): void => gone(exitCodeOf(signal));
  const giveBackAtLast = (): void => modes.giveBack((text) => writeLast(stdout, text));
  const listeners: readonly (readonly [EventEmitter, string, Listener])[] = [
    [stdin, 'data', onData],
    [stdin, 'end', onLost],
    [stdin, 'error', onLost],
    [stdout, 'resize', onResize],
    [stdout, 'error', onLost],
    [process, 'SIGCONT', job.comeBack],
    [process, 'SIGTSTP', job.suspend],
    ...SCREEN_SIGNALS.map((signal) => [process, signal, onSignal] as const),
    // Last resort: restore the terminal on any exit, before an error is printed.
    [process, 'uncaughtExceptionMonitor', giveBackAtLast],
    [process, 'exit', giveBackAtLast],
  ];
  stdin.setEncoding('utf8');
  for (const [emitter, event, listener] of listeners) emitter.on(event, listener);
  modes.enter();
  return {
    get ours() {
      return modes.active;
    },
    leave() {
      job.end();
      keys.end();
      if (performance.now() - pointedAt < MOVING_MS) modes.drain();
      else modes.giveBack();
      for (const [emitter, event, listener] of listeners) emitter.off(event, listener);
      // A terminal that closes now must not end the process before its log is complete.
      if (!stdin.listeners('error').includes(ignore)) stdin.on('error', ignore);
    },
    suspend: job.suspend,
  };
}

const ignore = (): void => undefined;

function hand(handlers: TerminalHandlers, input: TerminalInput): void {
  if (typeof input === 'string') handlers.onKey(input);
  else if ('focused' in input) handlers.onFocus?.(input.focused);
  else if ('pasted' in input) handlers.onPaste?.(input.pasted);
  else if ('turn' in input) handlers.onPointer?.(input);
  else handlers.onReply?.(input);
}

type Listener = Parameters<EventEmitter['on']>[1];

interface Modes {
  readonly active: boolean;
  /** Whether the terminal is asked something at the start, so that its answer may be under way. */
  readonly asks: boolean;
  enter(): void;
  /** Does nothing if the modes are not active. */
  giveBack(write?: (text: string) => unknown): void;
  /** As `giveBack`, but swallows input for a moment before the shell gets it. */
  drain(): void;
}

function screenModes({ stdin, stdout }: TerminalStreams, reports: TerminalReports): Modes {
  const { on, off } = sequencesOf(reports);
  let query = reports.images?.query ?? '';
  const owner = {};
  let active = false;
  const cooked = (then: () => unknown = ignore): void => {
    try {
      stdin.setRawMode(false);
      stdin.pause();
      then();
    } catch {
      // The terminal is gone, so there is nothing to restore.
    }
  };
  return {
    asks: query !== '',
    get active() {
      return active;
    },
    enter() {
      active = true;
      owners.set(stdin, owner);
      // Switch raw mode off first, because Node caches it and a shell may have changed it.
      stdin.setRawMode(false);
      stdin.setRawMode(true);
      stdin.resume();
      if (on + query !== '') stdout.write(on + query);
      query = '';
    },
    giveBack(write = (text) => stdout.write(text)) {
      if (!active) return;
      active = false;
      cooked(() => off !== '' && write(off));
    },
    drain() {
      if (!active) return;
      active = false;
      if (off !== '') stdout.write(off);
      stdin.on('data', ignore);
      setTimeout(() => {
        stdin.off('data', ignore);
        // Unless another screen has taken the keys meanwhile.
        if (!active && owners.get(stdin) === owner) cooked();
      }, DRAIN_MS);
    },
  };
}

/** The modes that took the keys last. */
const owners = new WeakMap<NodeJS.ReadStream, object>();

interface JobControl {
  suspend(this: void): void;
  comeBack(this: void): void;
  end(): void;
}

/** Leaves the screen while the process is stopped; calls `onBack` after the return. */
function jobControl(stdout: NodeJS.WriteStream, modes: Modes, onBack: () => void): JobControl {
  let suspended = false;
  let over = false;
  /** Also runs after SIGSTOP, which cannot be caught; the shell has then written text and changed modes. */
  const comeBack = (): void => {
    if (over) return;
    suspended = false;
    modes.enter();
    onBack();
  };
  const suspend = (): void => {
    modes.giveBack();
    suspended = true;
    // Restore the default action and signal the whole group, so that the training child and a parent npm stop too.
    process.off('SIGTSTP', suspend);
    // A frame that is still being written must come before the shell's text.
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
  return {
    suspend,
    comeBack,
    end: () => {
      over = true;
    },
  };
}
