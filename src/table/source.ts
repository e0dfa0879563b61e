// The file as DuckDB can read it: what kind it is, its encoding, and a plain copy where the file itself is compressed, in another
// encoding or a pipe.
import {
  createReadStream,
  createWriteStream,
  mkdtempSync,
  openSync,
  readSync,
  closeSync,
  rmSync,
  statSync,
} from 'node:fs';
import { isUtf8 } from 'node:buffer';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { Transform, type Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { createGunzip } from 'node:zlib';
import { whyNoText, whyNotRead } from '../core/text/fileTrouble.js';
import { sanitizeLine } from '../core/text/sanitize.js';
import { messageOf, UserError } from '../core/userError.js';

export type Encoding = 'utf-8' | 'utf-16le' | 'utf-16be' | 'latin-1' | 'windows-1252';

export interface Source {
  /** As the user named it, cleaned. */
  readonly name: string;
  /** What DuckDB opens. */
  readonly file: string;
  readonly format: 'csv' | 'json' | 'parquet';
  readonly gzip: boolean;
  readonly encoding: Encoding | null;
  /** The first characters; empty for Parquet. */
  readonly head: string;
  /** Whether `head` is the whole text. */
  readonly whole: boolean;
  readonly bytes: number;
  /** A copy with each line changed, for what DuckDB cannot read. */
  readonly rewritten: (change: (line: string) => string) => Promise<Source>;
  readonly dispose: () => void;
}

const HEAD_BYTES = 1 << 17;
/** Of a copy: a table through a pipe, unpacked or in another encoding. */
const MOST_COPIED = 8e9;
export const ALLOWED = 'allowed: CSV, TSV, JSON, JSON Lines, Parquet, each also as .gz';

/** Files of other programs, by their first bytes, and the line that makes a table of them. */
const OTHERS: readonly (readonly [magic: string, what: string, convert: string])[] = [
  ['504b0304', 'a ZIP archive or workbook', 'zip'],
  [
    'd0cf11e0',
    'an Excel workbook (.xls)',
    `python -c "import pandas as p; p.read_excel('IN').to_csv('OUT.csv', index=False)"`,
  ],
  [
    '934e554d5059',
    'a NumPy array (.npy)',
    `python -c "import numpy as n; n.savetxt('OUT.csv', n.load('IN'), delimiter=',')"`,
  ],
  ['4152524f5731', 'an Arrow file', `python -c "import pandas as p; p.read_feather('IN').to_parquet('OUT.parquet')"`],
  [
    'ffffffff',
    'an Arrow stream',
    `python -c "import pyarrow as a; a.ipc.open_stream('IN').read_pandas().to_parquet('OUT.parquet')"`,
  ],
  [
    '894844460d0a1a0a',
    'an HDF5 file',
    `python -c "import pandas as p; p.read_hdf('IN').to_csv('OUT.csv', index=False)"`,
  ],
  ['53514c69746520666f726d61742033', 'an SQLite database', `sqlite3 -header -csv IN 'select * from TABLE' > OUT.csv`],
  ['28b52ffd', 'compressed by zstd', 'zstd -d IN'],
  ['425a68', 'compressed by bzip2', 'bunzip2 IN'],
  ['fd377a585a00', 'compressed by xz', 'unxz IN'],
  ['8004', 'a Python pickle', `python -c "import pandas as p; p.read_pickle('IN').to_csv('OUT.csv', index=False)"`],
  ['8005', 'a Python pickle', `python -c "import pandas as p; p.read_pickle('IN').to_csv('OUT.csv', index=False)"`],
];
const XLSX = `python -c "import pandas as p; p.read_excel('IN').to_csv('OUT.csv', index=False)"`;
const NPZ = `python -c "import numpy as n; d = n.load('IN'); n.savetxt('OUT.csv', n.c_[d['x'], d['y']], delimiter=',')"`;

/** @throws UserError in one line that names the file */
export async function openSource(file: string): Promise<Source> {
  const name = sanitizeLine(file);
  const temporary: string[] = [];
  const dispose = (): void => temporary.splice(0).forEach((folder) => rmSync(folder, { recursive: true, force: true }));
  const copy = async (from: Readable, ...steps: Transform[]): Promise<string> => {
    const folder = mkdtempSync(path.join(tmpdir(), 'gradtop-table-'));
    temporary.push(folder);
    const to = path.join(folder, 'table');
    await pipeline([from, ...steps, limit(), createWriteStream(to)]);
    return to;
  };
  try {
    return await open(name, path.resolve(file), copy, dispose);
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
  const base = { name, gzip, dispose, whole: head.length < HEAD_BYTES };
  const parquet = (): Source => ({
    ...base,
    file,
    format: 'parquet',
    encoding: null,
    head: '',
    bytes: statSync(file).size,
    rewritten: () => Promise.reject(new Error('a Parquet file has no lines')),
  });
  if (head.subarray(0, 4).toString('latin1') === 'PAR1') return parquet();
  refuseOthers(name, head);
  const encoding = await encodingOf(name, file, head);
  if (encoding !== 'utf-8') {
    file = await copy(createReadStream(file), decoder(encoding));
    head = headOf(file);
  }
  const text = (now: string): Source => {
    const beginning = headOf(now);
    const head = new TextDecoder().decode(beginning, { stream: true });
    const format = /^\ufeff?\s*[[{]/.test(head) && looksLikeJson(head) ? 'json' : 'csv';
    const rewritten = async (change: (line: string) => string): Promise<Source> =>
      text(await copy(createReadStream(now), lineByLine(change)));
    return { ...base, file: now, format, encoding, head, bytes: statSync(now).size, rewritten };
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

/** A table is bounded by the disk; a stream that never ends is not a table. */
function limit(): Transform {
  let bytes = 0;
  return new Transform({
    transform(chunk: Buffer, _encoding, done) {
      bytes += chunk.length;
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
      // A carriage return at the end may be half of a line end.
      const lines = (rest + text.decode(chunk, { stream: true })).split(/\r\n|\n|\r(?!$)/);
      rest = lines.pop() ?? '';
      done(null, lines.map((line) => `${change(line)}\n`).join(''));
    },
    flush(done) {
      done(null, rest === '' ? '' : `${change(rest.replace(/\r$/, ''))}\n`);
    },
  });
}

function refuseOthers(name: string, head: Buffer): void {
  const other = OTHERS.find(([magic]) => head.subarray(0, magic.length / 2).toString('hex') === magic);
  if (other === undefined) return;
  const [, what, convert] = other;
  const refuse = (kind: string, line: string): never => {
    const out = path.basename(name).replace(/\.\w+$/, '');
    throw new UserError(
      `${name}: is ${kind}; ${ALLOWED}; convert it: ${line.replaceAll('IN', name).replaceAll('OUT', out)}`,
    );
  };
  if (convert !== 'zip') return refuse(what, convert);
  const inside = head.toString('latin1');
  if (inside.includes('.npy')) return refuse('a NumPy archive (.npz)', NPZ);
  if (/xl\/|\[Content_Types\]/.test(inside)) return refuse('an Excel workbook (.xlsx)', XLSX);
  return refuse(what, 'unzip IN');
}

/** UTF-16 by its byte order mark; UTF-8 if the whole file is that; else the character set of Western Europe. */
async function encodingOf(name: string, file: string, head: Buffer): Promise<Encoding> {
  if (head[0] === 0xff && head[1] === 0xfe) return 'utf-16le';
  if (head[0] === 0xfe && head[1] === 0xff) return 'utf-16be';
  if (head.includes(0)) throw new UserError(`${name}: is not text; ${ALLOWED}`);
  let rest = Buffer.alloc(0);
  let [utf8, controls, binary] = [true, false, false];
  for await (const piece of createReadStream(file, { highWaterMark: 1 << 20 })) {
    const bytes = rest.length === 0 ? (piece as Buffer) : Buffer.concat([rest, piece as Buffer]);
    if (bytes.includes(0)) throw new UserError(`${name}: is not text: it has NUL characters; ${ALLOWED}`);
    const end = utf8 ? wholeCharacters(bytes) : bytes.length;
    utf8 &&= isUtf8(bytes.subarray(0, end));
    if (!utf8) {
      controls ||= bytes.some((byte) => byte >= 0x80 && byte < 0xa0);
      binary ||= bytes.some((byte) => byte < 9);
    }
    rest = Buffer.from(bytes.subarray(utf8 ? end : bytes.length));
  }
  if (utf8 && rest.length === 0) return 'utf-8';
  if (binary) throw new UserError(`${name}: is not text; ${ALLOWED}`);
  return controls ? 'windows-1252' : 'latin-1';
}

/** Where the last character that is whole ends: a piece may cut one. */
function wholeCharacters(bytes: Buffer): number {
  for (let back = 1; back <= Math.min(3, bytes.length); back += 1) {
    const byte = bytes[bytes.length - back]!;
    if (byte < 0x80) return bytes.length;
    if (byte >= 0xc0) return (byte >= 0xf0 ? 4 : byte >= 0xe0 ? 3 : 2) > back ? bytes.length - back : bytes.length;
  }
  return bytes.length;
}

/** The first value is JSON as far as was seen: an object, or a list that begins with one. */
function looksLikeJson(head: string): boolean {
  const start = head.replace(/^\ufeff/, '').trimStart();
  return /^\{\s*("(?:[^"\\]|\\.)*"\s*:|\})/.test(start) || /^\[\s*([[{"\]]|-?\d+(\.\d+)?\s*[,\]])/.test(start);
}
