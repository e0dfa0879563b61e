// Encodes pixels as PNG. @see https://www.w3.org/TR/png-3/
import { crc32, deflateSync } from 'node:zlib';
import type { Picture } from '../../../core/screen/picture.js';

const SIGNATURE = Buffer.from([137, 80, 78, 71, 13, 10, 26, 10]);
/** Eight bits a channel, with opacity. */
const KIND = [8, 6, 0, 0, 0];

export function toPng({ width, height, rgba }: Picture): Buffer {
  const stride = 4 * width;
  const rows = Buffer.alloc((stride + 1) * height);
  // Each row has a filter before it: 2, the difference from the row above, or 0 for none.
  for (let y = 0; y < height; y += 1) {
    const [to, from] = [y * (stride + 1), y * stride];
    rows[to] = y === 0 ? 0 : 2;
    for (let i = 0; i < stride; i += 1)
      rows[to + 1 + i] = (rgba[from + i] ?? 0) - (y === 0 ? 0 : (rgba[from + i - stride] ?? 0));
  }
  const head = Buffer.alloc(13);
  head.writeUInt32BE(width, 0);
  head.writeUInt32BE(height, 4);
  head.set(KIND, 8);
  return Buffer.concat([
    SIGNATURE,
    chunk('IHDR', head),
    chunk('IDAT', deflateSync(rows)),
    chunk('IEND', Buffer.alloc(0)),
  ]);
}

function chunk(type: string, data: Buffer): Buffer {
  const named = Buffer.concat([Buffer.from(type, 'latin1'), data]);
  const ends = Buffer.alloc(8);
  ends.writeUInt32BE(data.length, 0);
  ends.writeUInt32BE(crc32(named), 4);
  return Buffer.concat([ends.subarray(0, 4), named, ends.subarray(4)]);
}
