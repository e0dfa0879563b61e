// `gradtop record`: casts that play in a terminal, carry markers, and are the same bytes for the same log.
import { some } from '../helpers/property.js';
import { copyFileSync, existsSync, readFileSync, statSync, symlinkSync } from 'node:fs';
import path from 'node:path';
import { describe, expect, it } from 'vitest';
import { gradtop } from '../helpers/cli.js';
import { readCast } from '../helpers/cast.js';
import { MemoryTerminal } from '../helpers/terminal.js';
import { scratch } from '../helpers/scratch.js';

const LOGS = new URL('../fixtures/logs/', import.meta.url).pathname;
const sigmoid = path.join(LOGS, 'vanishing-sigmoid.jsonl');
const { at, file: taped } = scratch('record');
const cast = (name: string): ReturnType<typeof readCast> => readCast(at(name));

describe('a cast', () => {
  it('plays in a terminal to the last step, with markers where findings appear', { tags: ['long'] }, async () => {
    const { code, stderr } = await gradtop(['record', sigmoid, '-o', at('a.cast'), '--size', '100x30']);
    expect(code).toBe(0);
    const size = Math.ceil(statSync(at('a.cast')).size / 1e3);
    expect(stderr).toBe(`gradtop: wrote ${at('a.cast')}: 7.0 s of 100x30, ${size} kB\n`);
    const { header, lines } = cast('a.cast');
    expect(header).toMatchObject({ version: 2, width: 100, height: 30 });
    const screen = new MemoryTerminal(100, 30);
    // Leftovers on the screen: the first frame must not care.
    await screen.write('x'.repeat(3000));
    const [first] = lines;
    await screen.write(first?.[2] ?? '');
    expect(screen.lines()[1]).toContain('step 1/320');
    expect(screen.text).not.toContain('xxx');
    for (const [, code, data] of lines.slice(1)) if (code === 'o') await screen.write(data);
    expect(screen.text).toContain('step 320/320');
    expect(screen.text).toContain('gradient vanishes');
    expect(lines.filter(([, code]) => code === 'm').map(([, , words]) => words)).toContain('vanishing (step 64)');
    const times = lines.map(([seconds]) => seconds);
    expect(times).toEqual([...times].sort((a, b) => a - b));
    // 40 epochs at 10 a second, then 3 seconds.
    expect(times.at(-1)).toBeCloseTo(7, 0);
  });

  it('ends with an error if commands follow the key that quits', { tags: ['long'] }, async () => {
    const tape = taped('quit.tape', 'run xor-shallow\npress ctrl-c\nwait 1s\n');
    const { code, stderr } = await gradtop(['record', '-o', at('quit.cast'), '--tape', tape]);
    expect([code, existsSync(at('quit.cast'))]).toEqual([2, false]);
    expect(stderr).toContain(`${tape}:3: `);
  });

  it('same log and tape, same bytes; version 3 counts from event to event', { tags: ['long'] }, async () => {
    const tape = taped(
      't.tape',
      'wait epoch 5\ncaption "five epochs"\npress v\nwait 1s\npress esc\npace full\nwait end\n',
    );
    const run = (name: string, ...flags: string[]) =>
      gradtop(['record', sigmoid, '--tape', tape, '-o', at(name), ...flags]);
    const codes = await Promise.all([run('1.cast'), run('2.cast'), run('3.cast', '--cast-version', '3')]);
    expect(codes.map(({ code }) => code)).toEqual([0, 0, 0]);
    expect(readFileSync(at('1.cast'), 'utf8')).toBe(readFileSync(at('2.cast'), 'utf8'));
    expect(readFileSync(at('1.cast'), 'utf8')).toContain('five epochs');
    const two = cast('1.cast').lines;
    const three = cast('3.cast').lines;
    expect(three.map(([, , data]) => data)).toEqual(two.map(([, , data]) => data));
    let clock = 0;
    three.forEach(([interval], i) => expect((clock += interval)).toBeCloseTo(two[i]?.[0] ?? NaN, 2));
  });
});

it('a tape reaches a later step of a log', { tags: ['long'] }, async () => {
  const tape = taped('g.tape', 'press g\npress 1\npress 5\npress 0\npress enter\npress q\n');
  const { code } = await gradtop(['record', sigmoid, '--tape', tape, '--pace', '1', '-o', at('g.cast')]);
  expect(code).toBe(0);
  const screen = new MemoryTerminal(120, 40);
  for (const [, type, data] of cast('g.cast').lines) if (type === 'o') await screen.write(data);
  expect(screen.text).toMatch(/step 15\d\/320/);
});

it('does not write over the log that it reads', { tags: ['long'] }, async () => {
  copyFileSync(sigmoid, at('own.jsonl'));
  for (const name of ['linked', 'linked.cast']) symlinkSync(at('own.jsonl'), at(name));
  for (const output of ['linked', 'linked.cast']) {
    const { code, stderr } = await gradtop(['record', at('own.jsonl'), '-o', at(output)]);
    expect([code, stderr]).toEqual([2, `gradtop: ${at(output)}: is also the log; give another file\n`]);
  }
  expect(readFileSync(at('own.jsonl')).equals(readFileSync(sigmoid))).toBe(true);
});

describe('a live tape', () => {
  it('takes the configuration’s flags', { tags: ['long'] }, async () => {
    const args = ['record', 'relu', '--depth', '3', '--epochs', '2', '-o', at('flags.cast'), '--size', '80x24'];
    const { code, stderr } = await gradtop(args);
    expect(code, stderr).toBe(0);
    const screen = new MemoryTerminal(80, 24);
    for (const [, kind, data] of cast('flags.cast').lines) if (kind === 'o') await screen.write(data);
    expect(screen.text).toMatch(/relu\* {2}3 × 10 relu/);
    expect(screen.text).toContain('epoch 2/2');
  });

  it('names the line that waits for something that never happens', { tags: ['long'] }, async () => {
    const tape = taped('vain.tape', 'run relu\npace full\nwait finding exploding\n');
    const { code, stderr } = await gradtop(['record', '--tape', tape, '-o', at('vain.cast')]);
    expect(stderr).toMatch(/vain\.tape:3: all runs end before this is reached/);
    expect(code).toBe(2);
  });

  it('reports why a run cannot be trained', async () => {
    const { code, stderr } = await gradtop(['record', 'relu', '--dataset', 'nosuch.csv', '-o', at('x.cast')]);
    expect(stderr.trim().split('\n')).toHaveLength(1);
    expect(stderr).toMatch(/nosuch\.csv/);
    expect(code).toBe(2);
  });
});

describe('mistakes', () => {
  it.each([
    ['wait finding exploding\n', /t\d\.tape:1: the log ends before this is reached/],
    ['press space\nwait end\n', /t\d\.tape:2: the tape paused the run before this is reached/],
    ['wait 1s\nrun relu\n', /t\d\.tape:2: run must be the first command/],
    ['jump\n', /t\d\.tape:1: unknown command "jump"/],
  ])('%j: the line is named, exit code 2', { tags: ['long'] }, async (text, pattern) => {
    const tape = taped(`t${text.length % 10}.tape`, text);
    const { code, stderr } = await gradtop(['record', sigmoid, '-o', at('bad.cast'), '--tape', tape]);
    expect(stderr).toMatch(pattern);
    expect(code).toBe(2);
  });

  it.runIf(existsSync('/dev/full'))('a full disk is a failure, exit code 1', { tags: ['long'] }, async () => {
    const { code, stderr } = await gradtop(['record', sigmoid, '-o', '/dev/full']);
    expect(stderr).toMatch(/^gradtop: \/dev\/full: cannot be written: the disk is full$/m);
    expect(code).toBe(1);
  });

  it.each(
    some(
      [
        [['record', sigmoid], /missing output file; expected -o FILE/],
        [['record', '-o', 'x.cast'], /missing input; expected a preset, a log/],
        [['record', 'nosuch.jsonl', '-o', at('x.cast')], /nosuch.jsonl: cannot be read/],
        [['record', 'nosuch', '-o', at('x.cast')], /no preset nosuch/],
        [['record', sigmoid, '-o', '/nonexistent/x.cast'], /cannot be written: no such folder/],
        [
          ['record', sigmoid, '-o', at('x.cast'), '--cast-version', '1'],
          /--cast-version: 1 is not allowed; allowed: auto, 2, 3/,
        ],
      ],
      2,
    ),
  )('%j', async (args, pattern) => {
    const { code, stderr } = await gradtop(args);
    expect(stderr).toMatch(pattern);
    expect(stderr.trim().split('\n')).toHaveLength(1);
    expect(code).toBe(2);
  });
});
