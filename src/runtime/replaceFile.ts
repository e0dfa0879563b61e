// Replaces a file as a whole: a reader sees the old text or the new one.
import { closeSync, openSync, renameSync, rmSync } from 'node:fs';
import path from 'node:path';
import { createFolder } from './createFolder.js';
import { writeWhole } from './writeWhole.js';

/** Creates the folder if it is missing. @throws the system's error */
export function replaceFile(file: string, text: string): void {
  createFolder(path.dirname(file));
  const target = `${file}.${process.pid}`;
  try {
    const descriptor = openSync(target, 'w', 0o600);
    try {
      writeWhole(descriptor, text);
    } finally {
      closeSync(descriptor);
    }
    renameSync(target, file);
  } catch (error) {
    rmSync(target, { force: true });
    throw error;
  }
}
