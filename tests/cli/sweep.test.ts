// The sweep end to end: mistakes, a tiny map, a log that is whole. sweepResume.long.test.ts ends sweeps early.
import { some } from '../helpers/property.js';
import { existsSync, mkdtempSync, readFileSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { beforeAll, describe, expect, it } from 'vitest';
import { gradtop, type Result } from '../helpers/cli.js';
import { cellsOf, numbers } from '../helpers/sweepCells.js';
import { PtySession } from '../helpers/pty.js';

const folder = mkdtempSync(path.join(tmpdir(), 'gradtop-sweep-'));
const at = (name: string): string => path.join(folder, name);
const AXES = ['--x', 'depth=1..4', '--y', 'initializer-gain=0.5..2'];
const TINY = ['sweep', 'tanh', ...AXES, '--points', '4x3', '--epochs', '3'];

describe('mistakes', () => {
  writeFileSync(at('other.txt'), 'my notes\n');
  it.each(
    some(
      [
        [['sweep', 'tanh', '--y', 'width=2,4'], /--x is missing; for example/],
        [
          ['sweep', 'tanh', '--x', 'depth=-1..3', '--y', 'width=2,4'],
          /axis depth: -1 is not allowed; allowed: a whole number/,
        ],
        [
          ['sweep', 'tanh', '--x', 'dpeth=1..3', '--y', 'width=2,4'],
          /field "dpeth" cannot be swept \(did you mean depth\?\); allowed: noise, depth, width/,
        ],
        [['sweep', 'tanh', '--x', 'depth=1..3', '--y', 'depth=1..3'], /name the same field/],
        [[...TINY, '--points', '4by3'], /--points: "4by3" is not allowed/],
        [[...TINY, '--z', 'depth=1,2'], /axis depth: --z names a field of --x or --y; allowed: a third field/],
        [
          [...TINY, '--z', `width=${Array.from({ length: 17 }, (_, k) => k + 1).join(',')}`],
          /--z: 17 maps are not allowed; allowed: up to 16 values/,
        ],
        [[...TINY, '--seeds', '0'], /--seeds: "0" is not allowed/],
        [
          [...TINY, '--metric', 'los'],
          /--metric: "los" is not allowed \(did you mean loss\?\); allowed: loss, accuracy, R, slope, initialR/,
        ],
        [[...TINY, '--log', at('other.txt')], /is not a sweep log/],
        [[...TINY, '--log', folder], /cannot be written: it is a folder/],
        [
          [...TINY, '--csv', '/nonexistent/a.csv'],
          /^gradtop: \/nonexistent\/a\.csv: cannot be written: no such folder$/m,
        ],
        [[...TINY, '--json', folder], /cannot be written: it is a folder/],
        [[...TINY, '--coordinate-check'], /--x and --coordinate-check exclude each other/],
        [[...TINY, '--steps', '3'], /--steps: is for --coordinate-check/],
        [
          ['sweep', 'tanh', '--coordinate-check', '--widths', '32'],
          /--widths: "32" is not allowed; allowed: two widths/,
        ],
        [['sweep', 'tanh', '--coordinate-check', '--widths', '8,9999'], /field width: 9999 is not allowed/],
        [['sweep', 'tanh', '--width', '8,4', '--coordinate-check'], /each layer has its own width/],
        [['sweep', 'tanh', '--depth', '0', '--coordinate-check'], /the width changes nothing here: .* depth 0/],
        [['sweep', 'tanh', '--width', '3', '--coordinate-check'], /--width and --coordinate-check exclude each other/],
        [[...TINY, '--backend', 'node', '--data', '/nowhere.csv'], /\/nowhere.csv: cannot be read/],
      ],
      5,
    ),
  )('%j', async (args, line) => {
    const { code, stderr } = await gradtop(args);
    expect(stderr).toMatch(line);
    expect(stderr.trim().split('\n')).toHaveLength(1);
    expect(code).toBe(2);
    expect(readFileSync(at('other.txt'), 'utf8')).toBe('my notes\n');
  });

  it.runIf(existsSync('/dev/full'))('exits with 1, not 2, on a full disk', async () => {
    const { code, stderr } = await gradtop([...TINY, '--log', '/dev/full']);
    expect(stderr).toMatch(/^gradtop: log \/dev\/full: the disk is full[^\n]*\n$/);
    expect(code).toBe(1);
  });
});

it('a coordinate check prints slopes and a verdict, as text and as JSON', async () => {
  const file = at('check.json');
  const { code, stdout } = await gradtop(
    ['sweep', 'tanh', '--depth', '2', '--coordinate-check', '--widths', '8,16', '--steps', '2', '--seeds', '1', '--json', file], // prettier-ignore
  );
  expect(code).toBe(0);
  expect(stdout).toMatch(/^hidden_2( +-?\d\.\d\d){5}$/m);
  expect(stdout).toMatch(/^settings do not transfer across width: the change of /m);
  const { runs, layers } = JSON.parse(readFileSync(file, 'utf8')) as { runs: unknown[]; layers: { name: string }[] };
  expect(runs).toHaveLength(2);
  expect(layers.map(({ name }) => name)).toEqual(['hidden_1', 'hidden_2', 'output']);
});

it('a third axis has a map for each value, in one log that is resumed and exported', async () => {
  const asked = [
    'sweep',
    'tanh',
    ...AXES,
    '--z',
    'width=4,6',
    '--points',
    '2x2',
    '--epochs',
    '2',
    '--log',
    at('z.jsonl'),
  ];
  const first = await gradtop([...asked, '--csv', at('z.csv')]);
  expect(first.code, first.stderr).toBe(0);
  expect(first.stdout).toMatch(/^width 4: \d of 4 cells train[^\n]*\nwidth 6: /m);
  const rows = readFileSync(at('z.csv'), 'utf8').trimEnd().split('\r\n');
  expect(rows).toHaveLength(9);
  expect(rows[8]).toMatch(/^1,3,4,2,6,1,.*gradtop tanh --depth 4 --width 6 /);
  const before = readFileSync(at('z.jsonl'), 'utf8');
  expect((await gradtop(asked)).code).toBe(0);
  expect(readFileSync(at('z.jsonl'), 'utf8')).toBe(before);
  const { code } = await gradtop(['export', at('z.jsonl'), '--svg', at('z.svg')]);
  expect([code, readFileSync(at('z.svg'), 'utf8').match(/translate/g)?.length]).toEqual([0, 2]);
});

describe('a tiny sweep', () => {
  let done: Result;
  beforeAll(async () => {
    const files = ['--log', at('a.jsonl'), '--csv', at('a.csv'), '--json', at('a.json')];
    done = await gradtop([...TINY, '--seeds', '2', ...files]);
  });

  it('trains every cell once, writes log, CSV and JSON, and prints the map', () => {
    const { code, stdout, stderr } = done;
    expect(stderr).toContain('100 %  12 of 12 cells');
    expect(code).toBe(0);
    expect(stdout).toMatch(/^loss of tanh\n/);
    expect(stdout).toContain('x: depth   y: initializer-gain');
    expect(stdout).toMatch(/\d+ of 12 cells train/);
    expect(stdout).toContain('theory: chi = 1 at 1');
    const cells = cellsOf(at('a.jsonl'));
    expect(numbers(at('a.jsonl')).size).toBe(12);
    expect(cells).toHaveLength(12);
    for (const { seeds } of cells)
      expect(seeds.map(({ seed, steps }) => [seed, steps])).toEqual([
        [0, 24],
        [1, 24],
      ]);
    const csv = readFileSync(at('a.csv'), 'utf8').trimEnd().split('\r\n');
    expect(csv).toHaveLength(13);
    expect(csv.at(-1)).toMatch(/gradtop tanh --depth 4 --initializer-gain 2 --epochs 3$/);
    const json = JSON.parse(readFileSync(at('a.json'), 'utf8')) as { cells: { command: string }[] };
    expect(json.cells).toHaveLength(12);
  });

  it('gives the same figures as a run of the cell', async () => {
    const run = await gradtop(['train', 'tanh', '--depth', '4', '--initializer-gain', '2', '--epochs', '3', '--json']);
    const end = JSON.parse(run.stdout.trimEnd().split('\n').at(-1) ?? '') as { type: string; loss: number };
    expect(end.type).toBe('end');
    const cell = cellsOf(at('a.jsonl')).find(({ column, row }) => column === 3 && row === 2);
    expect(cell?.seeds[0]?.loss).toBe(end.loss);
  });

  it('writes only the cells to a pipe', async () => {
    const { code, stdout } = await gradtop([...TINY, '--seeds', '2', '--log', at('a.jsonl'), '--csv', '-']);
    expect([code, stdout]).toEqual([0, readFileSync(at('a.csv'), 'utf8')]);
  });

  it('trains nothing when it runs again with its complete log', async () => {
    const before = readFileSync(at('a.jsonl'), 'utf8');
    const { code, stderr } = await gradtop([...TINY, '--seeds', '2', '--log', at('a.jsonl')]);
    expect([code, stderr]).toEqual([0, 'gradtop: 12 of 12 cells are in the log\n']);
    expect(readFileSync(at('a.jsonl'), 'utf8')).toBe(before);
  });
});

it('with --plain paints the map in place on a terminal, and leaves it there', { tags: ['long'] }, async () => {
  const session = new PtySession([...TINY, '--plain'], { columns: 80, rows: 24 });
  expect(await session.exit).toBe(0);
  expect(session.output).toContain('\u001b[J');
  expect(session.output).toMatch(/48;2;\d+;\d+;\d+/);
  const seen = session.output.split('\u001b[J').at(-1) ?? '';
  expect(seen).toContain('loss of tanh');
  expect(seen).not.toContain('·');
  expect(seen).toMatch(/of 12 cells train/);
});
