// The error for mistakes that the user can fix. The program prints its lines unchanged, without a stack trace, and exits with its code.
import { sanitizeLine } from './text/sanitize.js';

export const EXIT = { fine: 0, failed: 1, usage: 2, interrupted: 130 } as const;

/** Longer lines are cut. */
const LONGEST_LINE = 1000;

export class UserError extends Error {
  override readonly name = 'UserError';
  /** One line for each mistake, free of control characters. */
  readonly lines: readonly string[];
  /** 2: the command line or a file that the user named is wrong. 1: the work itself failed. */
  readonly exitCode: typeof EXIT.usage | typeof EXIT.failed;

  constructor(
    lines: string | readonly string[],
    { exitCode = EXIT.usage, cause }: { readonly exitCode?: UserError['exitCode']; readonly cause?: unknown } = {},
  ) {
    const clean = (typeof lines === 'string' ? [lines] : lines).map((line) => sanitizeLine(line, LONGEST_LINE));
    super(clean.join('\n'), { cause });
    this.lines = clean;
    this.exitCode = exitCode;
  }
}

/** The message of any thrown value. */
export const messageOf = (error: unknown): string => (error instanceof Error ? error.message : String(error));

/** The code with which the program ends after this error: a failure, unless the user has made a mistake. */
export const exitCodeAfter = (error: unknown): UserError['exitCode'] =>
  error instanceof UserError ? error.exitCode : EXIT.failed;
