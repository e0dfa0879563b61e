// Converts a web font (WOFF 1: deflated tables) back to TrueType.
import { inflateSync } from 'node:zlib';

const HEADER = 44;
const ENTRY = 20;
const SFNT_HEADER = 12;
const SFNT_ENTRY = 16;

/** @see https://www.w3.org/TR/WOFF/ @throws RangeError if the file is not a complete WOFF file */
export function trueType(woff: Buffer): Buffer {
  if (woff.toString('latin1', 0, 4) !== 'wOFF') throw new RangeError('not a WOFF font');
  const count = woff.readUInt16BE(12);
  const directory = Buffer.alloc(SFNT_HEADER + count * SFNT_ENTRY);
  woff.copy(directory, 0, 4, 8);
  // Three fields for binary search follow the count; current readers ignore them.
  directory.writeUInt16BE(count, 4);
  const parts: Buffer[] = [directory];
  let offset = directory.length;
  for (let i = 0; i < count; i += 1) {
    const from = HEADER + i * ENTRY;
    const [at, packed, length, checksum] = [4, 8, 12, 16].map((field) => woff.readUInt32BE(from + field));
    if (at === undefined || packed === undefined || length === undefined || checksum === undefined) continue;
    const stored = woff.subarray(at, at + packed);
    const table = packed < length ? inflateSync(stored) : stored;
    if (table.length !== length) throw new RangeError('a table of the WOFF font is cut off');
    const entry = SFNT_HEADER + i * SFNT_ENTRY;
    woff.copy(directory, entry, from, from + 4);
    directory.writeUInt32BE(checksum, entry + 4);
    directory.writeUInt32BE(offset, entry + 8);
    directory.writeUInt32BE(length, entry + 12);
    const padding = Buffer.alloc((4 - (length % 4)) % 4);
    parts.push(table, padding);
    offset += length + padding.length;
  }
  return Buffer.concat(parts);
}
