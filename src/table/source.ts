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
import { mayBeUtf8, survey, utf16Of, type Encoding } from './encoding.js';
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
  /** Looks at all bytes, which may need a copy. Null if that is done; before it the text is taken for UTF-8 with line ends of one kind. */
  readonly check: (() => Promise<Source>) | null;
  /** Makes a copy with each line changed, if DuckDB cannot read the file. */
  readonly rewritten: (change: (line: string) => string) => Promise<Source>;
  readonly dispose: () => void;
}

const HEAD_BYTES = 1 << 17;
/** Size limit of a copy. */
const MOST_COPIED = 8e9;

/**
 * `unchecked`: the bytes of a CSV file from which on its reader looks at them, if the first lines allow it.
 *
 * @throws UserError of one line with the file; `check` of the source, too
 */
export async function openSource(file: string, { tell, signal }: TableWatch, unchecked = Infinity): Promise<Source> {
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
  const guarded = async (opened: () => Promise<Source>): Promise<Source> => {
    try {
      return await opened();
    } catch (error) {
      dispose();
      if (error instanceof UserError) throw error;
      throw new UserError(`${name}: cannot be read: ${whyNotRead(error)}`, { cause: error });
    }
  };
  const base = { name, copy, dispose, unchecked };
  const source = await guarded(() => open(base, copyOf(file) ?? path.resolve(file)));
  const { check } = source;
  return check === null ? source : { ...source, check: () => guarded(check) };
}

type Copy = (from: Readable, ...steps: Transform[]) => Promise<string>;

interface Base extends Pick<Source, 'name' | 'dispose'> {
  readonly copy: Copy;
  readonly unchecked: number;
}

async function open({ name, copy, dispose, unchecked }: Base, given: string): Promise<Source> {
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
    check: null,
    bytes: statSync(file).size,
    rewritten: () => Promise.reject(new Error('a Parquet file has no lines')),
  });
  if (head.subarray(0, 4).toString('latin1') === 'PAR1') return parquet();
  refuseOthers(name, head);
  const utf16 = utf16Of(head);
  if (utf16 !== null) file = await copy(createReadStream(file), decoder(utf16));
  const check = async (): Promise<Source> => {
    const { encoding, mixedEnds, joinedDigits } = await survey(name, file);
    let now = file;
    if (utf16 === null && encoding !== 'utf-8') now = await copy(createReadStream(now), decoder(encoding));
    if (mixedEnds)
      now = await copy(
        createReadStream(now),
        lineByLine((line) => line),
      );
    return text(now, { encoding: utf16 ?? encoding, joinedDigits, check: null });
  };
  const text = (now: string, known: Pick<Source, 'encoding' | 'joinedDigits' | 'check'>): Source => {
    const beginning = headOf(now);
    const head = new TextDecoder().decode(beginning, { stream: true });
    const format = /^\ufeff?\s*[[{]/.test(head) && looksLikeJson(head) ? 'json' : 'csv';
    const rewritten = async (change: (line: string) => string): Promise<Source> =>
      text(await copy(createReadStream(now), lineByLine(change)), known);
    const whole = beginning.length < HEAD_BYTES;
    const bytes = statSync(now).size;
    return { ...base, ...known, file: now, format, head, whole, bytes, rewritten };
  };
  if (utf16 !== null || statSync(file).size < unchecked || !mayBeUtf8(head)) return check();
  const source = text(file, { encoding: 'utf-8', joinedDigits: true, check });
  return source.format === 'csv' ? source : check();
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
