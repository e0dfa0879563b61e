// `gradtop export`: deterministic pictures, a report that stands alone, a CSV that holds the log's own numbers.
import { some } from '../helpers/property.js';
import { existsSync, mkdtempSync, readFileSync, writeFileSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { describe, expect, it } from 'vitest';
import { themeOf } from '../../src/cli/arguments.js';
import { parsePanel } from '../../src/cli/export.js';
import { parseSize } from '../../src/cli/size.js';
import { decodeLog } from '../../src/runtime/journal.js';
import { gradtop } from '../helpers/cli.js';
import { readPng } from '../helpers/png.js';

const LOGS = new URL('../fixtures/logs/', import.meta.url).pathname;
const sigmoid = path.join(LOGS, 'vanishing-sigmoid.jsonl');
const folder = mkdtempSync(path.join(os.tmpdir(), 'gradtop-export-'));
const at = (name: string): string => path.join(folder, name);
const read = (name: string): string => readFileSync(at(name), 'utf8');

describe('pictures', () => {
  it('same log, same bytes, in every format', { tags: ['long'] }, async () => {
    const all = (n: number): string[] =>
      ['svg', 'png', 'html', 'txt', 'csv'].flatMap((format) => [`--${format}`, at(`${n}.${format}`)]);
    const [first, second] = await Promise.all([
      gradtop(['export', sigmoid, ...all(1)], undefined, { TERM: 'dumb', NO_COLOR: '1' }),
      gradtop(['export', sigmoid, ...all(2)], undefined, { TERM: 'xterm', FORCE_COLOR: '1', TRAVIS: '1' }),
    ]);
    const written = ['svg', 'png', 'html', 'txt', 'csv'].map((format) => at(`1.${format}`)).join(', ');
    expect([first.code, second.code, first.stderr]).toEqual([0, 0, `gradtop: wrote ${written}\n`]);
    for (const format of ['svg', 'png', 'html', 'txt', 'csv']) {
      expect(read(`1.${format}`)).toBe(read(`2.${format}`));
      expect(read(`1.${format}`).length).toBeGreaterThan(1000);
    }
    const svg = read('1.svg');
    expect(svg).toMatch(/^<svg [^>]*viewBox="0 0 1080 720"/);
    expect(svg).toContain('gradient vanishes');
    // Colours of the heatmap's ramp appear in every environment.
    expect(new Set(svg.match(/fill="#[0-9a-f]{6}"/g)).size).toBeGreaterThan(20);
    const html = read('1.html');
    for (const text of ['<svg', 'gradient RMS', 'glorotUniform', 'hidden_7', '<h2>Configuration', 'activation relu'])
      expect(html).toContain(text);
    expect(html).not.toMatch(/<(script|link|img)|https?:\/\/(?!www\.w3\.org\/2000\/svg)/);
  });

  it('names no keys without --keys, and has the same size', { tags: ['long'] }, async () => {
    const [bare, keys] = await Promise.all([
      gradtop(['export', sigmoid, '--txt=-', '--size', '100x30']),
      gradtop(['export', sigmoid, '--txt=-', '--size', '100x30', '--keys']),
    ]);
    expect([bare.stdout, keys.stdout].map((text) => text.trimEnd().split('\n').length)).toEqual([30, 30]);
    expect(keys.stdout).toMatch(/\[v why.*q quit/s);
    expect(bare.stdout).not.toMatch(/\[v why|q quit|\? help/);
    expect(bare.stdout).toContain('gradient vanishes');
  });

  it('has a width, a title and no background with the flags for paper', { tags: ['long'] }, async () => {
    const flags = ['--size', '80x24', '--svg-width', '16cm', '--transparent', '--title', 'a < b'];
    const { code } = await gradtop(['export', sigmoid, '--svg', at('slide.svg'), '--png', at('slide.png'), ...flags]);
    expect(code).toBe(0);
    const svg = read('slide.svg');
    expect(svg).toContain('width="16cm" height="9.6cm"');
    expect(svg).toContain('<title>a &lt; b</title>');
    // Text in the light theme's dark colour.
    expect(svg).toContain('fill="#1f2328"');
    expect(svg).not.toMatch(/<rect width="720" height="432"/);
    expect(readPng(readFileSync(at('slide.png'))).opacity(0, 0)).toBe(0);
  });

  it('of one step shows that step and the findings up to it', { tags: ['long'] }, async () => {
    const { stdout, code } = await gradtop(['export', sigmoid, '--txt=-', '--step', '20', '--size', '100x30']);
    expect(code).toBe(0);
    const lines = stdout.trimEnd().split('\n');
    expect(lines).toHaveLength(30);
    expect(stdout).toContain('step 20/320');
    expect(stdout).not.toContain('gradient vanishes');
  });

  it(
    'as PNG: names the characters that the font lacks, while an SVG needs no font of ours',
    { tags: ['long'] },
    async () => {
      const steps = [1, 2].map((step) => `{"type":"step","step":${step},"loss":${1 / step}}\n`);
      writeFileSync(at('cjk.jsonl'), `{"type":"run","name":"漢字 é مرحبا"}\n${steps.join('')}`);
      const png = await gradtop(['export', at('cjk.jsonl'), '--png', at('cjk.png')]);
      expect(png.code).toBe(0);
      expect(png.stderr).toMatch(/cjk\.png: .* 2 .*\(漢 字\)/);
      const svg = await gradtop(['export', at('cjk.jsonl'), '--svg', at('cjk.svg')]);
      expect(svg).toMatchObject({ code: 0, stderr: `gradtop: wrote ${at('cjk.svg')}\n` });
    },
  );

  it('as PNG: as many pixels as cells times --scale, with the colours of the SVG', { tags: ['long'] }, async () => {
    const run = (...flags: string[]) => gradtop(['export', sigmoid, '--size', '80x24', ...flags]);
    const codes = await Promise.all([
      run('--png', at('one.png'), '--scale', '1', '--theme', 'contrast'),
      run('--png', at('two.png'), '--svg', at('two.svg')),
    ]);
    expect(codes.map(({ code, stderr }) => [code, stderr])).toEqual([
      [0, `gradtop: wrote ${at('one.png')}\n`],
      [0, `gradtop: wrote ${at('two.svg')}, ${at('two.png')}\n`],
    ]);
    const one = readPng(readFileSync(at('one.png')));
    const two = readPng(readFileSync(at('two.png')));
    expect([one.width, one.height]).toEqual([80 * 9, 24 * 18]);
    expect([two.width, two.height]).toEqual([80 * 9 * 2, 24 * 18 * 2]);
    expect([one.at(0, 0), two.at(0, 0)]).toEqual([0x000000, 0x101418]);
    const rects = [
      ...read('two.svg').matchAll(/<rect x="(\d+)" width="\d+" fill="#([0-9a-f]{6})" y="(\d+)" height="(\d+)"/g),
    ];
    expect(rects.length).toBeGreaterThan(30);
    for (const [, x, fill, y, height] of rects) {
      // Half blocks are drawn over the rectangle, so the background is visible at one end of its first column.
      const ends = [0, 2 * Number(height) - 1].map((down) => two.at(2 * Number(x), 2 * Number(y) + down));
      expect(ends).toContain(parseInt(fill ?? '', 16));
    }
  });

  it('marks a loss that has no place on a log axis, in every format', { tags: ['long'] }, async () => {
    const log = new URL('../fixtures/losses/zero.jsonl', import.meta.url).pathname;
    const formats = ['svg', 'png', 'html', 'txt'].flatMap((format) => [`--${format}`, at(`zero.${format}`)]);
    const more = ['--panel', 'loss', '--size', '80x24', '--scale', '1'];
    expect((await gradtop(['export', log, ...formats, ...more])).code).toBe(0);
    const marks = read('zero.txt').match(/▼+/)?.[0] ?? '';
    // The last 30 of 59 steps.
    expect(marks.length).toBeGreaterThan(30);
    for (const format of ['svg', 'html']) expect(read(`zero.${format}`)).toContain(`>${marks}<`);
    const [, x, y, fill] =
      new RegExp(`<text x="([\\d.]+)[^"]*" y="([\\d.]+)"[^>]*fill="#([0-9a-f]{6})"[^>]*>${marks}<`).exec(
        read('zero.svg'),
      ) ?? [];
    const png = readPng(readFileSync(at('zero.png')));
    const colour = parseInt(fill ?? '', 16);
    for (let mark = 0; mark < marks.length; mark += 1) {
      const left = Math.round(Number(x)) + 9 * mark;
      const pixels = Array.from({ length: 9 * 18 }, (_, i) =>
        png.at(left + (i % 9), Math.round(Number(y)) - 15 + Math.floor(i / 9)),
      );
      expect(pixels.filter((pixel) => pixel === colour).length).toBeGreaterThan(5);
    }
  });

  it('a flag alone names the file after the log, in this folder', { tags: ['long'] }, async () => {
    const { code, stderr } = await gradtop(
      ['export', sigmoid, '--size', '60x18', '--png'],
      undefined,
      {},
      'pipe',
      folder,
    );
    expect([code, stderr]).toEqual([0, 'gradtop: wrote vanishing-sigmoid.png\n']);
    expect(readPng(readFileSync(at('vanishing-sigmoid.png'))).width).toBe(60 * 9 * 2);
  });

  it('goes to standard output for - with and without an equals sign', { tags: ['long'] }, async () => {
    const [apart, joined] = await Promise.all(
      [['--svg', '-'], ['--svg=-']].map((flags) => gradtop(['export', sigmoid, '--size', '60x18', ...flags])),
    );
    expect(apart?.stdout).toMatch(/^<svg /);
    expect(apart?.stderr).toBe('');
    expect(apart).toEqual(joined);
  });

  it('of one panel shows that panel alone', { tags: ['long'] }, async () => {
    const { stdout } = await gradtop(['export', sigmoid, '--txt=-', '--panel', 'loss', '--ascii']);
    expect(stdout).toContain('chance level');
    expect(stdout).not.toContain('grad RMS');
    expect(stdout).toMatch(/^[\x20-\x7e\n]*$/);
  });

  it.each(
    some(
      [
        [['--step', '321', '--txt=-'], /--step: 321 is beyond the last step of the log, 320/],
        [['--step', 'x', '--txt=-'], /--step: x is not allowed; allowed: a whole number from 0/],
        [['--run', '2', '--txt=-'], /--run: .* has no run 2/],
        [['--txt=-', '--octants'], /--octants: applies to --svg, --png, --html and --page only/],
        [['--txt', '/nonexistent/x'], /cannot be written: no such folder/],
        [['--png=-', '--scale', '9'], /--scale: 9 is not allowed; allowed: a whole number from 1 to 8/],
        [
          ['--png=-', '--scale', '8', '--size', '500x200'],
          /--scale: 8 at --size 500x200 is more than 100 million pixels/,
        ],
        [[], /missing format; expected [^]*--svg, --png, --html, --page, --txt, --csv/],
      ],
      2,
    ),
  )('%j: one line, exit code 2', async (flags, pattern) => {
    const { code, stderr } = await gradtop(['export', sigmoid, ...flags]);
    expect(stderr).toMatch(pattern);
    expect(stderr.trim().split('\n')).toHaveLength(1);
    expect(code).toBe(2);
  });
});

describe('CSV', () => {
  it('holds every step with the log’s own numbers', async () => {
    const { stdout } = await gradtop(['export', sigmoid, '--csv=-']);
    const [head = '', ...rows] = stdout.trimEnd().split('\n');
    const steps = decodeLog(readFileSync(sigmoid, 'utf8'), sigmoid).flatMap((e) => (e.type === 'step' ? [e] : []));
    const names = head.split(',');
    expect(rows).toHaveLength(steps.length);
    rows.forEach((row, i) => {
      const cells = row.split(',');
      const of = (name: string): number => Number(cells[names.indexOf(name)]);
      const step = steps[i];
      expect([of('step'), of('epoch'), of('loss'), of('gradNorm')]).toEqual([
        step?.step,
        step?.epoch,
        step?.loss,
        step?.gradNorm,
      ]);
      expect(of('gradRms_hidden_1')).toBe(step?.layers?.gradRms[0]);
      expect(of('updateRms_output')).toBe(step?.layers?.updateRms[7]);
    });
  });

  it('leaves missing values empty, quotes names, spells NaN and inf', async () => {
    writeFileSync(
      at('foreign.jsonl'),
      '{"type":"step","runId":"a,\\"b","step":1,"loss":"NaN"}\n{"type":"step","runId":"a,\\"b","step":2,"loss":"-Infinity","gradNorm":3}\n',
    );
    const { stdout } = await gradtop(['export', at('foreign.jsonl'), '--csv=-']);
    expect(stdout).toBe('run,name,step,epoch,loss,accuracy,gradNorm\n"a,""b",,1,,NaN,,\n"a,""b",,2,,-inf,,3\n');
  });
});

describe('flags', () => {
  it.each([
    ['--png', 'x.txt', '.png'],
    ['--html', 'x.csv', '.html'],
    ['--gif', 'x.mp4', '.gif'],
    ['--pytorch', 'x.html', '.py'],
  ])('%s %s is refused, as the file would not be what its name says', async (flag, file, ending) => {
    const { code, stderr } = await gradtop(['export', sigmoid, flag, at(file)]);
    expect(stderr).toContain(`${flag}: expected a file name that ends in ${ending}, got`);
    expect(code).toBe(2);
    expect(existsSync(at(file))).toBe(false);
  });

  it.each(['120', '59x40', '120x17', '501x40', '120x201', 'x', ''])('--size %j is refused', (text) => {
    expect(() => parseSize(text)).toThrow(/allowed: columns x rows from 60x18/);
  });

  it('suggests the nearest panel and theme', () => {
    expect(() => parsePanel('heatmpa')).toThrow(/heatmap/);
    expect(() => themeOf({ theme: 'drak' })).toThrow(/dark/);
    expect(parseSize('100x30')).toEqual({ columns: 100, rows: 30 });
  });
});
