// A PNG file as pixels: 8 bits a channel, with or without opacity, not interlaced. @see https://www.w3.org/TR/png-3/
import { inflateSync } from 'node:zlib';

export const PNG_SIGNATURE = Buffer.from([137, 80, 78, 71, 13, 10, 26, 10]);

export interface Pixels {
  readonly width: number;
  readonly height: number;
  /** 0xRRGGBB. */
  readonly at: (x: number, y: number) => number;
  /** 0 to 255. */
  readonly opacity: (x: number, y: number) => number;
}

export function readPng(file: Buffer): Pixels {
  if (!file.subarray(0, 8).equals(PNG_SIGNATURE)) throw new Error('no PNG');
  const data: Buffer[] = [];
  for (let at = 8; at < file.length;) {
    const length = file.readUInt32BE(at);
    if (file.toString('latin1', at + 4, at + 8) === 'IDAT') data.push(file.subarray(at + 8, at + 8 + length));
    at += 12 + length;
  }
  const [width, height] = [file.readUInt32BE(16), file.readUInt32BE(20)];
  const channels = { 2: 3, 6: 4 }[file[25] ?? 0];
  if (file[24] !== 8 || channels === undefined || file[28] !== 0) throw new Error('a kind of PNG not known here');
  const raw = inflateSync(Buffer.concat(data));
  const stride = width * channels;
  const pixels = Buffer.alloc(stride * height);
  for (let y = 0; y < height; y += 1) {
    const filter = raw[y * (stride + 1)] ?? 0;
    for (let x = 0; x < stride; x += 1) {
      const left = x < channels ? 0 : (pixels[y * stride + x - channels] ?? 0);
      const up = y === 0 ? 0 : (pixels[(y - 1) * stride + x] ?? 0);
      const corner = y === 0 || x < channels ? 0 : (pixels[(y - 1) * stride + x - channels] ?? 0);
      const guess = [0, left, up, (left + up) >> 1, paeth(left, up, corner)][filter] ?? 0;
      pixels[y * stride + x] = (raw[y * (stride + 1) + 1 + x] ?? 0) + guess;
    }
  }
  const at = (x: number, y: number): number => pixels.readUIntBE(y * stride + x * channels, 3);
  const opacity = (x: number, y: number): number =>
    channels === 4 ? (pixels[y * stride + x * channels + 3] ?? 0) : 255;
  return { width, height, at, opacity };
}

function paeth(left: number, up: number, corner: number): number {
  const guess = left + up - corner;
  const [a, b, c] = [left, up, corner].map((value) => Math.abs(guess - value)) as [number, number, number];
  return a <= b && a <= c ? left : b <= c ? up : corner;
}
