import { describe, expect, it } from 'vitest';
import { glyphs, square } from './helpers.js';
import { canvasToSvg } from '../../../src/ui/export/svg.js';
import { createCanvas, INVERSE, put, text } from '../../../src/core/screen/canvas.js';

const options = { title: 'a <b> & "c"', background: 0x101010, foreground: 0xeeeeee, cellWidth: 10, cellHeight: 20 };

describe('canvasToSvg', () => {
  it('escapes text and keeps its spaces', () => {
    const canvas = createCanvas(12, 1);
    text(canvas, 0, 0, 'a<b  & "c"', { fg: 0xff0000 });
    const svg = canvasToSvg(canvas, options);
    expect(svg).toContain('<title>a &lt;b&gt; &amp; &quot;c&quot;</title>');
    expect(svg).toContain('>a&lt;b  &amp; &quot;c&quot;</text>');
    expect(svg).toContain('fill="#ff0000"');
  });

  it('joins neighbours of one background into one rectangle and leaves the default out', () => {
    const canvas = createCanvas(5, 1);
    put(canvas, 1, 0, 32, { bg: 0x00ff00 });
    put(canvas, 2, 0, 32, { bg: 0x00ff00 });
    const rects = canvasToSvg(canvas, options).match(/<rect [^>]*>/g) ?? [];
    expect(rects).toHaveLength(2);
    expect(rects[1]).toBe('<rect x="10" width="20" fill="#00ff00" y="0" height="20"/>');
  });

  it('joins equal parts of consecutive rows, and no others', () => {
    const canvas = createCanvas(2, 4);
    for (const y of [0, 1, 3]) put(canvas, 1, y, 32, { bg: 0x00ff00 });
    put(canvas, 0, 1, 32, { bg: 0xff0000 });
    const rects = canvasToSvg(canvas, options).match(/<rect x[^>]*>/g);
    expect(rects).toEqual([
      '<rect x="0" width="10" fill="#ff0000" y="20" height="20"/>',
      '<rect x="10" width="10" fill="#00ff00" y="0" height="40"/>',
      '<rect x="10" width="10" fill="#00ff00" y="60" height="20"/>',
    ]);
  });

  it('swaps colours for inverse cells', () => {
    const canvas = createCanvas(1, 1);
    put(canvas, 0, 0, 65, { attributes: INVERSE });
    const svg = canvasToSvg(canvas, options);
    expect(svg).toContain('fill="#eeeeee" y="0" height="20"');
    expect(svg).toMatch(/<text [^>]*fill="#101010">A/);
  });

  it('gives a wide character its two cells and writes nothing for the second', () => {
    const canvas = createCanvas(8, 1);
    text(canvas, 0, 0, 'a中b😀c');
    const svg = canvasToSvg(canvas, options);
    const texts = [...svg.matchAll(/<text x="([^"]*)"[^>]*>([^<]*)</g)].map(([, x, value]) => [x, value]);
    expect(texts).toEqual([
      ['0', 'a'],
      ['10', '中'],
      ['30', 'b'],
      ['40 40', '😀'],
      ['60', 'c '],
    ]);
  });

  it('places each sign by itself, since its font may not be the letters’ own', () => {
    const canvas = createCanvas(4, 1);
    text(canvas, 0, 0, 'x ●△');
    const svg = canvasToSvg(canvas, options);
    expect(svg).toContain('<text x="0" textLength="20"');
    expect(svg).toMatch(/<text x="20 30" y[^>]*>●△</);
  });

  it('writes no character that XML forbids', () => {
    const canvas = createCanvas(5, 1);
    [0x1b, 0, 0x9b, 0xfffe, 0xd800].forEach((code, x) => put(canvas, x, 0, code));
    expect(canvasToSvg(canvas, options)).toMatch(/^[\n\x20-\x7e\ufffd]*$/);
  });

  it.each(glyphs)('draws %s as squares that cover the share of the cell it should', (glyph, share) => {
    expect(square(glyph)).toBeCloseTo(share, 2);
  });
});
