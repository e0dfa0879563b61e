// A person's own file, read whole: that it cannot be is the caller's mistake.
import { readFileSync } from 'node:fs';
import { whyNotRead } from '../core/text/fileTrouble.js';
import { UserError } from '../core/userError.js';

/** `name`: what the error calls it. @throws UserError */
export function readInput(file: string, name: string): string {
  try {
    return readFileSync(file, 'utf8');
  } catch (error) {
    throw new UserError(`${name}: cannot be read: ${whyNotRead(error)}`, { cause: error });
  }
}
