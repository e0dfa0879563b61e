// A file of lines: a scan that gives the place of each line, and single lines read again by their places.
import { closeSync, openSync, readSync } from 'node:fs';
import { RecentlyUsed } from '../../core/recentlyUsed.js';

const NEWLINE = 10;
/** Bytes read at a time by a scan. */
const PIECE = 1 << 22;
/** Bytes of a block that stays in memory, and how many do in each of two generations. */
const BLOCK = 1 << 14;
const KEPT = 1024;

/** The line lies in `bytes` from `from` to `to`, without its newline; `offset`: its first byte in the file. The bytes are valid during the call. */
export type TakeLine = (bytes: Buffer, from: number, to: number, offset: number) => void;

export class LineFile {
  private readonly descriptor: number;
  private readonly blocks = new RecentlyUsed<Buffer>(KEPT);

  /** @throws Error of the system */
  constructor(readonly path: string) {
    this.descriptor = openSync(path, 'r');
  }

  close(): void {
    closeSync(this.descriptor);
  }

  /** All whole lines in order, in bounded memory. Returns the offset after the last one; a last line without a newline is left out. */
  scan(take: TakeLine): number {
    let piece = Buffer.allocUnsafe(PIECE);
    // `base`: the place of the piece's first byte; `held`: bytes of an incomplete line at its beginning.
    let [base, held] = [0, 0];
    for (;;) {
      if (held === piece.length) piece = Buffer.concat([piece], 2 * piece.length);
      const read = readSync(this.descriptor, piece, held, piece.length - held, base + held);
      if (read === 0) return base;
      const end = held + read;
      let from = 0;
      for (let to = piece.indexOf(NEWLINE, held); to >= 0 && to < end; to = piece.indexOf(NEWLINE, from)) {
        take(piece, from, to, base + from);
        from = to + 1;
      }
      piece.copy(piece, 0, from, end);
      base += from;
      held = end - from;
    }
  }

  /** The line that begins at this byte, without its newline. */
  readonly lineAt = (offset: number): string => {
    let at = offset;
    const parts: Buffer[] = [];
    for (;;) {
      const block = this.block(Math.floor(at / BLOCK));
      const from = at % BLOCK;
      const to = block.indexOf(NEWLINE, from);
      parts.push(block.subarray(from, to < 0 ? block.length : to));
      if (to >= 0 || block.length < BLOCK) break;
      at += BLOCK - from;
    }
    return (parts.length === 1 ? parts[0]! : Buffer.concat(parts)).toString('utf8');
  };

  private block(index: number): Buffer {
    const known = this.blocks.get(index);
    if (known !== undefined) return known;
    const block = this.readBlock(index);
    // The last block grows with the file.
    if (block.length === BLOCK) this.blocks.set(index, block);
    return block;
  }

  private readBlock(index: number): Buffer {
    const block = Buffer.allocUnsafe(BLOCK);
    return block.subarray(0, readSync(this.descriptor, block, 0, BLOCK, index * BLOCK));
  }
}
