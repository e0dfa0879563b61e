// Creates a folder and those above it. Node's own `recursive` never returns below a folder that accepts none (/proc).
import { mkdirSync, statSync } from 'node:fs';
import path from 'node:path';
import { codeOf } from '../core/text/fileTrouble.js';

/** @throws the system's error */
export function createFolder(folder: string): void {
  if (made(folder)) return;
  createFolder(path.dirname(folder));
  if (!made(folder)) throw Object.assign(new Error(`no folder ${folder}`), { code: 'ENOENT' });
}

/** False: a folder above it is missing. */
function made(folder: string): boolean {
  try {
    mkdirSync(folder);
  } catch (error) {
    if (codeOf(error) === 'ENOENT' && path.dirname(folder) !== folder) return false;
    if (codeOf(error) !== 'EEXIST' || !statSync(folder).isDirectory()) throw error;
  }
  return true;
}
