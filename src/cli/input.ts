// A person's own file, read whole: that it cannot be is the caller's mistake.
import { readFileSync } from 'node:fs';
import { whyNotRead } from '../core/text/fileTrouble.js';
import { UsageError } from './errors.js';

/** `name`: what the error calls it. @throws UsageError */
export function readInput(file: string, name: string): string {
  try {
    return readFileSync(file, 'utf8');
  } catch (error) {
    throw new UsageError([`${name}: cannot be read: ${whyNotRead(error)}`]);
  }
}
