// Words after `--` are positionals in every command, also if they begin with a dash.
import { copyFileSync, mkdtempSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import yargs from 'yargs';
import { describe, expect, it } from 'vitest';
import { STDIN_FILE, unmarkOperands, wordsForYargs } from '../../src/cli/arguments.js';
import { gradtop } from '../helpers/cli.js';
import { some } from '../helpers/property.js';

const folder = mkdtempSync(path.join(os.tmpdir(), 'gradtop-operands-'));
copyFileSync(new URL('../fixtures/logs/relu.jsonl', import.meta.url), path.join(folder, '-x.jsonl'));

/** The positionals and the flag that yargs finds. */
async function parsed(...argv: string[]): Promise<unknown> {
  let found: unknown;
  await yargs(wordsForYargs(argv))
    .middleware(unmarkOperands, true)
    .command(
      `${argv[0]} [paths..]`,
      'a command',
      (y) => y.positional('paths', { type: 'string', array: true }).option('svg', { type: 'string' }),
      ({ paths, svg }) => void (found = { paths, svg }),
    )
    .strict()
    .parseAsync();
  return found;
}

describe('words for yargs', () => {
  it('after -- are positionals', async () => {
    expect(await parsed('export', 'a', '--', '-b', '--svg', 'c')).toEqual({ paths: ['a', '-b', '--svg', 'c'] });
    expect(await parsed('export', '--svg', '-', '--', '-b')).toEqual({ paths: ['-b'], svg: '-' });
    expect(await parsed('export', '--', '--')).toEqual({ paths: ['--'] });
    expect(await parsed('export', '--')).toEqual({ paths: [] });
  });

  it('name standard input on both sides', async () => {
    expect(await parsed('watch', '-', '--', '-')).toEqual({ paths: [STDIN_FILE, STDIN_FILE] });
  });
});

it.each(
  some<[string[], number, RegExp]>(
    [
      [['watch', '--once', '--', '-x.jsonl'], 0, /completed/],
      [['train', '--', '--x'], 2, /no preset --x;/],
      [['--', 'watch'], 2, /no preset watch;/],
      [['replay', '--', '-x.jsonl'], 0, /320 steps/],
      [['export', '--txt', '-', '--', '-x.jsonl'], 0, /loss/],
      [['diff', '--', '-x.jsonl', '-x.jsonl'], 0, /the same/],
      [['data', '--', '-x.csv'], 2, /-x\.csv: cannot be read: no such file/],
      [['compare', '--', '-a', '-b'], 2, /no preset -a;/],
      [['runs', '--', '-x'], 2, /unknown flag or word -x;/],
    ],
    3,
  ),
)('gradtop %j exits with %j', async (args, wanted, words) => {
  const { code, stdout, stderr } = await gradtop(args, undefined, {}, 'pipe', folder);
  expect([code, stdout + stderr]).toEqual([wanted, expect.stringMatching(words)]);
});
