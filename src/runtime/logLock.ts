// Locks a log, so that only one program writes it, under any of its names.
import { realpathSync } from 'node:fs';
import { whyNotWritten } from '../core/text/fileTrouble.js';
import { sanitizeLine } from '../core/text/sanitize.js';
import { UserError } from '../core/userError.js';
import { holderOf, takeLock, type Holder, type Lock } from './lockFile.js';

/** The lock file; a log with two names has one lock. */
const lockOf = (file: string): string => `${realpathSync(file)}.lock`;

/** Locks a log that exists. @throws UserError if another program holds the lock, or the lock file cannot be written. */
export function lockLog(file: string): Lock {
  const name = sanitizeLine(file, 200);
  let taken: Lock | Holder;
  const lockFile = lockOf(file);
  try {
    taken = takeLock(lockFile);
  } catch (error) {
    const why = whyNotWritten(error);
    throw new UserError(`log ${name}: its lock ${sanitizeLine(lockFile, 200)} cannot be written: ${why}`, {
      cause: error,
    });
  }
  if ('release' in taken) return taken;
  throw new UserError(
    `log ${name}: process ${taken.pid} on ${taken.host} is writing it; give another file, or delete ${sanitizeLine(lockFile, 200)} if that process is not gradtop`,
  );
}

/** The live process that writes this log; null without one, or if the log does not exist. */
export function writerOf(file: string): Holder | null {
  try {
    return holderOf(lockOf(file));
  } catch {
    // The log does not exist.
    return null;
  }
}
