// The column names of a CSV file from its first lines alone, which is fast enough for shell completion.
import { closeSync, openSync, readSync, statSync } from 'node:fs';
import { lookAt } from './look.js';

const HEAD_BYTES = 1 << 16;

/** Empty if the file cannot be read, is not CSV in UTF-8, or has no header. */
export function headNames(file: string): readonly string[] {
  try {
    if (!statSync(file).isFile()) return [];
    const descriptor = openSync(file, 'r');
    try {
      const head = Buffer.alloc(HEAD_BYTES);
      const bytes = readSync(descriptor, head);
      if (head.subarray(0, bytes).includes(0)) return [];
      const { names } = lookAt(head.toString('utf8', 0, bytes), bytes < HEAD_BYTES, 'auto');
      return names.filter((name) => name !== '');
    } finally {
      closeSync(descriptor);
    }
  } catch {
    // Completion cannot show an error.
    return [];
  }
}
