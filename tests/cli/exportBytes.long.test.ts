// What is written from a log stays the same byte for byte: text as a golden file, every other format by its hash. A change on
// purpose is written with UPDATE_GOLDEN=1.
import { createHash } from 'node:crypto';
import { copyFileSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { expect, it } from 'vitest';
import { gradtop } from '../helpers/cli.js';
import { expectGolden } from '../helpers/golden.js';
import { scratch } from '../helpers/scratch.js';

const FIXTURES = path.join(import.meta.dirname, '../fixtures');
const SIZE = ['--size', '80x24'];
const { at } = scratch('bytes');

const linesOf = (file: string): string[] => readFileSync(at(file), 'utf8').trimEnd().split('\n');
/** `sha256  name` of each file, as sha256sum prints it. */
const hashes = (files: readonly string[]): string[] =>
  files.map(
    (file) =>
      `${createHash('sha256')
        .update(readFileSync(at(file)))
        .digest('hex')}  ${file}`,
  );
const run = async (args: readonly string[]): Promise<void> => {
  const { code, stderr } = await gradtop(args);
  expect(code, stderr).toBe(0);
};

it.each(['vanishing-sigmoid', 'exploding-rnn'])('pictures, report, numbers and casts of %s', async (name) => {
  const log = path.join(FIXTURES, 'logs', `${name}.jsonl`);
  const exports = ['svg', 'png', 'html', 'csv', 'txt'].flatMap((format) => [`--${format}`, at(`${name}.${format}`)]);
  await run(['export', log, ...exports, ...SIZE]);
  for (const version of ['2', '3'])
    await run(['record', log, '-o', at(`${name}-${version}.cast`), '--cast-version', version, ...SIZE]);
  expectGolden(`export-${name}`, linesOf(`${name}.txt`));
  const files = ['.svg', '.png', '.html', '.csv', '-2.cast', '-3.cast'].map((end) => name + end);
  expectGolden(`export-${name}-hashes`, hashes(files));
});

it('table and cells of a sweep that is measured', async () => {
  copyFileSync(path.join(FIXTURES, 'sweeps', 'xor.jsonl'), at('sweep.jsonl'));
  const sweep = ['sweep', 'xor-shallow', '--x', 'depth=1..2', '--y', 'width=2,4', '--seeds', '1', '--epochs', '3'];
  await run([...sweep, '--log', at('sweep.jsonl'), '--csv', at('sweep.csv'), '--json', at('sweep.json')]);
  expect(readFileSync(at('sweep.jsonl'))).toEqual(readFileSync(path.join(FIXTURES, 'sweeps', 'xor.jsonl')));
  const { cells } = JSON.parse(readFileSync(at('sweep.json'), 'utf8')) as { cells: object[] };
  expectGolden('export-sweep', [...linesOf('sweep.csv'), ...cells.map((cell) => JSON.stringify(cell))]);
});
