// Finds the reader of a source that may still be empty, without blocking.
import { open } from 'node:fs/promises';
import type { Readable } from 'node:stream';
import { whyNotRead } from '../../core/text/fileTrouble.js';
import { POLL_MS } from '../log/beats.js';
import type { Clock } from '../log/clock.js';
import type { LogReader } from '../log/reader.js';
import { chooseReader, HEAD, titles } from '../log/readers.js';
import { sourceNamed, type FileSource, type Source, type StreamSource } from '../log/source.js';

export interface RecogniseOptions {
  readonly clock: Clock;
  readonly signal: AbortSignal;
  /** Receives, once each, the reasons why the format is not known yet. */
  readonly waiting: (why: string) => void;
}

/** Resolves with null if the signal aborts first, or if a stream ends without a log. */
export async function recognise(
  source: FileSource | StreamSource,
  { clock, signal, waiting }: RecogniseOptions,
): Promise<LogReader | null> {
  const stream = source.kind === 'stream' ? source.readable() : null;
  let said = '';
  let unread = stream !== null;
  while (!signal.aborted) {
    const head = stream === null ? await headOfFile(source.path) : headOfStream(stream);
    const ended = stream !== null && hasEnded(stream);
    const { reader, why } = typeof head === 'string' ? { reader: null, why: head } : judge(source, head, ended);
    if (reader !== null) return reader;
    const words = ended ? `ended; ${why}` : why;
    // A stream is empty before its first beat.
    if (words !== said && !(unread && head.length === 0 && !ended)) {
      waiting(words);
      said = words;
    }
    unread = false;
    if (ended) return null;
    await clock.sleep(POLL_MS, signal);
  }
  return null;
}

/** Waits for a file or folder; null if the signal aborts first. */
export async function appeared(word: string, clock: Clock, signal: AbortSignal): Promise<Source | null> {
  while (!signal.aborted) {
    try {
      return sourceNamed(word);
    } catch {
      // Still missing.
    }
    await clock.sleep(POLL_MS, signal);
  }
  return null;
}

/** `ended`: nothing more will be written. */
function judge(
  source: FileSource | StreamSource,
  head: Buffer,
  ended: boolean,
): { readonly reader: LogReader | null; readonly why: string } {
  if (head.length === 0) return { reader: null, why: ended ? 'nothing was written' : 'nothing written yet' };
  const found = chooseReader(source, head);
  const { reader, sure } = found ?? { reader: null, sure: 'no' as const };
  // What is read with a reader is not read again with another one, so a reader that is only possible waits for more evidence.
  if (reader !== null && (sure === 'certain' || ended || head.length >= HEAD)) return { reader, why: '' };
  const line = head.includes(10);
  if (line && sure === 'likely') return { reader, why: '' };
  if (reader !== null) return { reader: null, why: line ? 'no figures yet' : 'the first line is not complete yet' };
  return { reader: null, why: `not a log in a format that gradtop reads; allowed: ${titles()}` };
}

/** The first bytes, or why they cannot be read. */
async function headOfFile(file: string): Promise<Buffer | string> {
  try {
    const handle = await open(file, 'r');
    try {
      const { buffer, bytesRead } = await handle.read(Buffer.alloc(HEAD), 0, HEAD, 0);
      return buffer.subarray(0, bytesRead);
    } finally {
      await handle.close();
    }
  } catch (error) {
    return whyNotRead(error);
  }
}

/** Whether nothing more will arrive. `readableEnded` is false while bytes are left to read, and no public property says this. */
const hasEnded = (stream: Readable): boolean =>
  (stream as unknown as { readonly _readableState: { readonly ended: boolean } })._readableState.ended;

/** The bytes that have arrived; they stay in the stream. */
function headOfStream(stream: Readable): Buffer {
  const bytes = stream.read() as Buffer | null;
  if (bytes === null) return Buffer.alloc(0);
  stream.unshift(bytes);
  return bytes;
}
