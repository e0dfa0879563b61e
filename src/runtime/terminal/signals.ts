// The signals that ask the program to end, and their exit codes.
import { constants } from 'node:os';

/** Signals that end a run cleanly if no screen is drawn. */
export const SIGNALS = ['SIGINT', 'SIGTERM', 'SIGHUP'] as const;

/** All signals that would end the process while the terminal's modes are changed, except SIGPROF, which profilers use. */
export const SCREEN_SIGNALS = [
  ...SIGNALS,
  'SIGQUIT',
  'SIGABRT',
  'SIGALRM',
  'SIGVTALRM',
  'SIGUSR2',
  'SIGXCPU',
  'SIGIO',
  'SIGPWR',
] as const;

/** 128 + signal number, as in a shell: 130 for Ctrl+C. */
export const exitCodeOf = (signal: NodeJS.Signals): number => 128 + constants.signals[signal];

/** The process ends by the signal itself. `process.exit` would wait for a pipe that is being opened or read. */
export function endBy(signal: NodeJS.Signals): void {
  process.removeAllListeners(signal);
  process.kill(process.pid, signal);
}

/** The exit code after the terminal is gone. */
export const LOST = exitCodeOf('SIGHUP');

export interface SignalWatch {
  /** The first signal; null before it. */
  readonly received: NodeJS.Signals | null;
  /** Called for each signal. */
  onSignal: (signal: NodeJS.Signals) => void;
  /** Restores the default actions of the signals. */
  close(): void;
}

/** Until `close`, these signals do not end the process by themselves. */
export function watchSignals(): SignalWatch {
  let received: NodeJS.Signals | null = null;
  const take = (signal: NodeJS.Signals): void => {
    received ??= signal;
    watch.onSignal(signal);
  };
  const watch: SignalWatch = {
    get received() {
      return received;
    },
    onSignal: () => undefined,
    close: () => {
      for (const signal of SIGNALS) process.off(signal, take);
    },
  };
  for (const signal of SIGNALS) process.on(signal, take);
  return watch;
}
