// `cure` and `explain` from the command line, and the names that scripts read in their JSON.
import { mkdtempSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { describe, expect, it } from 'vitest';
import { gradtop } from '../helpers/cli.js';

interface Cure {
  readonly cured: boolean;
  readonly tries: readonly Record<string, unknown>[];
  readonly command: string;
}

describe('gradtop cure', () => {
  it('tries the suggestion with three seeds and prints the command line of the winner', async () => {
    const { code, stdout } = await gradtop(['cure', 'vanishing-sigmoid', '--epochs', '60', '--json']);
    expect(code).toBe(0);
    const { cured, tries, command } = JSON.parse(stdout) as Cure;
    expect(cured).toBe(true);
    expect(tries.map((one) => Object.keys(one))).toEqual([
      ['change', 'cause', 'loss', 'valLoss', 'accuracy', 'verdict'],
    ]);
    expect(tries[0]).toMatchObject({ change: { activation: 'relu' }, cause: 'vanishing' });
    expect(tries[0]!['loss']).toBeLessThan(0.01);
    expect(command).toBe('gradtop train vanishing-sigmoid --activation relu --epochs 60');
  });

  it('ends after --tries networks without a cure, with exit code 1', { tags: ['long'] }, async () => {
    const flags = ['--samples', '20', '--epochs', '40', '--optimizer', 'sgd', '--learning-rate', '1e-7'];
    const { code, stdout } = await gradtop(['cure', 'vanishing-sigmoid-10', ...flags, '--tries', '1', '--json']);
    expect(code).toBe(1);
    const { cured, tries } = JSON.parse(stdout) as Cure;
    expect([cured, tries.length]).toEqual([false, 1]);
  });

  it('stops at Ctrl+C with exit code 130 and prints the networks tried so far', { tags: ['long'] }, async () => {
    const { code, stdout } = await gradtop(['cure', 'vanishing-sigmoid', '--json'], (child) => {
      // The unchanged network has been trained.
      child.stderr?.once('data', () => child.kill('SIGINT'));
    });
    expect(code).toBe(130);
    expect(JSON.parse(stdout)).toMatchObject({ cured: false, command: 'gradtop train vanishing-sigmoid' });
  });

  it.each([
    ['--tries', '0'],
    ['--budget', 'x'],
  ])('%s %s is refused', async (flag, value) => {
    const { code, stderr } = await gradtop(['cure', 'relu', flag, value]);
    expect(code).toBe(2);
    expect(stderr).toContain(flag);
  });
});

describe('gradtop explain', () => {
  it('gives verdict, receipt, evidence and the next experiment in at most 32 KB', async () => {
    const { code, stdout } = await gradtop([
      'explain',
      'vanishing-sigmoid',
      '--depth',
      '12',
      '--epochs',
      '20',
      '--json',
    ]);
    expect(code).toBe(0);
    expect(Buffer.byteLength(stdout)).toBeLessThanOrEqual(32 * 1024);
    const said = JSON.parse(stdout) as Record<string, unknown>;
    expect(Object.keys(said)).toEqual([
      'run',
      'network',
      'command',
      'verdict',
      'why',
      'receipt',
      'findings',
      'evidence',
      'next',
      'alternatives',
    ]);
    expect(said['evidence']).toMatchObject({ step: 160, totalSteps: 160 });
    expect(said['next']).toMatchObject({
      command: expect.stringContaining('gradtop train vanishing-sigmoid') as string,
    });
  });
});

describe('gradtop diff', () => {
  it(
    'exits with 0 for equal runs, and with 1 and the first step that differs for others',
    { tags: ['long'] },
    async () => {
      const folder = mkdtempSync(path.join(tmpdir(), 'gradtop-diff-'));
      const log = async (name: string, ...flags: string[]): Promise<string> => {
        const file = path.join(folder, name);
        await gradtop(['train', 'relu', '--epochs', '3', '--backend', 'compiled', '--log', file, ...flags]);
        return file;
      };
      const [a, b, c] = [await log('a.jsonl'), await log('b.jsonl'), await log('c.jsonl', '--learning-rate', '0.1')];
      expect((await gradtop(['diff', a, b])).code).toBe(0);
      const { code, stdout } = await gradtop(['diff', a, c, '--json']);
      expect(code).toBe(1);
      expect(JSON.parse(stdout)).toMatchObject({ settings: 'learning rate: 0.3 → 0.1', partedAt: 2, same: false });
    },
  );
});
