// Copies a stream into an unnamed file, so that it can be read again from any byte.
import { mkdtempSync, openSync, read, readSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { promisify } from 'node:util';
import { codeOf, whyNotWritten } from '../../core/text/fileTrouble.js';
import { UserError } from '../../core/userError.js';
import { writeAll } from '../writeWhole.js';

/** Milliseconds between two reads of a non-blocking descriptor without data. */
const WAIT_MS = 10;

export class Spool {
  private readonly kept: number;
  private length = 0;
  private ended = false;

  constructor(private readonly input: number) {
    this.kept = namelessFile();
  }

  /** Blocks until the stream reaches `position`. */
  read(into: Buffer, position: number): number {
    while (!this.ended && position >= this.length) this.pull(into);
    return readSync(this.kept, into, 0, into.length, position);
  }

  /** Reads the stream to its end without blocking signals and keys. @throws the system's error */
  async fill(): Promise<void> {
    const buffer = Buffer.alloc(1 << 16);
    while (!this.ended) {
      const bytes = await readSoon(this.input, buffer);
      if (bytes === null) await sleep(WAIT_MS);
      else this.keep(buffer.subarray(0, bytes));
    }
  }

  private pull(buffer: Buffer): void {
    this.keep(buffer.subarray(0, readStream(this.input, buffer)));
  }

  private keep(piece: Buffer): void {
    if (piece.length === 0) this.ended = true;
    try {
      writeAll(this.kept, piece);
    } catch (error) {
      throw new UserError(`${tmpdir()}: cannot keep the log that comes in: ${whyNotWritten(error)}`, { cause: error });
    }
    this.length += piece.length;
  }
}

/** A file without a name, which the system removes with the process. */
function namelessFile(): number {
  try {
    const folder = mkdtempSync(path.join(tmpdir(), 'gradtop-'));
    try {
      return openSync(path.join(folder, 'log'), 'wx+');
    } finally {
      remove(folder);
    }
  } catch (error) {
    throw new UserError(`${tmpdir()}: cannot keep the log that comes in: ${whyNotWritten(error)}`, { cause: error });
  }
}

function remove(folder: string): void {
  try {
    rmSync(folder, { recursive: true, force: true });
  } catch {
    // Windows keeps a folder until the files in it are closed.
  }
}

const readPiece = promisify(read);

/** The number of bytes, 0 at the end; null if a non-blocking descriptor has none now. */
async function readSoon(descriptor: number, into: Buffer): Promise<number | null> {
  try {
    return (await readPiece(descriptor, into, 0, into.length, null)).bytesRead;
  } catch (error) {
    if (codeOf(error) === 'EOF') return 0;
    if (codeOf(error) !== 'EAGAIN') throw error;
    return null;
  }
}

function readStream(descriptor: number, into: Buffer): number {
  for (;;)
    try {
      return readSync(descriptor, into, 0, into.length, null);
    } catch (error) {
      // The end of a pipe on Windows.
      if (codeOf(error) === 'EOF') return 0;
      if (codeOf(error) !== 'EAGAIN') throw error;
      Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, WAIT_MS);
    }
}
