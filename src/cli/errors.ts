// Mistakes that are the caller's: one line each on standard error, exit code 2.

export class UsageError extends Error {
  constructor(readonly lines: readonly string[]) {
    super(lines.join('\n'));
    this.name = 'UsageError';
  }
}

export const EXIT = { fine: 0, failed: 1, usage: 2, interrupted: 130 } as const;
