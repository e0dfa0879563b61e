// Lines for screen readers, in a real pseudo-terminal: nothing but text and line ends, and every way out restores the keys.
import { mkdtempSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { expect, it } from 'vitest';
import { usePty, type PtySession } from '../helpers/pty.js';
import { until } from '../helpers/waiting.js';

const start = usePty();
const temp = (): string => mkdtempSync(path.join(tmpdir(), 'gradtop-lines-'));

/** No escape, no carriage return inside a line, no box, block or braille character. */
function expectPlain({ output }: PtySession): void {
  expect(output).not.toMatch(/[\u001b\u0007\b]/);
  expect(output.replaceAll('\r\n', '\n')).not.toContain('\r');
  expect(output).not.toMatch(/[\u2500-\u259f\u2800-\u28ff]/);
}
async function said(s: PtySession, pattern: RegExp): Promise<void> {
  await until(() => pattern.test(s.output.replace(/\s+/g, ' ')) || s.exited);
  expect(s.output.replace(/\s+/g, ' ')).toMatch(pattern);
}

it('tells a run from its start to its end, answers keys, and restarts with the suggested change', async () => {
  const s = start(['vanishing-sigmoid', '--seed', '7', '--full-speed', '--screen-reader'], { columns: 80, rows: 24 });
  await said(s, /alarm in vanishing-sigmoid at step \d+: gradient vanishes/);
  await said(s, /vanishing-sigmoid: completed after 800 steps/);
  s.send('s');
  await said(s, /completed, step 800 of 800, epoch 100 of 100/);
  s.send('v');
  await said(s, /suggested change, key x: activation relu/);
  s.send('z');
  await said(s, /hidden_1: gradient/);
  s.send('X');
  await said(s, /vanishing-sigmoid: 7 x 10 relu/);
  await said(s, /7 x 10 relu.*completed after 800 steps.*solved/);
  s.send('q');
  expect(await s.exit).toBe(0);
  expectPlain(s);
  // A training of 800 steps takes few lines.
  expect(s.output.split('\n').length).toBeLessThan(90);
});

it.each([
  ['Ctrl+C', '\u0003', 130],
  ['q', 'q', 0],
])('%s ends it', async (_, key, code) => {
  const s = start(['relu'], { env: { INK_SCREEN_READER: 'true' } });
  await said(s, /relu: 7 x 10 relu/);
  s.send(key);
  expect(await s.exit).toBe(code);
  expectPlain(s);
});

it('also works in a terminal that cannot move its cursor', async () => {
  const s = start(['relu', '--screen-reader', '--full-speed'], { env: { TERM: 'dumb' } });
  await said(s, /relu: completed after 800 steps/);
  s.send('q');
  expect(await s.exit).toBe(0);
  expectPlain(s);
});

it('plays a lesson', async () => {
  const s = start(['lesson', 'vanishing', '--screen-reader'], { env: { XDG_DATA_HOME: temp() } });
  await said(s, /step 1 of 16: /);
  await said(s, /enter goes on/);
  s.send('\r');
  await said(s, /step 2 of 16: .*question: .* 1: .* 2: loss 10-97 %/);
  await said(s, /Guess to start the run/);
  s.send('2');
  await said(s, /Right: loss 0\.\d+/);
  s.send('q');
  expect(await s.exit).toBe(0);
  expectPlain(s);
});

it('replays a log', async () => {
  const log = path.resolve('tests/fixtures/logs/relu.jsonl');
  const s = start(['replay', log, '--speed', 'max', '--screen-reader']);
  await said(s, /relu: completed after \d+ steps/);
  s.send('\u001b[D');
  await said(s, /step \d+ of \d+, loss \S+/);
  s.send('q');
  expect(await s.exit).toBe(0);
  expectPlain(s);
});

it('sweeps a map', async () => {
  const args = [
    'sweep',
    'tanh',
    '--x',
    'depth=1..3',
    '--y',
    'initializer-gain=0.5..2',
    '--points',
    '2x2',
    '--epochs',
    '3',
  ];
  const s = start([...args, '--screen-reader']);
  await said(s, /across depth from 1 to 3, 2 values/);
  await said(s, /every cell is done/);
  s.send('\u001b[C');
  await said(s, /depth 3, initializer-gain 0\.5: .*; loss/);
  s.send('q');
  expect(await s.exit).toBe(0);
  expectPlain(s);
});
