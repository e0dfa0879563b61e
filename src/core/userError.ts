// The one error for what the user can act on: its lines are shown as they are, without a stack trace, and it carries the exit code.
import { sanitizeLine } from './text/sanitize.js';

export const EXIT = { fine: 0, failed: 1, usage: 2, interrupted: 130 } as const;

/** A longer line is cut. */
const LONGEST_LINE = 1000;

export class UserError extends Error {
  override readonly name = 'UserError';
  /** One a mistake, free of control characters. */
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

/** The text of anything that was thrown. */
export const messageOf = (error: unknown): string => (error instanceof Error ? error.message : String(error));

/** The code with which the program ends after this error: a failure, unless the user has made a mistake. */
export const exitCodeAfter = (error: unknown): UserError['exitCode'] =>
  error instanceof UserError ? error.exitCode : EXIT.failed;
