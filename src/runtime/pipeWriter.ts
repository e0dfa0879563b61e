// Writes a log into a named pipe. The reader may be late, slow or gone; the writer never blocks.
import { constants, openSync } from 'node:fs';
import { Socket } from 'node:net';

/** A backlog of this many bytes means that the reader has stopped. */
const MOST_PENDING = 1 << 28;

export interface PipeWriter {
  /** @throws Error if the reader is gone or too slow */
  append(text: string): void;
  /** Resolves when the reader has taken everything, or is gone. */
  close(): Promise<void>;
}

/** @throws the system's error: ENXIO if no process has the pipe open for reading */
export function openPipe(file: string, onError: (error: Error) => void): PipeWriter {
  const descriptor = openSync(file, constants.O_WRONLY | constants.O_NONBLOCK);
  const stream = new Socket({ fd: descriptor, readable: false, writable: true });
  let failed: Error | null = null;
  stream.on('error', (error) => {
    failed = error;
    onError(error);
  });
  return {
    append(text) {
      if (failed !== null) throw failed;
      stream.write(text);
      if (stream.writableLength > MOST_PENDING) throw new Error('its reader is too slow');
    },
    close: () =>
      new Promise((resolve) => {
        if (stream.destroyed) return resolve();
        stream.once('close', () => resolve());
        stream.end(() => stream.destroy());
      }),
  };
}
