// Finds the character set and the line ends of a text in one pass.
import { isUtf8 } from 'node:buffer';
import { open } from 'node:fs/promises';
import { UserError } from '../core/userError.js';
import { ALLOWED } from './foreign.js';

const PIECE_BYTES = 1 << 20;

export type Encoding = 'utf-8' | 'utf-16le' | 'utf-16be' | 'latin-1' | 'windows-1252';

export interface Survey {
  readonly encoding: Encoding;
  /** Whether lines end in more than one way; DuckDB would lose rows. */
  readonly mixedEnds: boolean;
  /** Whether an underscore joins digits anywhere: DuckDB reads 1_000 as a number. */
  readonly joinedDigits: boolean;
}

/** The encoding by its byte order mark; null without a mark of UTF-16. */
export function utf16Of(head: Uint8Array): 'utf-16le' | 'utf-16be' | null {
  if (head[0] === 0xff && head[1] === 0xfe) return 'utf-16le';
  return head[0] === 0xfe && head[1] === 0xff ? 'utf-16be' : null;
}

/** UTF-8 if the whole file is valid, else a character set of Western Europe. @throws UserError if the file is not text */
export async function survey(name: string, file: string): Promise<Survey> {
  let rest = Buffer.alloc(0);
  let [utf8, controls, binary] = [true, false, false];
  const ends = new LineEnds();
  let joinedDigits = false;
  for await (const piece of pieces(file)) {
    ends.see(piece);
    joinedDigits ||= joinsDigits(piece);
    const bytes = rest.length === 0 ? piece : Buffer.concat([rest, piece]);
    if (bytes.includes(0)) throw new UserError(`${name}: is not text: it has NUL characters; ${ALLOWED}`);
    const end = utf8 ? wholeCharacters(bytes) : bytes.length;
    utf8 &&= isUtf8(bytes.subarray(0, end));
    if (!utf8) {
      controls ||= bytes.some((byte) => byte >= 0x80 && byte < 0xa0);
      binary ||= bytes.some((byte) => byte < 9);
    }
    rest = Buffer.from(bytes.subarray(utf8 ? end : bytes.length));
  }
  const { mixed: mixedEnds } = ends;
  if (utf8 && rest.length === 0) return { encoding: 'utf-8', mixedEnds, joinedDigits };
  if (binary) throw new UserError(`${name}: is not text; ${ALLOWED}`);
  return { encoding: controls ? 'windows-1252' : 'latin-1', mixedEnds, joinedDigits };
}

const UNDERSCORE = 95;
const isDigit = (byte: number | undefined): boolean => byte !== undefined && byte >= 48 && byte <= 57;

/** An underscore at the edge of a piece counts, because its neighbour is in another piece. */
function joinsDigits(bytes: Buffer): boolean {
  for (let at = bytes.indexOf(UNDERSCORE); at >= 0; at = bytes.indexOf(UNDERSCORE, at + 1))
    if ((at === 0 || isDigit(bytes[at - 1])) && (at === bytes.length - 1 || isDigit(bytes[at + 1]))) return true;
  return false;
}

/** The bytes of a file, in one buffer that each piece overwrites: a new buffer for each takes more time than its check. */
async function* pieces(file: string): AsyncGenerator<Buffer> {
  const opened = await open(file);
  try {
    const buffer = Buffer.allocUnsafe(PIECE_BYTES);
    for (;;) {
      const { bytesRead } = await opened.read(buffer, 0, PIECE_BYTES, null);
      if (bytesRead === 0) return;
      yield buffer.subarray(0, bytesRead);
    }
  } finally {
    await opened.close();
  }
}

/** The ways in which the lines of some bytes end, of which the last is whole; null if they are not UTF-8 or hold NUL. */
export function endsOf(bytes: Buffer): ReadonlySet<LineEnd> | null {
  if (bytes.includes(0) || !isUtf8(bytes)) return null;
  const ends = new LineEnds();
  ends.see(bytes);
  return ends.kinds;
}

/** Whether the first bytes of a file may be UTF-8; they may end within a character. */
export const mayBeUtf8 = (head: Buffer): boolean => isUtf8(head.subarray(0, wholeCharacters(head)));

export type LineEnd = 'lf' | 'crlf' | 'cr';

const [LF, CR] = [10, 13];

class LineEnds {
  readonly kinds = new Set<LineEnd>();
  private afterReturn = false;

  get mixed(): boolean {
    return this.kinds.size + (this.afterReturn && !this.kinds.has('cr') ? 1 : 0) > 1;
  }

  see(bytes: Buffer): void {
    if (this.mixed || bytes.length === 0) return;
    let from = 0;
    if (this.afterReturn) {
      this.kinds.add(bytes[0] === LF ? 'crlf' : 'cr');
      from = bytes[0] === LF ? 1 : 0;
      this.afterReturn = false;
    }
    if (!bytes.includes(CR)) {
      if (bytes.indexOf(LF, from) >= 0) this.kinds.add('lf');
      return;
    }
    for (let i = from; i < bytes.length; i += 1) {
      if (bytes[i] === LF) this.kinds.add('lf');
      if (bytes[i] !== CR) continue;
      if (i === bytes.length - 1) this.afterReturn = true;
      else if (bytes[i + 1] === LF) {
        this.kinds.add('crlf');
        i += 1;
      } else this.kinds.add('cr');
    }
  }
}

/** End of the last complete character, because a piece may cut one. */
function wholeCharacters(bytes: Buffer): number {
  for (let back = 1; back <= Math.min(3, bytes.length); back += 1) {
    const byte = bytes[bytes.length - back]!;
    if (byte < 0x80) return bytes.length;
    if (byte >= 0xc0) return (byte >= 0xf0 ? 4 : byte >= 0xe0 ? 3 : 2) > back ? bytes.length - back : bytes.length;
  }
  return bytes.length;
}
