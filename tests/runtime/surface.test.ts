// The surface against a plain rendering: whatever happened before, the terminal shows what one fresh drawing shows.
import { describe, expect, it } from 'vitest';
import { createRng, type Rng } from '../../src/core/random/rng.js';
import { BOLD, createCanvas, DIM, INVERSE, put, type Canvas } from '../../src/core/screen/canvas.js';
import { COLOUR_DEPTHS, type ColourDepth } from '../../src/runtime/colour.js';
import { Surface, type Layer } from '../../src/runtime/surface.js';
import { MemoryTerminal } from '../helpers/terminal.js';

const WORDS = [
  'loss 0.6931',
  'φ ─ │ ╭',
  '漢字 wide',
  '한글',
  '⣿⡇⠁',
  'plain',
  '\u001b[31mred\u001b[39m',
  '\u001b[1;38;2;9;200;30mbold\u001b[0m',
  '\u001b[7minverse\u001b[27m',
  '\u001b[2mdim\u001b[22m',
];

function randomFrame(random: Rng, rows: number): string {
  return Array.from({ length: rows }, () =>
    Array.from(
      { length: random.integer(9) },
      () => ' '.repeat(random.integer(4)) + (WORDS[random.integer(WORDS.length)] ?? ''),
    ).join(''),
  ).join('\n');
}

function scribble(random: Rng, canvas: Canvas): void {
  for (let i = random.integer(40); i > 0; i -= 1) {
    const style = {
      fg: random.integer(5) === 0 ? -1 : random.integer(0xffffff),
      bg: random.integer(3) === 0 ? random.integer(0xffffff) : -1,
      attributes: [0, 0, BOLD, DIM, INVERSE][random.integer(5)] ?? 0,
    };
    put(
      canvas,
      random.integer(canvas.width),
      random.integer(canvas.height),
      [32, 65, 0x2588, 0x28ff, 0x2592][random.integer(5)] ?? 32,
      style,
    );
  }
}

async function fuzz(depth: ColourDepth, operations: number, seed: number): Promise<void> {
  const random = createRng(seed, 'surface fuzz');
  let [columns, rows] = [50, 14];
  const live = new MemoryTerminal(columns, rows);
  let written = '';
  const surface = new Surface({ write: (text: string) => (written += text) }, depth, columns, rows);
  let frame = '';
  let layers: Layer[] = [];
  for (let i = 0; i < operations; i += 1) {
    const what = random.integer(6);
    if (what === 0) {
      [columns, rows] = [20 + random.integer(50), 6 + random.integer(14)];
      surface.resize(columns, rows);
      live.resize(columns, rows);
      layers = [];
      surface.setFrame(frame);
    } else if (what === 1) surface.setFrame((frame = randomFrame(random, rows)));
    else if (what === 2) {
      const canvas = createCanvas(1 + random.integer(20), 1 + random.integer(6));
      scribble(random, canvas);
      layers = [...layers.slice(-3), { x: random.integer(columns), y: random.integer(rows), canvas }];
    } else if (what === 3) layers = layers.slice(0, -1);
    else if (what === 4) for (const { canvas } of layers) scribble(random, canvas);
    else {
      await live.write('\u001b[5;5H\u001b[31mscribble by another program\u001b[0m');
      surface.invalidate();
    }
    surface.setLayers(layers);
    surface.flush();
    await live.write(written);
    written = '';
    let plain = '';
    const fresh = new Surface({ write: (text: string) => (plain += text) }, depth, columns, rows);
    fresh.setFrame(frame);
    fresh.setLayers(layers);
    fresh.flush();
    const expected = new MemoryTerminal(columns, rows);
    await expected.write(plain);
    expect(live.cells(), `operation ${i} (${what})`).toEqual(expected.cells());
    expect(surface.flush(), 'nothing changed, nothing written').toBe(0);
  }
}

describe('surface', () => {
  it.each(COLOUR_DEPTHS)(
    'shows after 150 random operations what a fresh drawing shows (%s)',
    (depth) => fuzz(depth, 150, 7),
    60_000,
  );

  it('shows a frame’s text and colours as they are', async () => {
    let bytes = '';
    const surface = new Surface({ write: (text: string) => (bytes += text) }, 'truecolor', 12, 3);
    surface.setFrame('ab\u001b[38;2;1;2;3mc\u001b[39m漢d\n\nx');
    surface.flush();
    const terminal = new MemoryTerminal(12, 3);
    await terminal.write(bytes);
    expect(terminal.lines()).toEqual(['abc漢d', '', 'x']);
    expect(terminal.cells()[0]?.[2]?.fg).toBe(0x010203);
  });

  it('writes few bytes for few cells', () => {
    let bytes = '';
    const surface = new Surface({ write: (text: string) => (bytes += text) }, 'truecolor', 120, 40);
    surface.setFrame('x'.repeat(120));
    surface.flush();
    bytes = '';
    surface.setFrame(`${'x'.repeat(60)}y${'x'.repeat(59)}`);
    surface.flush();
    expect(bytes.length).toBeLessThan(20);
  });

  it('holds back while the terminal is behind, and catches up', () => {
    let bytes = '';
    const output = { writableLength: 1e6, writableHighWaterMark: 16384, write: (text: string) => (bytes += text) };
    const surface = new Surface(output, 'none', 10, 2);
    surface.setFrame('hello');
    expect(surface.flush()).toBe(0);
    output.writableLength = 0;
    expect(surface.flush()).toBeGreaterThan(0);
    expect(bytes).toContain('hello');
  });
});
