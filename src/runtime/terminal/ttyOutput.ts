// A terminal's output that never blocks: bytes wait in a queue while the terminal does not read, and the end waits so long only.
import { writeSync } from 'node:fs';

/** What libuv has for a stream; Node shows it, but does not document it. */
interface Handle {
  setBlocking?(blocking: boolean): number;
  /** Bytes that the kernel has not taken yet. */
  readonly writeQueueSize?: number;
}
interface Output {
  readonly writableLength?: number;
}
const handleOf = (stream: Output): Handle | undefined => (stream as { readonly _handle?: Handle })._handle;

/** Node writes to a terminal synchronously: one that does not read would stop the event loop. */
export function unblock(stream: NodeJS.WriteStream): void {
  if (stream.isTTY && process.platform !== 'win32') handleOf(stream)?.setBlocking?.(false);
}

/** What was left in the queue of a stream that is behind, and since when it is so much. */
const stalls = new WeakMap<Output, { readonly left: number; readonly since: number }>();

/** Whether the terminal still has to take what was written before. */
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
/** A slow line is no lost one: at 2 KB a second a pty makes room for more every seven seconds. */
const PATIENT_MS = 10_000;
const HURRIED_MS = 500;

/** A terminal that takes nothing for so long is not waited for. */
let patience = PATIENT_MS;

/** A signal or a hang-up asks for the end: the process waits for no terminal that has stopped reading. */
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

/** CAN: ends an escape sequence of which the rest stays in the queue. */
const CANCEL = '\u0018';
const TRIES = 20;

/** For the last moment of the process, when no queue is emptied any more: past the queue, waiting 0.2 s at most. */
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
