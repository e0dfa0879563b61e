// Films of training live: a tape that changes the network, and each tape in the package, to its end.
import { mkdtempSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { describe, expect, it } from 'vitest';
import { loadPreset } from '../../src/cli/presets.js';
import { readTape } from '../../src/cli/record.js';
import { gradtop } from '../helpers/cli.js';
import { readCast } from '../helpers/cast.js';
import { MemoryTerminal } from '../helpers/terminal.js';

const TAPES = new URL('../../tapes/', import.meta.url).pathname;
const folder = mkdtempSync(path.join(os.tmpdir(), 'gradtop-tapes-'));
const at = (name: string): string => path.join(folder, name);

const cast = (name: string): ReturnType<typeof readCast> => readCast(at(name));
const taped = (name: string, text: string): string => {
  writeFileSync(at(name), text);
  return at(name);
};

describe('a live tape', () => {
  const TAPE = [
    'run vanishing-sigmoid',
    'pace 20',
    'wait finding vanishing',
    'press =',
    'press a',
    'wait epoch 5',
    'press space',
    'press s 2',
    'press space',
    'pace full',
    'wait end',
    '',
  ].join('\n');

  it('presses keys that change the network, and is the same bytes each time', async () => {
    const tape = taped('live.tape', TAPE);
    const run = (name: string) => gradtop(['record', '--tape', tape, '-o', at(name), '--size', '160x50']);
    const [one, two] = await Promise.all([run('l1.cast'), run('l2.cast')]);
    expect(one.code, one.stderr).toBe(0);
    expect(two.code).toBe(0);
    expect(readFileSync(at('l1.cast'), 'utf8')).toBe(readFileSync(at('l2.cast'), 'utf8'));
    const screen = new MemoryTerminal(160, 50);
    for (const [, code, data] of cast('l1.cast').lines) if (code === 'o') await screen.write(data);
    expect(screen.text).toMatch(/◆1 vanishing-sigmoid/);
    expect(screen.text).toMatch(/▶ 2 \+ activation relu/);
    expect(screen.text).toContain('solved: loss');
  });
});

describe('the head of a tape', () => {
  it('plays a lesson in its own size, colours and title, and takes pictures', async () => {
    const tape = taped(
      'lesson.tape',
      'size 80x24\ntheme light\ntitle "A lesson"\nlesson verdict 3\nscreenshot before.svg\nwait 1s\npress 1\npace full\nwait end\nmarker "answered"\nscreenshot after.txt\n',
    );
    const { code, stderr } = await gradtop(['record', '--tape', tape, '-o', at('lesson.cast'), '--cast-version', '2']);
    expect(code, stderr).toBe(0);
    const { header, lines } = cast('lesson.cast');
    expect(header).toMatchObject({ width: 80, height: 24, title: 'A lesson', theme: { bg: '#ffffff' } });
    expect(lines.filter(([, kind]) => kind === 'm').map(([, , words]) => words)).toContain('answered');
    expect(readFileSync(at('before.svg'), 'utf8')).toContain('Guess to start the run');
    expect(readFileSync(at('after.txt'), 'utf8')).toMatch(/1 of 1 right[\s\S]*Right: loss 0\.69/);
  });

  it('plays as many times faster as it says, with the same pictures', async () => {
    const tape = (speed: string): string => `${speed}size 80x24\nrun xor-shallow --epochs 4\nwait end\nwait 2s\n`;
    await gradtop(['record', '--tape', taped('slow.tape', tape('')), '-o', at('slow.cast')]);
    await gradtop(['record', '--tape', taped('fast.tape', tape('speed 4\n')), '-o', at('fast.cast')]);
    const [slow, fast] = [cast('slow.cast').lines, cast('fast.cast').lines];
    expect(fast.map(([, , data]) => data)).toEqual(slow.map(([, , data]) => data));
    const [end, sooner] = [slow.at(-1)?.[0] ?? NaN, fast.at(-1)?.[0] ?? NaN];
    expect(end / sooner).toBeCloseTo(4, 1);
  });

  it('takes settings after the preset; the command line wins', async () => {
    const tape = taped('set.tape', 'size 80x24\nrun xor-shallow --depth 2 --epochs 4\nwait end\nscreenshot set.txt\n');
    const { code, stderr } = await gradtop([
      'record',
      '--tape',
      tape,
      '-o',
      at('set.cast'),
      '--depth',
      '3',
      '--size',
      '90x30',
    ]);
    expect(code, stderr).toBe(0);
    expect(readFileSync(at('set.txt'), 'utf8')).toMatch(/^ xor-shallow\S* +3 × 8[\s\S]*epoch 4\/4/);
    expect(cast('set.cast').header).toMatchObject({ width: 90, height: 30 });
  });

  it.each([
    ['wait 1s\nrun relu\n', ':2: run must be the first'],
    ['run relu\nsize 80x24\n', ':2: size must be the first'],
    ['speed 0\nrun relu\n', ':1: speed "0" is not allowed; allowed: a number from 0.1 to 20'],
    ['size 8x2\nrun relu\n', ':1: size: '],
    ['theme pink\nrun relu\n', ':1: no theme "pink"'],
    ['run relu\nrun tanh\n', ':2: run must be'],
    ['lesson nope\nwait 1s\n', 'no lesson nope'],
  ])('refuses %j', async (text, message) => {
    const { code, stderr } = await gradtop(['record', '--tape', taped('bad.tape', text), '-o', at('bad.cast')]);
    expect(code).toBe(2);
    expect(stderr).toContain(message);
  });
});

describe('a cast', () => {
  it('stands still at its markers', async () => {
    const tape = taped('mark.tape', 'run xor-shallow --epochs 20\npace 10\nwait epoch 10\nmarker "ten"\nwait end\n');
    const length = async (name: string, ...flags: readonly string[]): Promise<number> => {
      const { code, stderr } = await gradtop([
        'record',
        '--tape',
        tape,
        '-o',
        at(name),
        '--cast-version',
        '2',
        ...flags,
      ]);
      expect(code, stderr).toBe(0);
      return cast(name).lines.at(-1)![0];
    };
    const usual = await length('m0.cast');
    expect(await length('m2.cast', '--pause-on-markers', '2')).toBeCloseTo(usual + 2, 1);
  });

  it.each([
    ['asciinema 3.0.1', 3],
    ['asciinema 2.4.0', 2],
    ['what?', 2],
  ])('has the version that the installed program reads: %s', async (says, version) => {
    const bin = mkdtempSync(path.join(folder, 'bin-'));
    writeFileSync(path.join(bin, 'asciinema'), `#!/bin/sh\necho '${says}'\n`, { mode: 0o755 });
    const env = { PATH: `${bin}:${process.env['PATH']}` };
    const { code, stderr } = await gradtop(
      ['record', 'xor-shallow', '--epochs', '2', '-o', at('v.cast'), '--title', 'Own'],
      undefined,
      env,
    );
    expect(code, stderr).toBe(0);
    expect(cast('v.cast').header).toMatchObject({ version, title: 'Own' });
  });
});

/** It plays on the map in the log of a sweep. */
const OF_MAPS = 'zoom.tape';

describe('the shipped tapes', () => {
  it.each(readdirSync(TAPES).filter((name) => name !== OF_MAPS))(
    '%s runs a shipped preset and reaches its end',
    async (name) => {
      const tape = readTape(path.join(TAPES, name));
      const [first] = tape;
      expect(first?.type === 'run' && loadPreset(first.preset).name).toBeTruthy();
      const { code, stderr } = await gradtop(['record', '--tape', path.join(TAPES, name), '-o', at(`${name}.cast`)]);
      expect(code, stderr).toBe(0);
      expect(cast(`${name}.cast`).lines.length).toBeGreaterThan(20);
    },
  );
});

describe('a film of a map', () => {
  const map = at('map.jsonl');
  const axes = [
    '--x',
    'learning-rate=0.1..3:log',
    '--y',
    'initializer-gain=0.2..4',
    '--points',
    '12x8',
    '--epochs',
    '5',
  ];
  const film = (tape: string, name: string) => gradtop(['record', map, '--tape', tape, '-o', at(name)]);

  it('trains what the log lacks while it zooms, is the same bytes each time, and leaves the log as it is', async () => {
    expect((await gradtop(['sweep', 'tanh', ...axes, '--log', map])).code).toBe(0);
    // Half of the map is trained for the film.
    const log = `${readFileSync(map, 'utf8').split('\n').slice(0, 49).join('\n')}\n`;
    writeFileSync(map, log);
    const tape = path.join(TAPES, OF_MAPS);
    const [one, two] = await Promise.all([film(tape, 'z1.cast'), film(tape, 'z2.cast')]);
    expect([one.code, two.code], one.stderr).toEqual([0, 0]);
    expect(readFileSync(at('z1.cast'), 'utf8')).toBe(readFileSync(at('z2.cast'), 'utf8'));
    expect(readFileSync(map, 'utf8')).toBe(log);
    expect(readFileSync(at('zoom.svg'), 'utf8')).toContain('zoom 2^2');
    const screen = new MemoryTerminal(80, 24);
    for (const [, code, data] of cast('z1.cast').lines) if (code === 'o') await screen.write(data);
    expect(screen.text).toMatch(/^loss of tanh +done/);
  });

  it.each([
    ['wait step 3\n', ':1: a map has no step; allowed: wait 2s, wait end'],
    ['run relu\n', ':1: run is not for the log of a sweep'],
    ['press q\nwait 1s\n', ':2: follows the key that quits the map'],
    ['press space\nwait end\n', ':2: the tape paused the sweep'],
  ])('refuses %j', async (text, message) => {
    const { code, stderr } = await film(taped('badmap.tape', text), 'bad.cast');
    expect([code, stderr]).toEqual([2, expect.stringContaining(message)]);
  });
});
