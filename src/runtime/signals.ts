// What asks a program to end, and the exit code that reports it.
import { constants } from 'node:os';

/** Those that end a run in good order where no screen is drawn. */
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

/** As a shell has it: 130 for Ctrl+C. */
export const exitCodeOf = (signal: NodeJS.Signals): number => 128 + constants.signals[signal];

/** The terminal is gone. */
export const LOST = exitCodeOf('SIGHUP');
