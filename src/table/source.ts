// The file in a form that DuckDB can read: its format, its encoding, and a plain copy if the file is compressed, in another
// encoding or a pipe.
import { createReadStream, createWriteStream, openSync, readSync, closeSync, rmSync, statSync } from 'node:fs';
import path from 'node:path';
import { Transform, type Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { createGunzip } from 'node:zlib';
import { whyNoText, whyNotRead } from '../core/text/fileTrouble.js';
import { sanitizeLine } from '../core/text/sanitize.js';
import { messageOf, UserError } from '../core/userError.js';
import { copyOf, STDIN_NAME, STDIN_TABLE } from './copies.js';
import { tableFolder, withRoom } from './temporary.js';
import { megabytes, type TableWatch } from './watch.js';
import { survey, utf16Of, type Encoding } from './encoding.js';
import { refuseOthers } from './foreign.js';

export interface Source {
  /** The user's name for it, cleaned. */
  readonly name: string;
  /** The file that DuckDB opens. */
  readonly file: string;
  readonly format: 'csv' | 'json' | 'parquet';
  readonly gzip: boolean;
  readonly encoding: Encoding | null;
  /** The first characters; empty for Parquet. */
  readonly head: string;
  /** Whether `head` is the whole text. */
  readonly whole: boolean;
  readonly bytes: number;
  /** Whether an underscore joins digits anywhere in the text. */
  readonly joinedDigits: boolean;
  /** Makes a copy with each line changed, if DuckDB cannot read the file. */
  readonly rewritten: (change: (line: string) => string) => Promise<Source>;
  readonly dispose: () => void;
}

const HEAD_BYTES = 1 << 17;
/** Size limit of a copy. */
const MOST_COPIED = 8e9;

/** @throws UserError of one line with the file */
export async function openSource(file: string, { tell, signal }: TableWatch): Promise<Source> {
  const name = file === STDIN_TABLE ? STDIN_NAME : sanitizeLine(file);
  const temporary: string[] = [];
  const dispose = (): void => temporary.splice(0).forEach((folder) => rmSync(folder, { recursive: true, force: true }));
  const copy = async (from: Readable, ...steps: Transform[]): Promise<string> => {
    const folder = tableFolder();
    temporary.push(folder);
    const to = path.join(folder, 'table');
    const limited = limit((bytes) => tell(`reading ${path.basename(name)}: ${megabytes(bytes)} MB so far`));
    const streams = [from, ...steps, limited, createWriteStream(to)];
    await withRoom(() => pipeline(streams, signal === null ? {} : { signal }));
    return to;
  };
  try {
    return await open(name, copyOf(file) ?? path.resolve(file), copy, dispose);
  } catch (error) {
    dispose();
    if (error instanceof UserError) throw error;
    throw new UserError(`${name}: cannot be read: ${whyNotRead(error)}`, { cause: error });
  }
}

type Copy = (from: Readable, ...steps: Transform[]) => Promise<string>;

async function open(name: string, given: string, copy: Copy, dispose: () => void): Promise<Source> {
  const stat = statSync(given);
  const why = whyNoText(stat);
  if (why !== null) throw new Error(why);
  let file = stat.isFile() && stat.size > 0 ? given : await copy(createReadStream(given));
  let head = headOf(file);
  const gzip = head[0] === 0x1f && head[1] === 0x8b;
  if (gzip) {
    file = await unpacked(file, copy);
    head = headOf(file);
  }
  const base = { name, gzip, dispose };
  const parquet = (): Source => ({
    ...base,
    file,
    whole: false,
    format: 'parquet',
    encoding: null,
    head: '',
    joinedDigits: false,
    bytes: statSync(file).size,
    rewritten: () => Promise.reject(new Error('a Parquet file has no lines')),
  });
  if (head.subarray(0, 4).toString('latin1') === 'PAR1') return parquet();
  refuseOthers(name, head);
  const utf16 = utf16Of(head);
  if (utf16 !== null) file = await copy(createReadStream(file), decoder(utf16));
  const seen = await survey(name, file);
  const encoding = utf16 ?? seen.encoding;
  if (utf16 === null && encoding !== 'utf-8') file = await copy(createReadStream(file), decoder(encoding));
  if (seen.mixedEnds)
    file = await copy(
      createReadStream(file),
      lineByLine((line) => line),
    );
  const { joinedDigits } = seen;
  const text = (now: string): Source => {
    const beginning = headOf(now);
    const head = new TextDecoder().decode(beginning, { stream: true });
    const format = /^\ufeff?\s*[[{]/.test(head) && looksLikeJson(head) ? 'json' : 'csv';
    const rewritten = async (change: (line: string) => string): Promise<Source> =>
      text(await copy(createReadStream(now), lineByLine(change)));
    const whole = beginning.length < HEAD_BYTES;
    const bytes = statSync(now).size;
    return { ...base, file: now, format, encoding, head, whole, bytes, joinedDigits, rewritten };
  };
  return text(file);
}

function headOf(file: string): Buffer {
  const descriptor = openSync(file, 'r');
  try {
    const head = Buffer.alloc(HEAD_BYTES);
    let bytes = 0;
    for (let read = -1; read !== 0 && bytes < HEAD_BYTES; bytes += read)
      read = readSync(descriptor, head, bytes, HEAD_BYTES - bytes, null);
    return head.subarray(0, bytes);
  } finally {
    closeSync(descriptor);
  }
}

async function unpacked(file: string, copy: Copy): Promise<string> {
  try {
    return await copy(createReadStream(file), createGunzip());
  } catch (error) {
    if (error instanceof UserError) throw error;
    throw new Error(`the gzip data are damaged (${messageOf(error)})`, { cause: error });
  }
}

/** Ends a stream that exceeds the limit, because an endless one would fill the disk. */
function limit(tell: (bytes: number) => void): Transform {
  let bytes = 0;
  return new Transform({
    transform(chunk: Buffer, _encoding, done) {
      bytes += chunk.length;
      tell(bytes);
      done(bytes > MOST_COPIED ? new Error(`it is larger than ${MOST_COPIED / 1e9} GB`) : null, chunk);
    },
  });
}

function decoder(encoding: Encoding): Transform {
  const text = new TextDecoder(encoding === 'latin-1' ? 'windows-1252' : encoding);
  return new Transform({
    transform(chunk: Buffer, _encoding, done) {
      done(null, text.decode(chunk, { stream: true }));
    },
    flush(done) {
      done(null, text.decode());
    },
  });
}

/** Changes each line of UTF-8 text and ends it by a line feed. */
function lineByLine(change: (line: string) => string): Transform {
  const text = new TextDecoder();
  let rest = '';
  return new Transform({
    transform(chunk: Buffer, _encoding, done) {
      // A carriage return at the end may be the first half of a line end.
      const lines = (rest + text.decode(chunk, { stream: true })).split(/\r\n|\n|\r(?!$)/);
      rest = lines.pop() ?? '';
      done(null, lines.map((line) => `${change(line)}\n`).join(''));
    },
    flush(done) {
      done(null, rest === '' ? '' : `${change(rest.replace(/\r$/, ''))}\n`);
    },
  });
}

/** Whether the text begins like JSON: an object, or a list of objects or numbers. */
function looksLikeJson(head: string): boolean {
  const start = head.replace(/^\ufeff/, '').trimStart();
  return /^\{\s*("(?:[^"\\]|\\.)*"\s*:|\})/.test(start) || /^\[\s*([[{"\]]|-?\d+(\.\d+)?\s*[,\]])/.test(start);
}
