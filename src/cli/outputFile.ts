// A file that takes long to write: under another name beside its own until it is whole.
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
 * Calls `write` with the name to write to, and gives the file its own name afterwards: a film that fails, is interrupted or
 * killed leaves what was there. A signal removes the unfinished file and ends the program. @throws UserError
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

const finalName = (file: string): string =>
  lstatSync(file, { throwIfNoEntry: false })?.isSymbolicLink() === true ? realpathSync(file) : file;

/** An empty file in the same folder; null: the file itself must be written (a device, a pipe, a folder that takes no other file). @throws UserError */
function unfinishedFor(file: string): string | null {
  try {
    const there = statSync(file, { throwIfNoEntry: false });
    if (there !== undefined && !there.isFile()) return null;
    const isLinkToNothing = there === undefined && lstatSync(file, { throwIfNoEntry: false }) !== undefined;
    if (isLinkToNothing) return null;
    // Renaming would replace a file that is protected against writing.
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
