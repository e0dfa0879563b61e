// The source of a log: a file, complete or growing, a folder of files, or a stream such as standard input.
import { closeSync, constants, fstatSync, openSync, readdirSync, readSync, statSync, createReadStream } from 'node:fs';
import { Socket } from 'node:net';
import path from 'node:path';
import type { Readable } from 'node:stream';
import { codeOf, whyNoText, whyNotRead } from '../../core/text/fileTrouble.js';
import { sanitizeLine } from '../../core/text/sanitize.js';
import { UserError } from '../../core/userError.js';
import { STDIN } from './logName.js';
import { Spool } from './spool.js';

/** Random access, also to a stream. */
export interface Bytes {
  /** Fills `into` from byte `position` on and returns the number of bytes; 0 at the end. @throws the system's error */
  read(into: Buffer, position: number): number;
  close(): void;
}

interface Named {
  readonly path: string;
  /** The name in messages, without control characters. */
  readonly name: string;
}
export interface FileSource extends Named {
  readonly kind: 'file';
  /** @throws the system's error */
  open(): Bytes & { readonly size: number };
}
/** A stream yields its bytes once; a copy is kept, so that it can be opened again. */
export interface StreamSource extends Named {
  readonly kind: 'stream';
  open(): Bytes;
  /** Waits for the end of the stream. @throws UserError */
  whole(): Promise<void>;
  /** The stream itself, for following; `open` must not be used then. */
  readable(): Readable;
}
export interface FolderSource extends Named {
  readonly kind: 'folder';
  /** The regular files in the folder now, by name. @throws the system's error */
  files(): FileSource[];
}
export type Source = FileSource | StreamSource | FolderSource;

export function fileSource(file: string): FileSource {
  return {
    kind: 'file',
    path: file,
    name: sanitizeLine(file, 200),
    open() {
      const descriptor = openSync(file, 'r');
      return {
        size: fstatSync(descriptor).size,
        read: (into, position) => readSync(descriptor, into, 0, into.length, position),
        close: () => closeSync(descriptor),
      };
    },
  };
}

/** One source per stream, so that opening it again yields the same bytes. */
const streams = new Map<string, StreamSource>();

function streamSource(named: Named, openInput: () => number, readable: () => Readable): StreamSource {
  const known = streams.get(named.path);
  if (known !== undefined) return known;
  let spool: Spool | null = null;
  let stream: Readable | null = null;
  const kept = (): Spool => (spool ??= new Spool(openInput()));
  const source: StreamSource = {
    kind: 'stream',
    ...named,
    readable: () => (stream ??= readable()),
    open() {
      const bytes = kept();
      return { read: (into, position) => bytes.read(into, position), close: () => undefined };
    },
    async whole() {
      try {
        await kept().fill();
      } catch (error) {
        if (error instanceof UserError) throw error;
        throw new UserError(`${named.name}: cannot be read: ${whyNotRead(error)}`, { cause: error });
      }
    },
  };
  streams.set(named.path, source);
  return source;
}

export const folderSource = (folder: string, name = sanitizeLine(folder, 200)): FolderSource => ({
  kind: 'folder',
  path: folder,
  name,
  files: () =>
    readdirSync(folder)
      .sort()
      .map((entry) => path.join(folder, entry))
      .filter((file) => statSync(file, { throwIfNoEntry: false })?.isFile() === true)
      .map(fileSource),
});

/**
 * Opens a named pipe for writing too. Then opening does not wait for a writer, and the exit of one writer does not end the stream.
 * A read stream would block a thread of the process until a writer opens the pipe.
 */
function pipeStream(file: string): Readable {
  try {
    const fd = openSync(file, constants.O_RDWR | constants.O_NONBLOCK);
    return new Socket({ fd, readable: true, writable: false });
  } catch (error) {
    if (codeOf(error) !== 'EACCES') throw error;
    return createReadStream(file);
  }
}

/** The source that a command-line word names; `-` is standard input. @throws UserError */
export function sourceNamed(word: string): Source {
  const name = sanitizeLine(word, 200);
  if (word === STDIN) {
    if (process.stdin.isTTY) throw new UserError('-: standard input is a terminal; pipe a log into it');
    return streamSource(
      { path: word, name: 'standard input' },
      () => 0,
      () => process.stdin,
    );
  }
  try {
    const kind = statSync(word);
    if (kind.isFile()) return fileSource(word);
    if (kind.isDirectory()) return folderSource(word, name);
    const why = whyNoText(kind);
    if (why !== null) throw new Error(why);
    return streamSource(
      { path: word, name },
      () => openSync(word, 'r'),
      () => (kind.isFIFO() ? pipeStream(word) : createReadStream(word)),
    );
  } catch (error) {
    throw new UserError(`${name}: cannot be read: ${whyNotRead(error)}`, { cause: error });
  }
}
