// Which bytes are a word for a missing cell.
import { isMissing } from './words.js';

/** The answers for words of so many bytes are kept: a string for each cell takes longer than the cell. */
const SHORT = 4;
const MOST_KEPT = 1000;

export class MissingCells {
  private readonly known = new Map<number, boolean>();
  private lastKey = -1;
  private last = false;

  has(bytes: Uint8Array, from: number, to: number): boolean {
    if (from === to) return true;
    if (to - from > SHORT) return isMissing(latin1(bytes, from, to));
    let key = to - from;
    for (let at = from; at < to; at += 1) key = key * 256 + bytes[at]!;
    if (key !== this.lastKey) {
      this.last = this.known.get(key) ?? this.found(key, latin1(bytes, from, to));
      this.lastKey = key;
    }
    return this.last;
  }

  private found(key: number, word: string): boolean {
    const missing = isMissing(word);
    if (this.known.size < MOST_KEPT) this.known.set(key, missing);
    return missing;
  }
}

const latin1 = (bytes: Uint8Array, from: number, to: number): string =>
  Buffer.from(bytes.subarray(from, to)).toString('latin1');
