// A file of lines: a scan that gives the place of each line, and single lines read again by their places.
import { closeSync, openSync, readSync } from 'node:fs';
import { RecentlyUsed } from '../../core/recentlyUsed.js';

const NEWLINE = 10;
/** Bytes read at a time by a scan. */
const PIECE = 1 << 22;
/** Bytes of a block that stays in memory, and how many do in each of two generations. */
const BLOCK = 1 << 14;
const KEPT = 1024;
/** Blocks of a file are numbered below this. */
const BLOCKS = 2 ** 32;
/** Systems allow 256 open files or more. */
const MOST_OPEN = 100;

/** The line lies in `bytes` from `from` to `to`, without its newline; `offset`: its first byte in the file. The bytes are valid during the call. */
export type TakeLine = (bytes: Buffer, from: number, to: number, offset: number) => void;

/** Shares blocks in memory and open files among any number of files. */
export class FilePool {
  readonly blocks = new RecentlyUsed<Buffer>(KEPT);
  private files = 0;
  /** Descriptors by path; the one that was used last is the last. */
  private readonly open = new Map<string, number>();

  /** A number for each file. */
  next(): number {
    return (this.files += 1);
  }

  /** @throws Error of the system */
  descriptor(path: string): number {
    const known = this.open.get(path);
    const descriptor = known ?? openSync(path, 'r');
    this.open.delete(path);
    this.open.set(path, descriptor);
    const [oldest] = this.open.keys();
    if (this.open.size > MOST_OPEN && oldest !== undefined) this.close(oldest);
    return descriptor;
  }

  close(path: string): void {
    const descriptor = this.open.get(path);
    if (descriptor !== undefined) closeSync(descriptor);
    this.open.delete(path);
  }
}

export class LineFile {
  private readonly number: number;

  /** @throws Error of the system */
  constructor(
    readonly path: string,
    private readonly pool = new FilePool(),
  ) {
    this.number = pool.next();
    pool.descriptor(path);
  }

  close(): void {
    this.pool.close(this.path);
  }

  /** All whole lines in order, in bounded memory. Returns the offset after the last one; a last line without a newline is left out. */
  scan(take: TakeLine): number {
    const descriptor = this.pool.descriptor(this.path);
    let piece = Buffer.allocUnsafe(PIECE);
    // `base`: the place of the piece's first byte; `held`: bytes of an incomplete line at its beginning.
    let [base, held] = [0, 0];
    for (;;) {
      if (held === piece.length) piece = Buffer.concat([piece], 2 * piece.length);
      const read = readSync(descriptor, piece, held, piece.length - held, base + held);
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
  readonly lineAt = (offset: number): string => this.lineFrom(offset).line;

  /** Whether the file begins with this text, which is shorter than a block. */
  starts(text: string): boolean {
    const wanted = Buffer.from(text);
    return this.block(0).subarray(0, wanted.length).equals(wanted);
  }

  /** Empty if it has no newline. */
  firstLine(): string {
    const { line, isWhole } = this.lineFrom(0);
    return isWhole ? line : '';
  }

  private lineFrom(offset: number): { readonly line: string; readonly isWhole: boolean } {
    let at = offset;
    const parts: Buffer[] = [];
    for (;;) {
      const block = this.block(Math.floor(at / BLOCK));
      const from = at % BLOCK;
      const to = block.indexOf(NEWLINE, from);
      parts.push(block.subarray(from, to < 0 ? block.length : to));
      if (to >= 0 || block.length < BLOCK)
        return { line: (parts.length === 1 ? parts[0]! : Buffer.concat(parts)).toString('utf8'), isWhole: to >= 0 };
      at += BLOCK - from;
    }
  }

  private block(index: number): Buffer {
    const { blocks } = this.pool;
    const key = this.number * BLOCKS + index;
    const known = blocks.get(key);
    if (known !== undefined) return known;
    const block = this.readBlock(index);
    // The last block grows with the file.
    if (block.length === BLOCK) blocks.set(key, block);
    return block;
  }

  private readBlock(index: number): Buffer {
    const block = Buffer.allocUnsafe(BLOCK);
    return block.subarray(0, readSync(this.pool.descriptor(this.path), block, 0, BLOCK, index * BLOCK));
  }
}
