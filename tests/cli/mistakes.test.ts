// Mistakes on the command line: one line each, which names what is allowed, and exit code 2.
import { some } from '../helpers/property.js';
import { describe, expect, it } from 'vitest';
import { gradtop } from '../helpers/cli.js';
import { encodeCell, encodePlan } from '../../src/core/sweep/log.js';
import { depths, gains, mapOf, planOf } from '../helpers/sweepMaps.js';
import { scratch } from '../helpers/scratch.js';

const { file } = scratch('mistakes');

it.each([
  [['train', 'relu', '--dpeth', '3'], '(did you mean depth?)'],
  [['train'], 'gradtop train <preset>'],
  [['train', 'relu', '--backend', 'gpu'], '(did you mean cpu?)'],
])('explains %j in English in any locale', async (args, words) => {
  const { code, stderr } = await gradtop(args, undefined, { LC_ALL: 'de_DE.UTF-8', LANG: 'de_DE.UTF-8' });
  expect([code, stderr.trim().split('\n').length]).toEqual([2, 1]);
  expect(stderr).toContain(words);
});

const sweep = mapOf(planOf(depths(2), gains(2)));
const sweepLog = [encodePlan(sweep.plan, 'loss'), ...[...sweep.cells.values()].map(encodeCell), ''].join('\n');
it.each([
  [
    ['export', file('map.jsonl', sweepLog), '--txt', '-', '--panel', 'loss'],
    /--panel: not available for the log of a sweep/,
  ],
  [
    ['export', file('bare.jsonl', sweepLog.replace(/"labelEntropy":[\d.]+,?/g, '')), '--txt', '-'],
    /bare\.jsonl: its cells have no number labelEntropy/,
  ],
  [['data', file('four.csv', 'a,b\n1,2\n2,3\n3,4\n4,5\n'), '--samples', '0'], /--samples: "0" is not allowed/],
])('refuses %j', async (args, words) => {
  const { code, stderr } = await gradtop(args);
  expect([code, stderr]).toEqual([2, expect.stringMatching(words)]);
});

describe('mistakes', () => {
  it.each(
    some(
      [
        [['train', 'rellu'], /no preset rellu \(did you mean relu\?\)/],
        [['rellu'], /no preset rellu/],
        [['explain', 'lasst'], /no preset lasst \(did you mean last\?\)/],
        [['train'], /^gradtop: train: missing argument; usage: gradtop train <preset>, or gradtop train --data FILE$/m],
        [['trian', 'relu'], /no command or preset trian \(did you mean train\?\)/],
        [['lst'], /no preset lst \(did you mean list\?\)/],
        [['relu', '--theme', 'drak'], /--theme: no theme drak \(did you mean dark\?\); allowed: dark, /],
        [['relu', '--pace', 'fast'], /--pace: "fast" is not allowed; allowed: a number above 0, at most 1000/],
        [['train', 'relu', '--log'], /--log needs a value/],
        [['train', 'relu', '--log='], /--log needs a value/],
        [['train', 'relu', '--json=maybe'], /--json: "maybe" is not allowed; allowed: true, false/],
        [['train', 'relu', '--log', '/nowhere/a.jsonl'], /log \/nowhere\/a.jsonl: cannot be written: no such folder/],
        [['train', 'relu', '--depth', '51'], /--depth: "51" is not allowed; allowed: a whole number from 0 to 50/],
        [['train', 'relu', '--depth', 'seven'], /--depth: "seven" is not allowed/],
        [['train', 'relu', '--learning-rate', '-1'], /--learning-rate: "-1" is not allowed; allowed: a number above 0/],
        [['train', 'relu', '--activation', 'leaky_relu'], /did you mean leakyRelu\?/],
        [['train', 'relu', '--epochs'], /--epochs needs a value/],
        [['train', 'relu', '--dpeth', '3'], /unknown flag or word dpeth \(did you mean depth\?\)/],
        [
          ['train', 'relu', '--backend', 'gpu'],
          /--backend: "gpu" is not allowed \(did you mean cpu\?\); allowed: auto, compiled, node, wasm, cpu/,
        ],
        [['train', 'relu', '--snapshot-steps', '1,x'], /--snapshot-steps: "x" is not a step/],
        [
          ['train', 'relu', '--snapshot-steps', '1'],
          /--snapshot-steps: snapshots go to the run log; add --json or --log/,
        ],
        [['lesson', 'vanishing', '--data', 'x.csv'], /--data is not allowed.*allowed: a lesson file .*dataset: csv/],
        [
          [
            'lesson',
            'check',
            file(
              'table.yaml',
              'name: table\ntitle: t\nteaches: t\nsteps: [{title: t, text: t, preset: relu, change: {dataset: csv, data: none.csv}}]\n',
            ),
          ],
          /step 1: data "none.csv": no such file/,
        ],
        [['train', 'relu', '--fail-on', 'vanish'], /--fail-on: "vanish" is not a rule \(did you mean vanishing\?\)/],
        [['train', 'relu', '--dataset', 'sequenceSum'], /dataset sequenceSum needs cell simpleRnn/],
        [['train', 'relu', '--data', '/nowhere.csv'], /\/nowhere.csv: cannot be read: no such file/],
        [['train', './nowhere.json'], /no such file/],
        [
          ['train', file('field.json', '{"actvation":"relu"}')],
          /unknown field "actvation" \(did you mean activation\?\)/,
        ],
        [
          ['train', file('type.json', '{"depth":"7"}')],
          /field depth: "7" is not allowed; allowed: a whole number from 0 to 50/,
        ],
        [['train', file('broken.json', '{"depth":')], /not valid JSON/],
        [
          ['cure', file('run.jsonl', '{"type":"run"}\n{"type":"step"}\n')],
          /run\.jsonl: expected a preset, got a run log/,
        ],
        [['train', file('escape.json', '{"\\u001b[31mx":1}')], /unknown field/],
      ],
      4,
    ),
  )('%j', async (args, line) => {
    const { code, stdout, stderr } = await gradtop(args);
    expect(stderr).toMatch(line);
    expect(stderr.trim().split('\n')).toHaveLength(1);
    expect(stderr).not.toContain('\u001b');
    expect(stdout).toBe('');
    expect(code).toBe(2);
  });
});
