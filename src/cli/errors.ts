// Mistakes that are the caller's: one line each on standard error, exit code 2.

import { constants } from 'node:os';

export class UsageError extends Error {
  constructor(readonly lines: readonly string[]) {
    super(lines.join('\n'));
    this.name = 'UsageError';
  }
}

export const EXIT = { fine: 0, failed: 1, usage: 2, interrupted: 130 } as const;

/** What asks a program to end. */
export const SIGNALS = ['SIGINT', 'SIGTERM', 'SIGHUP'] as const;

/** As a shell has it: 130 for Ctrl+C. */
export const exitCodeOf = (signal: NodeJS.Signals): number => 128 + constants.signals[signal];
