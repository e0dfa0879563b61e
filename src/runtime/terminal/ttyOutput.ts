// Terminal output that never blocks: bytes wait in a queue while the terminal does not read. The end of the program waits for a
// limited time.
import { writeSync } from 'node:fs';

/** The libuv handle of a stream, which Node exposes but does not document. */
interface Handle {
  setBlocking?(blocking: boolean): number;
  /** Bytes that the kernel has not taken yet. */
  readonly writeQueueSize?: number;
}
interface Output {
  readonly writableLength?: number;
}
const handleOf = (stream: Output): Handle | undefined => (stream as { readonly _handle?: Handle })._handle;

/** Node writes to a terminal synchronously, so a terminal that does not read would stop the event loop. */
export function unblock(stream: NodeJS.WriteStream): void {
  if (stream.isTTY && process.platform !== 'win32') handleOf(stream)?.setBlocking?.(false);
}

/** The length of the queue of a stream with a backlog, and the time since when it has this length. */
const stalls = new WeakMap<Output, { readonly left: number; readonly since: number }>();

/** Whether the terminal is still draining earlier output. */
export function isBehind(stream: Output): boolean {
  if ((stream.writableLength ?? 0) === 0) {
    stalls.delete(stream);
    return false;
  }
  const left = handleOf(stream)?.writeQueueSize ?? 0;
  if (stalls.get(stream)?.left !== left) stalls.set(stream, { left, since: performance.now() });
  return true;
}

const POLL_MS = 20;
/** A slow line is not a lost one: at 2 KB a second a pty takes more bytes every seven seconds. */
const PATIENT_MS = 10_000;
const HURRIED_MS = 500;

/** The program stops waiting for a terminal that takes nothing for so long. */
let patience = PATIENT_MS;

/** After a signal or a hang-up the process waits only briefly for a terminal that has stopped reading. */
export const hurry = (): void => void (patience = HURRIED_MS);

/** Resolves with true once a terminal has taken everything, with false if it has stopped reading. */
export function drained(stream: NodeJS.WriteStream): Promise<boolean> {
  return new Promise((resolve) => {
    const look = (): void => {
      if (!stream.isTTY || stream.destroyed || !isBehind(stream)) return resolve(true);
      const since = stalls.get(stream)?.since ?? 0;
      if (performance.now() - since >= patience) return resolve(false);
      setTimeout(look, POLL_MS);
    };
    look();
  });
}

/** CAN: ends an escape sequence whose rest stays in the queue. */
const CANCEL = '\u0018';
const TRIES = 20;

/** Writes at process exit, when queues are no longer emptied: bypasses the queue and waits 0.2 s at most. */
export function writeLast(stream: NodeJS.WriteStream, text: string): void {
  const bytes = (isBehind(stream) ? CANCEL : '') + text;
  for (let left = TRIES; left > 0; left -= 1)
    try {
      writeSync((stream as { readonly fd?: number }).fd ?? 1, bytes);
      return;
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code !== 'EAGAIN') return;
      Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, POLL_MS / 2);
    }
}
