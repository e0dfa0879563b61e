// Writes a file that takes long under a temporary name beside its own, and renames it when it is complete.
import {
  accessSync,
  chmodSync,
  closeSync,
  constants,
  lstatSync,
  openSync,
  realpathSync,
  renameSync,
  rmSync,
  statSync,
} from 'node:fs';
import path from 'node:path';
import { codeOf } from '../core/text/fileTrouble.js';
import { exitCodeOf, watchSignals } from '../runtime/terminal/signals.js';
import { notWritten } from './output.js';

/**
 * Calls `write` with the temporary name, then renames the file. A film that fails, is interrupted or killed leaves the previous
 * file. A signal removes the unfinished file and ends the program. @throws UserError
 */
export async function writtenWhole<T>(file: string, write: (target: string) => Promise<T>): Promise<T> {
  const target = unfinishedFor(file);
  if (target === null) return await write(file);
  const signals = watchSignals();
  const drop = (): void => rmSync(target, { force: true });
  signals.onSignal = (signal) => {
    drop();
    process.exit(exitCodeOf(signal));
  };
  try {
    const result = await write(target);
    renameSync(target, finalName(file));
    return result;
  } catch (error) {
    drop();
    throw error;
  } finally {
    signals.close();
  }
}

/** Does the work, then `after`, even if a signal ends the program, which skips `finally`. */
export async function thenAlways<T>(work: () => Promise<T>, after: () => void): Promise<T> {
  process.once('exit', after);
  try {
    return await work();
  } finally {
    process.off('exit', after);
    after();
  }
}

const finalName = (file: string): string =>
  lstatSync(file, { throwIfNoEntry: false })?.isSymbolicLink() === true ? realpathSync(file) : file;

/**
 * Creates an empty file in the same folder. Null if the file itself must be written: a device, a pipe, a folder that takes no
 * other file. @throws UserError
 */
function unfinishedFor(file: string): string | null {
  try {
    const there = statSync(file, { throwIfNoEntry: false });
    if (there !== undefined && !there.isFile()) return null;
    const isLinkToNothing = there === undefined && lstatSync(file, { throwIfNoEntry: false }) !== undefined;
    if (isLinkToNothing) return null;
    // Renaming would replace a write-protected file.
    if (there !== undefined) accessSync(file, constants.W_OK);
    const { dir, name, ext } = path.parse(finalName(file));
    const target = path.join(dir, `.${name}.${process.pid}${ext}`);
    try {
      closeSync(openSync(target, 'w'));
      if (there !== undefined) chmodSync(target, there.mode & 0o777);
    } catch (error) {
      if (there !== undefined && ['EACCES', 'EPERM', 'EROFS'].includes(codeOf(error))) return null;
      throw error;
    }
    return target;
  } catch (error) {
    throw notWritten(file, error);
  }
}
