// Read a file that the user named; a failure to read it is a usage error.
import { whyNotRead } from '../core/text/fileTrouble.js';
import { UserError } from '../core/userError.js';
import { MOST_SETTINGS_BYTES, readUserFile } from '../runtime/userFile.js';

/** `name` identifies the file in errors. @throws UserError */
export function readInput(file: string, name: string, mostBytes = MOST_SETTINGS_BYTES): string {
  try {
    return readUserFile(file, mostBytes);
  } catch (error) {
    throw new UserError(`${name}: cannot be read: ${whyNotRead(error)}`, { cause: error });
  }
}
