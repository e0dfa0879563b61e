import { describe, expect, it } from 'vitest';
import { KEYMAP } from '../../../src/core/app/keymap.js';
import { LESSON_KEYS } from '../../../src/core/app/lessonKeys.js';
import { parseTape } from '../../../src/core/tape/parse.js';
import { UserError } from '../../../src/core/userError.js';
import { parseInput } from '../../../src/runtime/terminal/input.js';
import { BYTES } from '../../helpers/keys.js';
import { fc } from '../../helpers/property.js';

const errors = (text: string): readonly string[] => {
  try {
    parseTape(text, 'demo.tape');
  } catch (error) {
    if (error instanceof UserError) return error.lines;
    throw error;
  }
  return [];
};

describe('parseTape', () => {
  it('reads every command with its line', () => {
    const tape = parseTape(
      '# demo\nrun relu\nwait 1.5s\nwait epoch 20\nwait step 3\n\nwait finding vanishing\nwait end\npress a\npress shift-tab 2\ncaption "say \\"hi\\""\npace 5\npace full\n',
      'demo.tape',
    );
    expect(tape).toEqual([
      { type: 'run', preset: 'relu', flags: {}, line: 2 },
      { type: 'wait', for: 'seconds', seconds: 1.5, line: 3 },
      { type: 'wait', for: 'epoch', count: 20, line: 4 },
      { type: 'wait', for: 'step', count: 3, line: 5 },
      { type: 'wait', for: 'finding', rule: 'vanishing', line: 7 },
      { type: 'wait', for: 'end', line: 8 },
      { type: 'press', key: 'a', times: 1, line: 9 },
      { type: 'press', key: 'shift-tab', times: 2, line: 10 },
      { type: 'caption', text: 'say "hi"', line: 11 },
      { type: 'pace', epochsPerSecond: 5, line: 12 },
      { type: 'pace', epochsPerSecond: null, line: 13 },
    ]);
  });

  it('reads settings after a preset as the command line does, a lesson, and what is said about the film', () => {
    const tape = parseTape(
      'size 80x24\ntitle "T"\nspeed 2\nrun relu --depth 3 --activation=tanh --sharpness --seed 4\nlesson vanishing 3\nmarker "m"\nscreenshot a.svg\n',
      'demo.tape',
    );
    expect(tape).toMatchObject([
      { type: 'size', value: '80x24' },
      { type: 'title', value: 'T' },
      { type: 'speed', value: '2' },
      { type: 'run', preset: 'relu', flags: { depth: '3', activation: 'tanh', sharpness: '', seed: '4' } },
      { type: 'lesson', name: 'vanishing', step: '3' },
      { type: 'marker', text: 'm' },
      { type: 'screenshot', file: 'a.svg' },
    ]);
  });

  it.each([
    [
      'jump 3',
      'demo.tape:1: unknown command "jump"; allowed: size, theme, title, speed, run, lesson, wait, press, caption, ',
    ],
    ['wait finding vanish', 'demo.tape:1: unknown rule "vanish"'],
    ['wait epoch 0', 'demo.tape:1: wait epoch takes a whole number from 1, not "0"'],
    ['wait', 'demo.tape:1: wait ""'],
    ['press F13', 'demo.tape:1: unknown key "F13"'],
    ['press a 0', 'demo.tape:1: press takes a key'],
    ['caption hello', 'demo.tape:1: caption takes a string in double quotes'],
    ['pace -1', 'demo.tape:1: pace takes epochs per second'],
    ['run', 'demo.tape:1: run takes a preset name'],
    ['run relu --dpeth 3', 'demo.tape:1: run: unknown flag "--dpeth" (did you mean depth?)'],
    ['run relu depth 3', 'demo.tape:1: run: unknown flag "depth"'],
    ['run relu --depth', 'demo.tape:1: run: --depth needs a value'],
    ['lesson', 'demo.tape:1: lesson takes a name'],
    ['lesson vanishing 0', 'demo.tape:1: lesson takes a name'],
    ['screenshot ../a.svg', 'demo.tape:1: screenshot takes a file name without a folder'],
    ['screenshot a.png', 'demo.tape:1: screenshot takes a file name'],
    ['marker words', 'demo.tape:1: marker takes a string'],
    ['size', 'demo.tape:1: size takes one word'],
  ])('refuses %j', (text, start) => {
    const [first = ''] = errors(text);
    expect(first.startsWith(start)).toBe(true);
  });

  it('has a name for every key of the dashboard, and one that a terminal can send', () => {
    for (const key of [...KEYMAP, ...LESSON_KEYS].flatMap(({ keys }) => keys)) {
      expect(parseTape(`press ${key}`, 'demo.tape')).toEqual([{ type: 'press', key, times: 1, line: 1 }]);
      expect(parseInput(BYTES[key] ?? key)).toEqual(
        key === 'esc' ? { inputs: [], rest: '\u001b' } : { inputs: [key], rest: '' },
      );
    }
  });

  it('offers the nearest key', () => {
    expect(errors('press ctrlc')).toEqual([expect.stringContaining('"ctrlc" (did you mean ctrl-c?)')]);
    expect(errors('press page-down')).toEqual([expect.stringContaining('(did you mean pagedown?)')]);
  });

  it('reports all bad lines at once', () => {
    expect(errors('wait x\npress a\nfoo\n').map((line) => line.split(':')[1])).toEqual(['1', '3']);
  });

  it('throws nothing except UserError', () => {
    fc.assert(
      fc.property(fc.string(), (text) => {
        errors(text);
      }),
    );
  });
});
