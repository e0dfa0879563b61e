// The final loss on tables beside Keras, which trains the exported script. GRADTOP_TEST_KERAS names a Python with Keras 3.
import { spawnSync } from 'node:child_process';
import { mkdtempSync, readFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { expect, it } from 'vitest';
import { decodeLog } from '../../src/runtime/journal.js';
import { gradtop } from '../helpers/cli.js';

const PYTHON = process.env['GRADTOP_TEST_KERAS'] ?? '';
const TABLES = path.resolve(import.meta.dirname, '..', 'fixtures', 'tables');
const folder = mkdtempSync(path.join(tmpdir(), 'gradtop-keras-'));
/** Both compute in float32. */
const ALIKE = 1e-3;
const FLAGS = ['--depth', '2', '--epochs', '20', '--learning-rate', '0.1'];

it
  .runIf(PYTHON !== '')
  .each([
    'iris.csv',
    'iris_like_noheader.csv',
    'quality_scores.csv',
    'ints9.csv',
    'rand60.csv',
    'noheader.csv',
    'tv.csv',
    'x2plus3.csv',
  ])('%s', async (name) => {
  const log = path.join(folder, `${name}.jsonl`);
  const script = path.join(folder, `${name.replace('.csv', '')}.py`);
  const trained = await gradtop(['train', 'tanh', '--data', path.join(TABLES, name), ...FLAGS, '--log', log]);
  expect([trained.code, trained.stderr.includes('cannot')]).toEqual([0, false]);
  expect((await gradtop(['export', log, '--keras', script])).code).toBe(0);
  const env = { ...process.env, KERAS_BACKEND: process.env['KERAS_BACKEND'] ?? 'jax' };
  const { stdout, stderr, status } = spawnSync(PYTHON, [script], { cwd: folder, encoding: 'utf8', env });
  expect([status, status === 0 ? '' : stderr]).toEqual([0, '']);
  const end = decodeLog(readFileSync(log, 'utf8'), log).findLast((event) => event.type === 'end');
  const theirs = Number(/^training loss ([\d.e+-]+)/m.exec(stdout)?.[1]);
  process.stdout.write(`${name}: gradtop ${end?.loss?.toFixed(6)}, Keras ${theirs}\n`);
  expect(Math.abs((end?.loss ?? NaN) - theirs)).toBeLessThan(ALIKE);
});

it.runIf(PYTHON === '')('is left out: GRADTOP_TEST_KERAS names no Python with Keras', () => {
  process.stdout.write('left out: no Python with Keras\n');
});
