// The command line end to end: exit codes, one line for each mistake, a whole run log.
import { some } from '../helpers/property.js';
import { closeSync, existsSync, mkdtempSync, openSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { describe, expect, it } from 'vitest';
import { decodeLog } from '../../src/runtime/journal.js';
import { gradtop } from '../helpers/cli.js';
import { childrenOf } from '../helpers/processes.js';
import { until } from '../helpers/waiting.js';

const folder = mkdtempSync(path.join(tmpdir(), 'gradtop-cli-'));
const file = (name: string, text: string): string => {
  const target = path.join(folder, name);
  writeFileSync(target, text);
  return target;
};
const sizeOf = (log: string): number => statSync(log, { throwIfNoEntry: false })?.size ?? 0;

it.each([
  [['train', 'relu', '--dpeth', '3'], '(did you mean depth?)'],
  [['train'], 'gradtop train <preset>'],
  [['train', 'relu', '--backend', 'gpu'], '(did you mean cpu?)'],
])('explains %j whatever the language of the environment', async (args, words) => {
  const { code, stderr } = await gradtop(args, undefined, { LC_ALL: 'de_DE.UTF-8', LANG: 'de_DE.UTF-8' });
  expect([code, stderr.trim().split('\n').length]).toEqual([2, 1]);
  expect(stderr).toContain(words);
});

describe('mistakes', () => {
  it.each(
    some(
      [
        [['train', 'rellu'], /no preset rellu \(did you mean relu\?\)/],
        [['rellu'], /no preset rellu/],
        [['train'], /^gradtop: train: missing argument; usage: gradtop train <preset>, or gradtop train --data FILE$/m],
        [['trian', 'relu'], /no command or preset trian \(did you mean train\?\)/],
        [['lst'], /no preset lst \(did you mean list\?\)/],
        [['relu', '--theme', 'drak'], /--theme: no theme drak \(did you mean dark\?\); allowed: dark, /],
        [['relu', '--pace', 'fast'], /--pace: "fast" is not allowed; allowed: a number above 0, at most 1000/],
        [['train', 'relu', '--log'], /--log needs a value/],
        [['train', 'relu', '--log='], /--log needs a value/],
        [['train', 'relu', '--json=maybe'], /--json: "maybe" is not allowed; allowed: true, false/],
        [['train', 'relu', '--log', '/nowhere/a.jsonl'], /log \/nowhere\/a.jsonl: cannot be written: no such folder/],
        [['train', 'relu', '--depth', '0'], /--depth: "0" is not allowed; allowed: a whole number from 1 to 50/],
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
          /field depth: "7" is not allowed; allowed: a whole number from 1 to 50/,
        ],
        [['train', file('broken.json', '{"depth":')], /not valid JSON/],
        [['cure', file('run.jsonl', '{"type":"run"}\n{"type":"step"}\n')], /run\.jsonl: is a run log/],
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

describe('train', () => {
  it('streams a whole run log and exits 0', async () => {
    const { code, stdout } = await gradtop(['train', 'relu', '--epochs', '3', '--json', '--snapshot-steps', '1,10']);
    const lines = stdout.trimEnd().split('\n');
    for (const line of lines) expect(line.startsWith('{"type":"')).toBe(true);
    const events = decodeLog(stdout, 'stdout');
    expect(code).toBe(0);
    expect(events[0]?.type).toBe('run');
    expect(events.filter((event) => event.type === 'step')).toHaveLength(24);
    expect(events.filter((event) => event.type === 'snapshot').map((event) => event.step)).toEqual([1, 10]);
    const end = events.at(-1);
    expect(end).toMatchObject({ type: 'end', reason: 'completed', step: 24 });
    expect(end?.type === 'end' && end.weightChange?.[0]?.name).toBe('hidden_1/kernel');
  });

  it('tells which snapshot steps the run did not reach', { tags: ['long'] }, async () => {
    const args = ['train', 'relu', '--epochs', '1', '--json', '--snapshot-steps', '8,9,20'];
    const { code, stdout, stderr } = await gradtop(args);
    expect(code).toBe(0);
    const snapshots = decodeLog(stdout, 'stdout').filter((event) => event.type === 'snapshot');
    expect(snapshots.map((event) => event.step)).toEqual([8]);
    expect(stderr).toContain('gradtop: no snapshot of step 9, 20: the run ended at step 8\n');
  });

  it('gives the same numbers twice', { tags: ['long'] }, async () => {
    const strip = (text: string): string => text.replace(/"(elapsedMs|startedAt|why)":("[^"]*"|[\d.]+)/g, '');
    const args = ['train', 'tanh', '--epochs', '2', '--json', '--backend', 'compiled'];
    const [a, b] = await Promise.all([gradtop(args), gradtop(args)]);
    expect(strip(a.stdout)).toBe(strip(b.stdout));
  });

  it('prints what ran, how it ended and the table of weight changes', async () => {
    const { code, stdout, stderr } = await gradtop(['train', 'vanishing-sigmoid', '--depth', '8', '--epochs', '40']);
    expect(code).toBe(0);
    expect(stdout).toMatch(/^gradtop train vanishing-sigmoid --depth 8 --epochs 40\n/);
    expect(stdout).toMatch(/gradient vanishes/);
    expect(stdout).toMatch(/hidden_1\/kernel +\S+ %/);
    expect(stderr).toMatch(/100 % {2}epoch 40\/40/);
  });

  it('exits 1 when a rule that must not speak does, and when it diverges', { tags: ['long'] }, async () => {
    const vanishing = await gradtop(['train', 'vanishing-sigmoid', '--fail-on', 'vanishing']);
    expect(vanishing.code).toBe(1);
    expect(vanishing.stderr).toMatch(/--fail-on met: vanishing/);
    expect((await gradtop(['train', 'relu', '--fail-on', 'vanishing', '--epochs', '30'])).code).toBe(0);
    const diverged = await gradtop(['train', 'relu', '--activation', 'linear', '--learning-rate', '1000', '--json']);
    expect(diverged.code).toBe(1);
    expect(diverged.stdout).toContain('"loss":"NaN"');
    expect(decodeLog(diverged.stdout, 'stdout').at(-1)).toMatchObject({ type: 'end', reason: 'diverged' });
  });

  it('ends with 130 on Ctrl+C, and the log has its end', async () => {
    const log = path.join(folder, 'interrupted.jsonl');
    const { code } = await gradtop(['train', 'relu', '--epochs', '1000000', '--log', log], (child) => {
      void until(() => sizeOf(log) > 5000).then(() => child.kill('SIGINT'));
    });
    expect(code).toBe(130);
    expect(decodeLog(readFileSync(log, 'utf8'), log).at(-1)).toMatchObject({ type: 'end', reason: 'stopped' });
  });

  it('stops quietly when its reader goes away', async () => {
    const { code, stderr } = await gradtop(['train', 'relu', '--epochs', '1000000', '--json'], (child) => {
      child.stdout?.once('data', () => child.stdout?.destroy());
    });
    expect(code).toBe(0);
    expect(stderr).not.toMatch(/gradtop|EPIPE|at /);
  });

  it(
    'goes on for its log when its reader goes away, even after it waited for the reader',
    { tags: ['long'] },
    async () => {
      const log = path.join(folder, 'unread.jsonl');
      const { code } = await gradtop(['train', 'relu', '--epochs', '400', '--json', '--log', log], (child) => {
        child.stdout?.pause();
        // The log stands still once the pipe and its buffer are full.
        let same = 0;
        let before = 0;
        const stands = (): boolean => {
          const size = sizeOf(log);
          same = size > 65_536 && size === before ? same + 1 : 0;
          before = size;
          return same === 50;
        };
        void until(stands).then(() => child.stdout?.destroy());
      });
      expect(code).toBe(0);
      expect(decodeLog(readFileSync(log, 'utf8'), log).at(-1)).toMatchObject({ reason: 'completed', step: 3200 });
    },
  );

  it.runIf(existsSync('/dev/full'))('exits 1 where standard output is a full disk', { tags: ['long'] }, async () => {
    const full = openSync('/dev/full', 'w');
    const { code, stderr } = await gradtop(['train', 'relu', '--epochs', '5', '--json'], undefined, {}, full);
    expect(stderr).toMatch(/^gradtop: standard output: the disk is full$/m);
    expect(code).toBe(1);
    closeSync(full);
  });

  it('gives the log its end when the training process is killed', { tags: ['long'] }, async () => {
    const log = path.join(folder, 'killed.jsonl');
    const { code, stderr } = await gradtop(['train', 'relu', '--epochs', '1000000', '--log', log], (child) => {
      void until(() => sizeOf(log) > 5000).then(() => process.kill(childrenOf(child.pid!)[0]!, 'SIGKILL'));
    });
    expect(code).toBe(1);
    expect(stderr).toMatch(/^gradtop: training process ended by signal SIGKILL$/m);
    const events = decodeLog(readFileSync(log, 'utf8'), log);
    expect(events.at(-1)).toMatchObject({ type: 'end', reason: 'crashed' });
    expect(events.filter((event) => event.type === 'end')).toHaveLength(1);
  });

  it('reads a person’s own table', { tags: ['long'] }, async () => {
    const rows = Array.from(
      { length: 60 },
      (_, i) => `${Math.sin(i)},${Math.cos(i)},${i === 7 ? '12x' : i},${i % 2 ? 'yes' : 'no'}`,
    );
    const csv = file('own.csv', `a,b,c,label\n${rows.join('\n')}\n`);
    const bad = await gradtop(['train', 'relu', '--data', csv, '--target', 'label']);
    expect(bad.code).toBe(2);
    expect(bad.stderr).toMatch(/column c, data row 8: "12x" is not a number \(line 9\)/);
    const good = file(
      'good.csv',
      `a,b,c,label\n${rows.map((row, i) => row.replace(/,[\dx]+,(?=no|yes)/, i === 3 ? ',,' : `,${i},`)).join('\n')}\n`,
    );
    const { code, stdout } = await gradtop(['train', 'relu', '--data', good, '--epochs', '3', '--json']);
    expect(code).toBe(0);
    expect(decodeLog(stdout, 'stdout')[0]).toMatchObject({
      dataset: { samples: 59, features: 3, classes: 2, points: { axes: ['PC 1', 'PC 2'] } },
    });
  });
});

describe('the rest', () => {
  it('lists every preset with what it teaches', async () => {
    const { code, stdout } = await gradtop(['list']);
    expect(code).toBe(0);
    for (const name of [
      'vanishing-sigmoid',
      'fewer-layers',
      'relu',
      'tanh',
      'adam-sigmoid',
      'dying-relu',
      'he-relu',
      'xor-shallow',
      'spiral-deep',
    ])
      expect(stdout).toMatch(new RegExp(`^${name} +.{20,}`, 'm'));
  });

  it('knows a renamed preset by its former name', async () => {
    const { code, stdout } = await gradtop(['train', 'notebook-adam', '--epochs', '1', '--json']);
    expect(code).toBe(0);
    expect(decodeLog(stdout, 'stdout')[0]).toMatchObject({ name: 'adam-sigmoid' });
  });

  it('tells the names that a flag takes', async () => {
    const { stdout } = await gradtop(['train', '--help']);
    const help = stdout.replace(/\s+/g, ' ');
    expect(help).toContain('hidden layers: linear, sigmoid, tanh, relu, leakyRelu,');
    expect(help).toContain('updates: sgd, momentum, nesterov, rmsprop, adagrad, adam');
    expect(help).toContain('data set: moons, circles, spiral,');
  });

  it('tells flags that change nothing, and trains', { tags: ['long'] }, async () => {
    const { code, stderr } = await gradtop(['train', 'relu', '--epochs', '1', '--momentum', '0.5', '--classes', '3']);
    expect(code).toBe(0);
    expect(stderr).toContain('gradtop: --momentum changes nothing here: it is for --optimizer momentum and nesterov\n');
    expect(stderr).toMatch(/--classes changes nothing here/);
    const used = await gradtop(['train', 'relu', '--epochs', '1', '--momentum', '0.5', '--optimizer', 'momentum']);
    expect(used.stderr).not.toContain('changes nothing');
  });

  it('falls to train without a terminal, and says so', async () => {
    const { code, stderr } = await gradtop(['relu', '--epochs', '1']);
    expect(code).toBe(0);
    expect(stderr).toMatch(/no terminal, so this runs as: gradtop train relu/);
  });

  it('doctor names every backend', { tags: ['long'] }, async () => {
    const { stdout } = await gradtop(['doctor']);
    for (const backend of ['compiled', 'node', 'wasm', 'cpu'])
      expect(stdout).toMatch(new RegExp(`^(ok|LACK) +backend ${backend} `, 'm'));
  });

  it('completes presets, the values of flags, and leaves files to the shell', { tags: ['long'] }, async () => {
    const words = async (...typed: string[]): Promise<string[]> =>
      (await gradtop(['--get-yargs-completions', 'gradtop', ...typed])).stdout.trim().split('\n');
    expect(await words('')).toEqual(expect.arrayContaining(['train', 'list', 'relu', 'vanishing-sigmoid']));
    expect(await words('train', 'rel')).toContain('relu');
    expect(await words('train', 'relu', '--backend', '')).toEqual(['auto', 'compiled', 'node', 'wasm', 'cpu']);
    expect(await words('train', 'relu', '--activation', '=', 'le')).toContain('leakyRelu');
    expect(await words('train', 'relu', '--ba')).toEqual(expect.arrayContaining(['--backend', '--batch-size']));
    expect(await words('train', 'relu', '--log', '')).toEqual(['']);
    expect(await words('train', 'relu', '')).toEqual(['']);
    const script = await gradtop(['completion'], undefined, { SHELL: '/bin/bash' });
    expect(script.code).toBe(0);
    expect(script.stderr).toBe('');
    expect(script.stdout).toMatch(/complete .* gradtop/);
  });

  it('tells its version and its help', async () => {
    expect((await gradtop(['--version'])).stdout.trim()).toMatch(/^\d+\.\d+\.\d+$/);
    const help = await gradtop(['--help']);
    expect(help.code).toBe(0);
    expect(help.stdout).toMatch(/gradtop train \[preset\]/);
  });
});
