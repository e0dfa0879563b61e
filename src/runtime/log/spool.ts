// Copies a stream into a nameless file, so that it can be read again from any byte.
import { mkdtempSync, openSync, readSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
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

  private pull(buffer: Buffer): void {
    const read = readStream(this.input, buffer);
    if (read === 0) this.ended = true;
    try {
      writeAll(this.kept, buffer.subarray(0, read));
    } catch (error) {
      throw new UserError(`${tmpdir()}: cannot keep the log that comes in: ${whyNotWritten(error)}`, { cause: error });
    }
    this.length += read;
  }
}

/** Disappears with the process, however that ends. */
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
