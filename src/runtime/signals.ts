// What asks a program to end, and the exit code that tells of it.
import { constants } from 'node:os';

export const SIGNALS = ['SIGINT', 'SIGTERM', 'SIGHUP'] as const;

/** As a shell has it: 130 for Ctrl+C. */
export const exitCodeOf = (signal: NodeJS.Signals): number => 128 + constants.signals[signal];
