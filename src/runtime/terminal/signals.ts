// The signals that ask the program to end, and their exit codes.
import { constants } from 'node:os';

/** Signals that end a run cleanly if no screen is drawn. */
export const SIGNALS = ['SIGINT', 'SIGTERM', 'SIGHUP'] as const;

/** All that would end the process while the terminal's modes are changed. SIGPROF is the profiler's. */
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

/** The terminal is gone. */
export const LOST = exitCodeOf('SIGHUP');

export interface SignalWatch {
  /** The first signal; null: none yet. */
  readonly received: NodeJS.Signals | null;
  /** Called for each signal from now on. */
  onSignal: (signal: NodeJS.Signals) => void;
  /** Gives the signals back to the system. */
  close(): void;
}

/** Until `close`, signals end nothing by themselves. */
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
