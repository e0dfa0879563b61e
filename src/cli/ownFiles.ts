// Files of the user's configuration folder: where they are, and what they hold.
import { statSync, type Stats } from 'node:fs';
import path from 'node:path';
import { messageOf, UserError } from '../core/userError.js';
import type { ReadDocument } from '../documents/read.js';
import { ownConfigFile } from '../runtime/paths.js';
import { readInput } from './input.js';

/** Limit for a file that is written by hand. */
const MOST_BYTES = 65_536;

/** @throws UserError without a configuration folder */
export const besideConfig = (name: string): string => path.join(path.dirname(ownConfigFile()), name);

/** Null with neither HOME nor XDG_CONFIG_HOME: gradtop works without. */
export function placeOrNull(place: () => string): string | null {
  try {
    return place();
  } catch {
    // There is no configuration folder.
    return null;
  }
}

/** The text of a file; null: there is none. A pipe would stop every command. @throws UserError */
export function readOwnFile(file: string): string | null {
  const kind = kindOf(file);
  if (kind === null) return null;
  if (!kind.isFile() && !kind.isDirectory()) throw new UserError(`${file}: it is not a regular file`);
  return readInput(file, file, MOST_BYTES);
}

function kindOf(file: string): Stats | null {
  try {
    return statSync(file);
  } catch {
    // There is none, or no such place: HOME is a file.
    return null;
  }
}

/** The value of a YAML file, or one line for each fault. Null: there is no file, or it is empty or holds comments alone. */
export async function readOwnDocument(
  file: string,
): Promise<Pick<ReadDocument, 'value' | 'lineOf'> | readonly string[] | null> {
  let text: string | null;
  try {
    text = readOwnFile(file);
  } catch (error) {
    return [messageOf(error)];
  }
  if (text === null) return null;
  const { readDocument } = await import('../documents/read.js');
  const { value, faults, lineOf } = readDocument(text);
  if (faults.length > 0) return faults.map(({ line, what }) => `${file}:${line}: ${what}`);
  return value === null ? null : { value, lineOf };
}
