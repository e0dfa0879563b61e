// The growing end of a file or a stream: new bytes, and changes of the file itself.
import { open, stat, type FileHandle } from 'node:fs/promises';
import type { BigIntStats } from 'node:fs';
import type { Readable } from 'node:stream';
import { setImmediate } from 'node:timers/promises';
import { codeOf, whyNotRead } from '../../core/text/fileTrouble.js';
import type { Restart } from './reader.js';

export type TailNews =
  /** `bytes` are valid until the next poll. `last`: no more bytes follow yet. */
  | { readonly type: 'bytes'; readonly bytes: Buffer; readonly last: boolean }
  /** The next bytes are the first of the file. */
  | { readonly type: 'restarted'; readonly why: Restart }
  | { readonly type: 'absent'; readonly why: string }
  /** Every byte has been read; `gone`: no file has the name any more. */
  | { readonly type: 'idle'; readonly gone: boolean }
  | { readonly type: 'ended' };

export interface Tail {
  /** Looks once and reads `most` bytes at most. */
  poll(most: number): Promise<TailNews>;
  /** Reads the last bytes again at the next poll, because they may change. Absent for streams, which do not change. */
  readonly rewind?: (bytes: number) => void;
  close(): Promise<void>;
}

/** Number of bytes before the offset that are compared, to notice that a file was written over. */
const MARK = 64;

/** Follows a name as `tail -F` does. Polls `stat`, because NFS and sshfs send no notifications. */
export class FileTail implements Tail {
  private handle: FileHandle | null = null;
  /** Whether a file was open before. */
  private reopened = false;
  private offset: number;
  /** The last bytes before the offset, now and before the last piece. */
  private mark: Buffer = Buffer.alloc(0);
  private earlierMark = this.mark;
  private piece: Buffer = this.mark;
  private buffer: Buffer = this.mark;
  private seen: { readonly size: bigint; readonly mtime: bigint } | null = null;

  /** `from`: bytes that the caller has read already. */
  constructor(
    private readonly path: string,
    from = 0,
  ) {
    this.offset = from;
  }

  async poll(most: number): Promise<TailNews> {
    try {
      if (this.handle === null) {
        this.handle = await open(this.path, 'r');
        const again = this.reopened;
        this.reopened = true;
        if (again) return this.restart('replaced');
      }
      return await this.look(this.handle, most);
    } catch (error) {
      return { type: 'absent', why: whyNotRead(error) };
    }
  }

  readonly rewind = (bytes: number): void => {
    this.offset -= bytes;
    this.mark = lastOf(this.earlierMark, this.piece.subarray(0, this.piece.length - bytes));
  };

  async close(): Promise<void> {
    const { handle } = this;
    this.handle = null;
    await handle?.close();
  }

  private async look(handle: FileHandle, most: number): Promise<TailNews> {
    const now = await handle.stat({ bigint: true });
    const changed = this.seen !== null && (this.seen.size !== now.size || this.seen.mtime !== now.mtimeNs);
    this.seen = { size: now.size, mtime: now.mtimeNs };
    if (now.size < this.offset) return this.restart('truncated');
    if (changed && !(await this.isUnchanged(handle))) return this.restart('rewritten');
    if (now.size > this.offset) {
      const bytes = await this.read(handle, most);
      if (bytes.length > 0) return { type: 'bytes', bytes, last: bytes.length < most };
    }
    const there = await this.statName();
    if (there === null || (there.dev === now.dev && there.ino === now.ino))
      return { type: 'idle', gone: there === null };
    await this.close();
    return this.poll(most);
  }

  private async read(handle: FileHandle, most: number): Promise<Buffer> {
    if (this.buffer.length < most) this.buffer = Buffer.allocUnsafe(most);
    const { bytesRead } = await handle.read(this.buffer, 0, most, this.offset);
    this.piece = this.buffer.subarray(0, bytesRead);
    this.earlierMark = this.mark;
    this.mark = lastOf(this.mark, this.piece);
    this.offset += bytesRead;
    return this.piece;
  }

  /** Whether the bytes before the offset are the same. They differ if the file was overwritten, or cut and written again. */
  private async isUnchanged(handle: FileHandle): Promise<boolean> {
    const { length } = this.mark;
    if (length === 0) return true;
    const { buffer, bytesRead } = await handle.read(Buffer.alloc(length), 0, length, this.offset - length);
    return bytesRead === length && buffer.equals(this.mark);
  }

  private restart(why: Restart): TailNews {
    this.offset = 0;
    this.mark = this.earlierMark = this.piece = Buffer.alloc(0);
    this.seen = null;
    return { type: 'restarted', why };
  }

  /** Null if no file has the name. */
  private async statName(): Promise<BigIntStats | null> {
    try {
      return await stat(this.path, { bigint: true });
    } catch (error) {
      if (codeOf(error) !== 'ENOENT') throw error;
      return null;
    }
  }
}

const lastOf = (before: Buffer, piece: Buffer): Buffer =>
  piece.length >= MARK ? Buffer.from(piece.subarray(-MARK)) : Buffer.concat([before, piece]).subarray(-MARK);

/** Turns of the event loop in which a stream reads on. */
const REFILL_TURNS = 3;

/** Follows standard input or a pipe. */
export class StreamTail implements Tail {
  private ended = false;
  private failed: string | null = null;
  /** Whether the last poll had bytes. */
  private flowing = false;

  constructor(private readonly stream: Readable) {
    stream.once('end', () => (this.ended = true));
    stream.once('error', (error) => (this.failed = whyNotRead(error)));
    // `read` returns bytes only after a listener is attached.
    stream.on('readable', () => undefined);
  }

  async poll(most: number): Promise<TailNews> {
    const { ended } = this;
    const bytes = this.next(most) ?? (await this.refilled(most));
    this.flowing = bytes !== null;
    if (bytes !== null) return { type: 'bytes', bytes, last: false };
    if (this.failed !== null) return { type: 'absent', why: this.failed };
    return ended ? { type: 'ended' } : { type: 'idle', gone: false };
  }

  /** A stream holds 64 KB, and reads on once they are taken: idle is what stays empty after that. */
  private async refilled(most: number): Promise<Buffer | null> {
    if (!this.flowing) return null;
    for (let turn = 0; turn < REFILL_TURNS && !this.ended; turn += 1) {
      await setImmediate();
      const bytes = this.next(most);
      if (bytes !== null) return bytes;
    }
    return null;
  }

  close(): Promise<void> {
    this.stream.destroy();
    return Promise.resolve();
  }

  /** Part of the buffered bytes, or all of them. */
  private next(most: number): Buffer | null {
    const size = Math.min(most, this.stream.readableLength);
    return size === 0 ? (this.stream.read() as Buffer | null) : (this.stream.read(size) as Buffer | null);
  }
}
