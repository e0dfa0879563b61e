// The files of a folder and of the folders inside it.
import { readdirSync } from 'node:fs';
import path from 'node:path';
import { whyNotRead } from '../../core/text/fileTrouble.js';
import { sanitizeLine } from '../../core/text/sanitize.js';
import { UserError } from '../../core/userError.js';

/** Limits of the search: levels of folders, and number of files. */
const DEEPEST = 8;
const MOST_FILES = 5000;

/** The regular files below a folder, by path. @throws UserError */
export function filesBelow(folder: string): string[] {
  const files: string[] = [];
  const walk = (place: string, depth: number): void => {
    let entries;
    try {
      entries = readdirSync(place, { withFileTypes: true });
    } catch (error) {
      if (depth === 0)
        throw new UserError(`${sanitizeLine(folder, 200)}: cannot be read: ${whyNotRead(error)}`, { cause: error });
      return;
    }
    for (const entry of entries.sort((a, b) => (a.name < b.name ? -1 : 1))) {
      if (files.length >= MOST_FILES) return;
      const file = path.join(place, entry.name);
      if (entry.isFile()) files.push(file);
      else if (entry.isDirectory() && depth < DEEPEST && !/^(?:\.git|node_modules|__pycache__)$/.test(entry.name))
        walk(file, depth + 1);
    }
  };
  walk(folder, 0);
  return files;
}
