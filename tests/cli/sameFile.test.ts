// No command writes over a file that it reads, or two outputs into one file, whatever names it is given by.
import { some } from '../helpers/property.js';
import { existsSync, linkSync, mkdirSync, mkdtempSync, readFileSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { describe, expect, it } from 'vitest';
import { refuseSame } from '../../src/cli/sameFile.js';
import { gradtop } from '../helpers/cli.js';

const folder = mkdtempSync(path.join(tmpdir(), 'gradtop-same-'));
const at = (name: string): string => path.join(folder, name);
const LOG = readFileSync(new URL('../fixtures/logs/relu.jsonl', import.meta.url));
const PRESET = '{"epochs":2}';
const DATA = 'x,y,label\n0,0,a\n1,1,b\n0,1,a\n1,0,b\n';
writeFileSync(at('run.jsonl'), LOG);
writeFileSync(at('mine.json'), PRESET);
writeFileSync(at('data.csv'), DATA);
writeFileSync(at('tape.cast'), 'run relu\nwait end\n');
symlinkSync(at('run.jsonl'), at('linked'));
symlinkSync(at('new.csv'), at('dangling'));
linkSync(at('mine.json'), at('hard.json'));
mkdirSync(at('sub'));
symlinkSync(at('sub'), at('sub2'));

const SWEEP = ['sweep', 'tanh', '--x', 'depth=1,2', '--y', 'width=2,4', '--epochs', '1'];

describe('refused with one line', () => {
  it.each(
    some(
      [
        [
          [...SWEEP, '--log', 'new.csv', '--csv', 'new.csv'],
          'new.csv: is used by both --log and --csv; give each its own file',
        ],
        [
          [...SWEEP, '--log', 'new.csv', '--csv', './sub/../new.csv'],
          './sub/../new.csv: is used by both --log and --csv',
        ],
        [[...SWEEP, '--log', 'new.csv', '--json', 'dangling'], 'dangling: is used by both --log and --json'],
        [[...SWEEP, '--csv', 'sub/a', '--json', 'sub2/a'], 'sub2/a: is used by both --csv and --json'],
        [[...SWEEP.with(1, './mine.json'), '--csv', 'hard.json'], 'hard.json: is also the preset; give another file'],
        [[...SWEEP, '--data', 'data.csv', '--json', at('data.csv')], `${at('data.csv')}: is also the data`],
        [['train', './mine.json', '--log', 'mine.json'], 'mine.json: is also the preset; give another file'],
        [['train', 'relu', '--data', 'data.csv', '--log', './data.csv'], './data.csv: is also the data'],
        [['export', 'run.jsonl', '--svg', 'linked'], 'linked: is also the log; give another file'],
        [['export', 'run.jsonl', '--csv', 'run.jsonl'], 'run.jsonl: is also the log'],
        [['export', 'run.jsonl', '--svg', 'a.out', '--png', './a.out'], './a.out: is used by both --svg and --png'],
        [['record', 'run.jsonl', '-o', 'linked'], 'linked: is also the log; give another file'],
        [['record', './mine.json', '-o', 'mine.json'], 'mine.json: is also the preset'],
        [['record', '--tape', 'tape.cast', '-o', 'tape.cast'], 'tape.cast: is also the tape'],
      ],
      2,
    ),
  )('%j', async (args, line) => {
    const { code, stdout, stderr } = await gradtop(args, undefined, {}, 'pipe', folder);
    expect(stderr).toContain(`gradtop: ${line}`);
    expect(stderr.trimEnd().split('\n')).toHaveLength(1);
    expect([code, stdout]).toEqual([2, '']);
    expect(readFileSync(at('run.jsonl')).equals(LOG)).toBe(true);
    expect(readFileSync(at('mine.json'), 'utf8')).toBe(PRESET);
    expect(readFileSync(at('data.csv'), 'utf8')).toBe(DATA);
    for (const name of ['new.csv', 'a.out', 'sub/a']) expect(existsSync(at(name))).toBe(false);
  });
});

it('takes different files, standard output twice, and devices', () => {
  const named = (file: string | null) => ({ what: '--csv', file });
  expect(() => refuseSame([named(at('a')), named(at('b')), named(null)], [named(at('run.jsonl'))])).not.toThrow();
  expect(() => refuseSame([named('-'), named('-'), named('/dev/null'), named('/dev/null')], [])).not.toThrow();
  expect(() => refuseSame([named(at('a')), named(at('a'))], [])).toThrow(/is used by both --csv and --csv/);
});
