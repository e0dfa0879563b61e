// The surface against a plain rendering: whatever happened before, the terminal shows what a naive drawing shows.
import { runs } from '../../helpers/property.js';
import { describe, expect, it } from 'vitest';
import { createRng, type Rng } from '../../../src/core/random/rng.js';
import {
  BOLD,
  CONTINUATION,
  createCanvas,
  DIM,
  INVERSE,
  put,
  text,
  UNDERLINE,
  type Canvas,
  type Layer,
} from '../../../src/core/screen/canvas.js';
import { textWidth } from '../../../src/core/text/width.js';
import { COLOUR_DEPTHS, sgrColour, type ColourDepth } from '../../../src/runtime/terminal/colour.js';
import { Surface } from '../../../src/runtime/terminal/surface.js';
import { MemoryTerminal } from '../../helpers/terminal.js';

const WORDS = [
  'loss 0.6931',
  'φ ─ │ ╭',
  '漢字 wide',
  '한글',
  '⣿⡇⠁',
  'plain',
  '\u001b[38;2;200;9;30mred\u001b[39m',
  '\u001b[1;38;2;9;200;30mbold\u001b[0m',
  '\u001b[7minverse\u001b[27m',
  '\u001b[2mdim\u001b[22m',
  '\u001b[4;48;2;30;30;90munder line\u001b[24;49m',
];

function randomFrame(random: Rng, rows: number): string {
  return Array.from({ length: rows }, () =>
    Array.from(
      { length: random.integer(9) },
      () => ' '.repeat(random.integer(4)) + (WORDS[random.integer(WORDS.length)] ?? ''),
    ).join(''),
  ).join('\n');
}

const randomStyle = (random: Rng) => ({
  fg: random.integer(5) === 0 ? -1 : random.integer(0xffffff),
  bg: random.integer(3) === 0 ? random.integer(0xffffff) : -1,
  attributes: [0, 0, BOLD, DIM, INVERSE, UNDERLINE, BOLD | DIM, BOLD | INVERSE][random.integer(8)] ?? 0,
});

function scribble(random: Rng, canvas: Canvas): void {
  for (let i = random.integer(40); i > 0; i -= 1) {
    const [x, y] = [random.integer(canvas.width), random.integer(canvas.height)];
    if (random.integer(12) === 0) text(canvas, x, y, '幅ab広い');
    else put(canvas, x, y, [32, 65, 0x2588, 0x28ff, 0x2592][random.integer(5)] ?? 32, randomStyle(random));
  }
}

/** A row of Ink's at this depth, no longer than the screen is wide. */
function plainRow(row: string, columns: number, depth: ColourDepth): string {
  let out = '';
  let room = columns;
  for (const piece of row.match(/\u001b\[[\d;]*m|./gu) ?? []) {
    if (piece.startsWith('\u001b'))
      out += piece.replace(/([34])8;2;(\d+);(\d+);(\d+)/, (_, ground: string, r: string, g: string, b: string) => {
        const colour = (Number(r) << 16) | (Number(g) << 8) | Number(b);
        return sgrColour(colour, ground === '4', depth) || (ground === '4' ? '49' : '39');
      });
    else if (room >= textWidth(piece)) {
      out += piece;
      room -= textWidth(piece);
    } else room = 0;
  }
  return out;
}

/** A naive drawing: every cell of every layer with its own absolute move and its full style. */
function plainDrawing(frame: string, layers: readonly Layer[], columns: number, rows: number, depth: ColourDepth) {
  let out = '';
  frame
    .split('\n')
    .slice(0, rows)
    .forEach((row, y) => (out += `\u001b[${y + 1};1H\u001b[0m${plainRow(row, columns, depth)}`));
  for (const { x, y, canvas } of layers)
    for (let row = 0; row < canvas.height && y + row < rows; row += 1) {
      // Half of a wide character at the edge of a layer becomes a plain space. This terminal would give it the current style.
      for (const end of [x, x + canvas.width - 1])
        if (end < columns) out += `\u001b[${y + row + 1};${end + 1}H\u001b[0m `;
      for (let column = 0; column < canvas.width; column += 1) {
        const [tx, ty, i] = [x + column, y + row, row * canvas.width + column];
        if (tx >= columns || ty >= rows) continue;
        const before = column > 0 ? (canvas.glyph[i - 1] ?? 32) : 32;
        const here = canvas.glyph[i] ?? 32;
        const wide = (glyph: number): boolean => textWidth(String.fromCodePoint(glyph)) === 2;
        if (here === CONTINUATION && wide(before)) continue;
        const whole = column + 1 < canvas.width && tx + 1 < columns && canvas.glyph[i + 1] === CONTINUATION;
        const glyph = here === CONTINUATION || (wide(here) && !whole) ? 32 : here;
        const attributes = canvas.attributes[i] ?? 0;
        const codes = [
          '0',
          ...[...['1', '2', '7', '4']].filter((_, bit) => (attributes & (1 << bit)) !== 0),
          sgrColour(canvas.fg[i] ?? -1, false, depth) || '39',
          sgrColour(canvas.bg[i] ?? -1, true, depth) || '49',
        ];
        out += `\u001b[${ty + 1};${tx + 1}H\u001b[${codes.join(';')}m${String.fromCodePoint(glyph)}`;
      }
    }
  return out;
}

async function fuzz(depth: ColourDepth, operations: number, seed: number): Promise<void> {
  const random = createRng(seed, 'surface fuzz');
  let [columns, rows] = [50, 14];
  const live = new MemoryTerminal(columns, rows);
  let written = '';
  const output = { writableLength: 0, writableHighWaterMark: 16, write: (text: string) => (written += text) };
  const surface = new Surface(output, depth, columns, rows, {
    synchronized: random.integer(2) === 0,
    erase: random.integer(2) === 0,
  });
  let frame = '';
  let layers: Layer[] = [];
  for (let i = 0; i < operations; i += 1) {
    const what = random.integer(7);
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
    else if (what === 5) output.writableLength = random.integer(2) * 1000;
    else {
      await live.write('\u001b[5;5H\u001b[31mscribble by another program\u001b[0m');
      surface.invalidate();
    }
    surface.setLayers(layers);
    surface.flush();
    // The terminal was late and has read everything.
    if (surface.behind && random.integer(2) === 0) continue;
    output.writableLength = 0;
    if (surface.behind) surface.flush();
    await live.write(written);
    written = '';
    const expected = new MemoryTerminal(columns, rows);
    await expected.write(plainDrawing(frame, layers, columns, rows, depth));
    expect(live.cells(), `operation ${i} (${what})`).toEqual(expected.cells());
    expect(surface.flush(), 'nothing changed, nothing written').toBe(0);
  }
}

describe('surface', () => {
  it.each(COLOUR_DEPTHS)('shows after random operations what a naive drawing shows (%s)', (depth) =>
    fuzz(depth, runs(25), 7),
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

  it('drops frames while the terminal is draining, and catches up', () => {
    let bytes = '';
    const output = { writableLength: 1e6, writableHighWaterMark: 16384, write: (text: string) => (bytes += text) };
    const surface = new Surface(output, 'none', 10, 2);
    surface.setFrame('hello');
    expect(surface.flush()).toBe(0);
    expect(surface.behind).toBe(true);
    output.writableLength = 0;
    expect(surface.flush()).toBeGreaterThan(0);
    expect(surface.behind).toBe(false);
    expect(bytes).toContain('hello');
  });

  it('never lets a wide character shift its neighbours', async () => {
    let bytes = '';
    const surface = new Surface({ write: (text: string) => (bytes += text) }, 'none', 10, 1);
    const canvas = createCanvas(4, 1);
    put(canvas, 0, 0, 0x6f22);
    put(canvas, 1, 0, 0x61);
    put(canvas, 3, 0, 0x6f22);
    surface.setFrame('0123456789');
    surface.setLayers([{ x: 3, y: 0, canvas }]);
    surface.flush();
    const terminal = new MemoryTerminal(10, 1);
    await terminal.write(bytes);
    expect(terminal.lines()).toEqual(['012 a  789']);
  });

  it('moves down and back in fewer bytes than an absolute move', () => {
    let bytes = '';
    const surface = new Surface({ write: (text: string) => (bytes += text) }, 'none', 100, 40);
    surface.flush();
    bytes = '';
    surface.setLayers([{ x: 70, y: 20, canvas: columnOf('abcd') }]);
    surface.flush();
    expect(bytes).toBe('\u001b[21;71Ha\u001b[B\bb\u001b[B\bc\u001b[B\bd');
  });

  it('marks synchronized updates only on terminals that support them, and only for long frames', () => {
    const otherRows = Array.from({ length: 23 }, () => 'x'.repeat(80)).join('\n');
    const framesOf = (synchronized: boolean): string[] => {
      const frames: string[] = [];
      const surface = new Surface({ write: (text: string) => frames.push(text) }, 'none', 80, 24, {
        synchronized,
        erase: false,
      });
      surface.setFrame(`${'x'.repeat(80)}\n${otherRows}`);
      surface.flush();
      surface.setFrame(`y${'x'.repeat(79)}\n${otherRows}`);
      surface.flush();
      return frames;
    };
    expect(framesOf(true)[0]).toMatch(/^\u001b\[\?2026h[^]*\u001b\[\?2026l$/);
    expect(framesOf(true)[1]).toBe('\u001b[1;1Hy');
    expect(framesOf(false)[0]).not.toContain('2026');
  });
});

function columnOf(letters: string): Canvas {
  const canvas = createCanvas(1, letters.length);
  [...letters].forEach((letter, y) => put(canvas, 0, y, letter.charCodeAt(0)));
  return canvas;
}
