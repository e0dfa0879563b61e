// Reads a user-supplied file up to a limit; refuses devices, which may have no end.
import { closeSync, openSync, readSync, statSync } from 'node:fs';
import { whyNoText } from '../core/text/fileTrouble.js';

const PIECE = 1 << 20;

/** Limit for presets and tapes. */
export const MOST_SETTINGS_BYTES = 4e6;

/** @throws the system's error, or one whose message is the reason */
export function readUserFile(file: string, mostBytes: number): string {
  const stat = statSync(file);
  const why = whyNoText(stat);
  if (why !== null) throw new Error(why);
  const tooLarge = `it is larger than ${mostBytes < 1e6 ? `${Math.round(mostBytes / 1e3)} KB` : `${mostBytes / 1e6} MB`}`;
  if (stat.size > mostBytes) throw new Error(tooLarge);
  const descriptor = openSync(file, 'r');
  try {
    const pieces: Buffer[] = [];
    // A pipe does not know its size, and a file may grow.
    for (let bytes = 0; ;) {
      const piece = Buffer.allocUnsafe(Math.min(PIECE, Math.max(stat.size + 1, 1 << 16)));
      const read = readSync(descriptor, piece, 0, piece.length, null);
      if (read === 0) return Buffer.concat(pieces, bytes).toString('utf8');
      pieces.push(piece.subarray(0, read));
      bytes += read;
      if (bytes > mostBytes) throw new Error(tooLarge);
    }
  } finally {
    closeSync(descriptor);
  }
}
