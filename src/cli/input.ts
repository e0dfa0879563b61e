// Read a file that the user named; a failure to read it is a usage error.
import { statSync, type Stats } from 'node:fs';
import { whyNotRead } from '../core/text/fileTrouble.js';
import { UserError } from '../core/userError.js';
import { MOST_SETTINGS_BYTES, readUserFile } from '../runtime/userFile.js';

/** Limit for a file of the configuration folder, which is written by hand. */
const MOST_OWN_BYTES = 65_536;

/** `name` identifies the file in errors. @throws UserError */
export function readInput(file: string, name: string, mostBytes = MOST_SETTINGS_BYTES): string {
  try {
    return readUserFile(file, mostBytes);
  } catch (error) {
    throw new UserError(`${name}: cannot be read: ${whyNotRead(error)}`, { cause: error });
  }
}

/** The text of a file of the configuration folder; null: there is none. A pipe would stop every command. @throws UserError */
export function readOwnFile(file: string): string | null {
  const kind = kindOf(file);
  if (kind === null) return null;
  if (!kind.isFile() && !kind.isDirectory()) throw new UserError(`${file}: it is not a regular file`);
  return readInput(file, file, MOST_OWN_BYTES);
}

function kindOf(file: string): Stats | null {
  try {
    return statSync(file);
  } catch {
    // There is none, or no such place: HOME is a file.
    return null;
  }
}
