// What the commands print where the locale promises no more than ASCII.
import path from 'node:path';
import { expect, it } from 'vitest';
import { usePty } from '../helpers/pty.js';

const start = usePty();
const fixture = (name: string): string => path.join(import.meta.dirname, '..', 'fixtures', name);
const relu = fixture('logs/relu.jsonl');
const sigmoid = fixture('logs/vanishing-sigmoid.jsonl');

it.each([
  ['list', []],
  ['lesson', []],
  ['doctor', []],
  ['explain', [sigmoid]],
  ['diff', [sigmoid, relu]],
  ['data', [fixture('tables/iris.csv')]],
  ['watch', ['--once', sigmoid]],
  ['train', ['relu', '--epochs', '2']],
  ['cure', ['vanishing-sigmoid', '--tries', '1', '--epochs', '2']],
])('%s prints ASCII alone', async (command, args) => {
  const session = start([command, ...args], { env: { LC_ALL: 'C' }, columns: 100, rows: 40 });
  await session.exit;
  expect(session.output.length).toBeGreaterThan(100);
  expect(session.output).toMatch(/^[\u0000-\u007f]*$/);
});
