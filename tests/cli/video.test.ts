// GIF and MP4: the frames and casts handed to other programs, what is said without them, and what ffmpeg makes of it where it is.
import {
  chmodSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { execFileSync, spawnSync } from 'node:child_process';
import os from 'node:os';
import path from 'node:path';
import { describe, expect, it } from 'vitest';
import { findProgram } from '../../src/runtime/program.js';
import { alive } from '../helpers/processes.js';
import { gradtop, type Result } from '../helpers/cli.js';
import { until } from '../helpers/waiting.js';
import { readPng } from '../helpers/png.js';
import { some } from '../helpers/property.js';

const sigmoid = new URL('../fixtures/logs/vanishing-sigmoid.jsonl', import.meta.url).pathname;
const folder = mkdtempSync(path.join(os.tmpdir(), 'gradtop-video-'));
const at = (name: string): string => path.join(folder, name);
const SIZE = ['--size', '60x18'];
const [WIDTH, HEIGHT] = [60 * 9, 18 * 18];

/** A folder for PATH with one program, which runs this as JavaScript with `argv` and `input`. */
function stub(name: string, body: string): string {
  const bin = mkdtempSync(path.join(folder, 'bin-'));
  writeFileSync(
    path.join(bin, name),
    `#!${process.execPath}\nconst fs = require('fs'); const argv = process.argv.slice(2);\n${body}\n`,
  );
  chmodSync(path.join(bin, name), 0o755);
  return bin;
}
const withPath = (bin: string, ...args: string[]): Promise<Result> =>
  gradtop(args, undefined, { PATH: bin, TMPDIR: folder });

/** Only root can create a device. */
const hasDevice = spawnSync('mknod', [at('null'), 'c', '1', '3']).status === 0;

describe('without the programs', () => {
  const empty = at('empty');
  mkdirSync(empty);

  it.each(
    some(
      [
        [['export', sigmoid, '--gif', at('x.gif')], /^gradtop: a GIF needs agg or ffmpeg, and neither is on PATH/],
        [['export', sigmoid, '--mp4', at('x.mp4')], /^gradtop: an MP4 needs ffmpeg, which is not on PATH/],
        [['record', sigmoid, '-o', at('x.GIF')], /^gradtop: a GIF needs agg or ffmpeg/],
      ],
      1,
    ),
  )('%j says in one line what is looked for, exit code 1', async (args, pattern) => {
    const { code, stderr } = await withPath(empty, ...args);
    expect(stderr).toMatch(pattern);
    expect(stderr.trim().split('\n')).toHaveLength(1);
    expect(code).toBe(1);
    expect(readdirSync(folder).filter((name) => name.startsWith('x.'))).toEqual([]);
  });
});

describe('by ffmpeg', () => {
  // Copies its input to the file of its last argument, and keeps the arguments of all calls. An unfinished output has another name.
  const keeps = stub(
    'ffmpeg',
    `const out = argv.at(-1); fs.appendFileSync(${JSON.stringify(at('calls.args'))}, JSON.stringify(argv) + '\\n');
     if (argv.includes('pipe:0')) fs.writeFileSync(out, fs.readFileSync(0)); else fs.writeFileSync(out, 'made');`,
  );

  it(
    'an MP4 gets each tenth of a second as pixels, the last one as the picture of the end',
    { tags: ['long'] },
    async () => {
      const [film, picture] = await Promise.all([
        withPath(keeps, 'export', sigmoid, '--mp4', at('a.mp4'), ...SIZE),
        gradtop(['export', sigmoid, '--png', at('a.png'), '--scale', '1', '--keys', ...SIZE]),
      ]);
      expect([film.code, film.stderr, picture.code]).toEqual([0, `gradtop: wrote ${at('a.mp4')}\n`, 0]);
      const pixels = readFileSync(at('a.mp4'));
      const frame = WIDTH * HEIGHT * 4;
      // 40 epochs at 10 a second, 3 seconds of the end, and the frame at 0.
      expect(pixels.length / frame).toBe(71);
      expect(readFileSync(at('calls.args'), 'utf8')).toContain(`"${WIDTH}x${HEIGHT}"`);
      const end = readPng(readFileSync(at('a.png')));
      const last = pixels.subarray(-frame);
      let [same, compared] = [0, 0];
      for (let y = 0; y < HEIGHT; y += 1)
        for (let x = 0; x < WIDTH; x += 1) {
          // The upper half is the loss: a picture draws it as a curve, a film as the terminal does.
          if (y < HEIGHT / 2) continue;
          compared += 1;
          if (last.readUIntBE((y * WIDTH + x) * 4, 3) === end.at(x, y)) same += 1;
        }
      expect(same / compared).toBeGreaterThan(0.99);
      expect(pixels.subarray(0, frame).equals(last)).toBe(false);
    },
  );

  it('a GIF is made in two steps, the palette first', { tags: ['long'] }, async () => {
    const { code, stderr } = await withPath(keeps, 'record', sigmoid, '-o', at('b.gif'), '--scale', '2', ...SIZE);
    expect(code).toBe(0);
    expect(stderr).toMatch(/^gradtop: wrote \S+b\.gif: 7\.0 s of \d+x\d+, 1 kB\n$/);
    expect(readFileSync(at('b.gif'), 'utf8')).toBe('made');
    expect(readFileSync(at('calls.args'), 'utf8')).toContain('paletteuse');
  });

  it('reports its failure with its own last line and leaves no file and no folder', { tags: ['long'] }, async () => {
    const fails = stub('ffmpeg', `console.error('banner\\nno such codec'); process.exit(3);`);
    const before = readdirSync(folder).length;
    const { code, stderr } = await withPath(fails, 'export', sigmoid, '--mp4', at('c.mp4'), ...SIZE);
    expect([code, stderr]).toEqual([1, 'gradtop: ffmpeg: no such codec\n']);
    expect(existsSync(at('c.mp4'))).toBe(false);
    expect(readdirSync(folder)).toHaveLength(before);
  });

  it.runIf(hasDevice)('a failure does not remove a device that is the output', { tags: ['long'] }, async () => {
    const fails = stub('ffmpeg', `process.exit(3);`);
    expect((await withPath(fails, 'export', sigmoid, '--mp4', at('null'), ...SIZE)).code).toBe(1);
    expect(existsSync(at('null'))).toBe(true);
  });

  it('an error in the tape ends ffmpeg', { tags: ['long'] }, async () => {
    writeFileSync(at('bad.tape'), 'wait finding exploding\n');
    const { code, stderr } = await withPath(
      keeps,
      ...['record', sigmoid, '--tape', at('bad.tape'), '-o', at('d.mp4'), ...SIZE],
    );
    expect(stderr).toMatch(/bad.tape:1: the log ends before this is reached/);
    expect(code).toBe(2);
    expect(existsSync(at('d.mp4'))).toBe(false);
  });
});

it('Ctrl+C leaves no file, no folder and no program behind', async () => {
  const waits = stub(
    'ffmpeg',
    `fs.writeFileSync(${JSON.stringify(at('f.mp4.pid'))}, String(process.pid)); setInterval(() => 0, 1000);`,
  );
  const before = readdirSync(folder).length;
  const { code } = await gradtop(
    ['record', 'vanishing-sigmoid', '-o', at('f.mp4'), ...SIZE],
    (child) => {
      void until(() => existsSync(at('f.mp4.pid'))).then(() => child.kill('SIGINT'));
    },
    // Node 22 would keep its compiled modules there.
    { PATH: waits, TMPDIR: folder, NODE_DISABLE_COMPILE_CACHE: '1' },
  );
  expect(code).toBe(130);
  const pid = Number(readFileSync(at('f.mp4.pid'), 'utf8'));
  rmSync(at('f.mp4.pid'));
  expect(readdirSync(folder)).toHaveLength(before);
  await until(() => !alive(pid));
});

describe('by agg', () => {
  it('a GIF is made of the cast that record writes', { tags: ['long'] }, async () => {
    const agg = stub('agg', `fs.copyFileSync(argv.at(-2), argv.at(-1));`);
    const [film, cast] = await Promise.all([
      withPath(agg, 'export', sigmoid, '--gif', at('e.gif'), ...SIZE),
      gradtop(['record', sigmoid, '-o', at('e.cast'), ...SIZE]),
    ]);
    expect([film.code, film.stderr, cast.code]).toEqual([0, `gradtop: wrote ${at('e.gif')}\n`, 0]);
    expect(readFileSync(at('e.gif')).equals(readFileSync(at('e.cast')))).toBe(true);
  });
});

describe('flags', () => {
  it.each(
    some(
      [
        [['--gif=-'], /--gif: a film needs a file name; standard output is not allowed/],
        [['--mp4', at('y.mp4'), '--step', '5'], /--mp4: .*--step/],
        [['--gif', '/nonexistent/y.gif'], /cannot be written: no such folder/],
        [['--gif', at('y.gif'), '--pace', '0'], /--pace: "0" is not allowed/],
      ],
      2,
    ),
  )('%j: one line, exit code 2', async (flags, pattern) => {
    const { code, stderr } = await withPath(stub('ffmpeg', ''), 'export', sigmoid, ...flags);
    expect(stderr).toMatch(pattern);
    expect(stderr.trim().split('\n')).toHaveLength(1);
    expect(code).toBe(2);
  });
});

const ffmpeg = findProgram('ffmpeg', process.env, process.platform);
describe.skipIf(ffmpeg === null)('the real ffmpeg', () => {
  it.each(['gif', 'mp4'])('makes a %s whose last frame looks like the picture', async (format) => {
    // 61 columns at scale 1 are an odd number of pixels.
    const size = ['--size', '61x18'];
    const film = at(`real.${format}`);
    const env = { PATH: path.dirname(ffmpeg ?? '') };
    const [made] = await Promise.all([
      gradtop(['export', sigmoid, `--${format}`, film, ...size], undefined, env),
      gradtop(['export', sigmoid, '--png', at(`real-${format}.png`), '--scale', '1', '--keys', ...size]),
    ]);
    expect([made.code, made.stderr]).toEqual([0, `gradtop: wrote ${film}\n`]);
    const frame = at(`frame-${format}.png`);
    execFileSync(ffmpeg ?? '', [
      '-v',
      'error',
      '-y',
      '-ss',
      '6.5',
      '-i',
      film,
      '-frames:v',
      '1',
      '-pix_fmt',
      'rgb24',
      frame,
    ]);
    const [shown, still] = [frame, at(`real-${format}.png`)].map((file) => readPng(readFileSync(file)));
    expect([shown?.width, shown?.height]).toEqual([format === 'gif' ? 549 : 550, 324]);
    let far = 0;
    // Below the loss, which a picture draws as a curve.
    for (let y = 162; y < 324; y += 1)
      for (let x = 0; x < 549; x += 1) if (distance(shown?.at(x, y) ?? 0, still?.at(x, y) ?? 0) > 48) far += 1;
    expect(far / (549 * 162)).toBeLessThan(0.03);
  });
});

const distance = (a: number, b: number): number =>
  Math.max(...[16, 8, 0].map((shift) => Math.abs(((a >> shift) & 255) - ((b >> shift) & 255))));
