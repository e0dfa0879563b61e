// Pictures as pixels: each cell at its place in its colour, letters in the packed font.
import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { describe, expect, it } from 'vitest';
import { createRaster } from '../../../src/ui/export/raster.js';
import { canvasToSvg, CELL, fontCharacters } from '../../../src/ui/export/svg.js';
import { trueType } from '../../../src/ui/export/woff.js';
import { BOLD, createCanvas, put, text, type Canvas } from '../../../src/core/screen/canvas.js';
import { readPng, type Pixels } from '../../helpers/png.js';

const paper = { background: 0x101418, foreground: 0xe4e7eb };
const drawn = async (canvas: Canvas, scale: number): Promise<Pixels> =>
  readPng(Buffer.from((await createRaster(scale)).png(canvasToSvg(canvas, { title: '', ...paper }))));

/** The pixels of a cell of the first row. */
function cell(image: Pixels, column: number, scale: number): number[] {
  const pixels: number[] = [];
  for (let y = 0; y < CELL.height * scale; y += 1)
    for (let x = 0; x < CELL.width * scale; x += 1) pixels.push(image.at(column * CELL.width * scale + x, y));
  return pixels;
}
const ink = (image: Pixels, column: number, scale: number): number =>
  cell(image, column, scale).filter((pixel) => pixel !== paper.background).length;

describe('the font that comes along', () => {
  it('has what gradtop writes, and Arabic letters too, and lacks CJK and emoji', async () => {
    const { has } = await createRaster(1);
    const lacks = (words: string): string[] => [...new Set(words)].filter((letter) => !has(letter.codePointAt(0) ?? 0));
    expect(lacks('loss 7.47e-4 ησ×·−±∞≠≤≥≈→←↑↓●○△▲▼▶◀◆◇■□✓✗²µ…éÄßمرحبا')).toEqual([]);
    expect(lacks('漢字かな한글🙂')).toEqual([...'漢字かな한글🙂']);
  });

  it('knows the characters that it must draw: no blank, line, block or braille', () => {
    const canvas = createCanvas(10, 1);
    text(canvas, 0, 0, 'a ─█⣿漢é');
    expect([...fontCharacters(canvas)]).toEqual([...'a漢é'].map((letter) => letter.codePointAt(0)));
  });
});

describe('a picture as pixels', () => {
  it.each([1, 2, 3])('has cells times cell size times %d, each cell in its colour to the edge', async (scale) => {
    const canvas = createCanvas(5, 3);
    put(canvas, 2, 1, 32, { bg: 0xff8000 });
    put(canvas, 4, 2, '█'.codePointAt(0) ?? 0, { fg: 0x21918c });
    const image = await drawn(canvas, scale);
    const [w, h] = [CELL.width * scale, CELL.height * scale];
    expect([image.width, image.height]).toEqual([5 * w, 3 * h]);
    for (let y = 0; y < 3 * h; y += 1)
      for (let x = 0; x < 5 * w; x += 1) {
        const cell = `${Math.floor(x / w)},${Math.floor(y / h)}`;
        const colour = { '2,1': 0xff8000, '4,2': 0x21918c }[cell] ?? paper.background;
        if (image.at(x, y) !== colour) throw new Error(`${x},${y}: ${image.at(x, y).toString(16)} in cell ${cell}`);
      }
  });

  it('draws every letter and sign within its own cell, bold ones with more ink', async () => {
    const words = 'loss 7.47e-4 ησ×·−±∞≠≤≥≈→←↑↓●○△▲▼▶◀◆◇■□✓✗²µ…ᵀ';
    const letters = [...new Set(words)];
    const canvas = createCanvas(2 * letters.length, 1);
    letters.forEach((letter, i) => text(canvas, 2 * i, 0, letter));
    const plain = await drawn(canvas, 2);
    canvas.attributes.fill(BOLD);
    const bold = await drawn(canvas, 2);
    const sum = (image: Pixels): number => letters.reduce((total, _, i) => total + ink(image, 2 * i, 2), 0);
    letters.forEach((letter, i) => {
      if (letter !== ' ') expect(ink(plain, 2 * i, 2), letter).toBeGreaterThan(3);
      // One column of pixels may be touched by the smoothed edge of a full-width sign.
      expect(ink(plain, 2 * i + 1, 2), letter).toBeLessThan(40);
    });
    // Missing glyphs would all look the same.
    expect(new Set(letters.map((_, i) => cell(plain, 2 * i, 2).join())).size).toBe(letters.length);
    expect(sum(bold)).toBeGreaterThan(sum(plain) * 1.1);
  });

  it('is the same bytes each time, and stands by itself after the next one is drawn', async () => {
    const canvas = createCanvas(8, 2);
    text(canvas, 0, 0, 'gradient');
    const svg = canvasToSvg(canvas, { title: '', ...paper });
    const raster = await createRaster(2);
    const first = raster.png(svg);
    const copy = Buffer.from(first);
    text(canvas, 0, 1, 'vanishes');
    expect(raster.png(canvasToSvg(canvas, { title: '', ...paper }))).not.toEqual(first);
    expect(Buffer.from(first).equals(copy)).toBe(true);
    expect(Buffer.from(raster.png(svg)).equals(copy)).toBe(true);
    expect(raster.pixels(svg)).toHaveLength(8 * 9 * 2 * 2 * 18 * 2 * 4);
  });
});

describe('the font', () => {
  const woff = readFileSync(
    createRequire(import.meta.url).resolve('@fontsource/dejavu-mono/files/dejavu-mono-latin-400-normal.woff'),
  );

  it('is unpacked to tables whose checksums hold', () => {
    const font = trueType(woff);
    const count = font.readUInt16BE(4);
    expect(count).toBeGreaterThan(8);
    for (let i = 0; i < count; i += 1) {
      const entry = 12 + 16 * i;
      const name = font.toString('latin1', entry, entry + 4);
      const [checksum, offset, length] = [4, 8, 12].map((field) => font.readUInt32BE(entry + field)) as [
        number,
        number,
        number,
      ];
      let sum = 0;
      for (let at = offset; at < offset + length; at += 4)
        // The head table's own field for the whole file's checksum counts as zero.
        if (!(name === 'head' && at === offset + 8)) sum = (sum + font.readUInt32BE(at)) >>> 0;
      expect(sum, name).toBe(checksum);
    }
  });

  it('is refused where it is none or not whole', () => {
    expect(() => trueType(Buffer.from('OTTO'.padEnd(64)))).toThrow('not a WOFF font');
    expect(() => trueType(woff.subarray(0, 5000))).toThrow();
  });
});
