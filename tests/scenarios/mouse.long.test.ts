// The mouse in a real pseudo-terminal: what it asks the terminal for, what a click and the pointer do, and what stays afterwards.
import { expect, it } from 'vitest';
import { usePty } from '../helpers/pty.js';

const start = usePty();
const REPORTS = ['1000', '1002', '1003', '1006'];
const at = (code: number, x: number, y: number, end = 'M'): string => `\u001b[<${code};${x + 1};${y + 1}${end}`;
const click = (x: number, y: number): string => at(0, x, y) + at(0, x, y, 'm');

it('points, clicks, enlarges and releases the mouse at the end', async () => {
  const s = start(['relu', '--full-speed']);
  await s.see(/step 800\/800/);
  for (const mode of REPORTS) expect(s.output).toContain(`\u001b[?${mode}h`);
  const row = s.screen.lines().findIndex((line) => line.includes('hidden_') || /\bh\d\b/.test(line));
  const x = (s.screen.lines()[2] ?? '').indexOf('gradient RMS') + 30;
  expect(row).toBeGreaterThan(2);
  s.send(at(35, x, 6));
  await s.see(/, step \d+: \d/);
  s.send(click(x, 6));
  await s.see(/layers at step \d+/);
  s.send(at(0, x, 6) + at(0, x, 6, 'm') + at(0, x, 6) + at(0, x, 6, 'm'));
  await s.gone(/layers at step/);
  s.send('\u001b');
  await s.see(/layers at step/);
  // The last line: every key can be clicked.
  const footer = s.screen.lines().at(-1) ?? '';
  s.send(click(footer.indexOf('help'), s.screen.lines().length - 1));
  await s.see(/esc closes/);
  s.send(click(0, 0));
  await s.gone(/esc closes/);
  s.send('q');
  expect(await s.exit).toBe(0);
  for (const mode of REPORTS)
    expect(s.output.lastIndexOf(`?${mode}l`)).toBeGreaterThan(s.output.lastIndexOf(`?${mode}h`));
});

it('requests no mouse reports with --no-mouse', async () => {
  const s = start(['relu', '--no-mouse']);
  await s.see(/step \d+\/800/);
  s.send('q');
  expect(await s.exit).toBe(0);
  for (const mode of REPORTS) expect(s.output).not.toContain(`?${mode}h`);
});
