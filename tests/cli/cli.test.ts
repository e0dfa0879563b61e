// Help, version, names and completions on the command line.
import { describe, expect, it } from 'vitest';
import { decodeLog } from '../../src/runtime/journal.js';
import { gradtop } from '../helpers/cli.js';

describe('the command line', () => {
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

  it('knows a renamed preset by its former name', { tags: ['long'] }, async () => {
    const { code, stdout } = await gradtop(['train', 'notebook-adam', '--epochs', '1', '--json']);
    expect(code).toBe(0);
    expect(decodeLog(stdout, 'stdout')[0]).toMatchObject({ name: 'adam-sigmoid' });
  });

  it('help lists the names that a flag takes', async () => {
    const { stdout } = await gradtop(['train', '--help']);
    const help = stdout.replace(/\s+/g, ' ');
    expect(help).toContain('hidden layers: linear, sigmoid, tanh, relu, leakyRelu,');
    expect(help).toContain('updates: sgd, momentum, nesterov, rmsprop, adagrad, adam');
    expect(help).toContain('data set: moons, circles, spiral,');
  });

  it('warns about flags without effect, and trains', { tags: ['long'] }, async () => {
    const { code, stderr } = await gradtop(['train', 'relu', '--epochs', '1', '--momentum', '0.5', '--classes', '3']);
    expect(code).toBe(0);
    expect(stderr).toContain('gradtop: --momentum changes nothing here: it is for --optimizer momentum and nesterov\n');
    expect(stderr).toMatch(/--classes changes nothing here/);
    const used = await gradtop(['train', 'relu', '--epochs', '1', '--momentum', '0.5', '--optimizer', 'momentum']);
    expect(used.stderr).not.toContain('changes nothing');
  });

  it('without a terminal runs train, and a message reports it', async () => {
    const { code, stdout, stderr } = await gradtop(['--epochs', '1']);
    expect(code).toBe(0);
    expect(stderr).toMatch(/no terminal, so this runs as gradtop train vanishing-sigmoid/);
    expect(stdout).toContain('gradtop train vanishing-sigmoid --epochs 1');
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

  it('prints its version and its help', async () => {
    expect((await gradtop(['--version'])).stdout.trim()).toMatch(/^\d+\.\d+\.\d+$/);
    const help = await gradtop(['--help']);
    expect(help.code).toBe(0);
    expect(help.stdout).toMatch(/gradtop train \[preset\]/);
  });
});
