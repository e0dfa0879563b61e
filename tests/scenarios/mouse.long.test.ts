// The mouse in a real pseudo-terminal: what it asks the terminal for, what a click and the pointer do, and what stays afterwards.
import { expect, it } from 'vitest';
import { MAIN } from '../helpers/cli.js';
import { usePty, type PtySession } from '../helpers/pty.js';

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

/** The frame of a panel: its title's row and column, and its last row, from the picture. */
function frameOf(s: PtySession, title: string): { readonly x: number; readonly y: number } {
  const lines = s.screen.lines();
  const y = lines.findIndex((line) => line.includes(`\u2500 ${title}`) || line.includes(`\u2501 ${title}`));
  const line = lines[y] ?? '';
  const x = Math.max(line.indexOf(`\u2500 ${title}`), line.indexOf(`\u2501 ${title}`));
  expect([title, y >= 0 && x >= 0]).toEqual([title, true]);
  return { x, y };
}

/** A heavy frame surrounds the panel in focus. */
const inFocus = (s: PtySession, title: string): boolean => s.screen.text.includes(`\u2501 ${title}`);

it('focuses every panel by a click, enlarges it by a double click, and gives it back', async () => {
  const s = start(['relu', '--full-speed'], { columns: 160, rows: 50 });
  await s.see(/step 800\/800/);
  const titles = [...s.screen.text.matchAll(/[\u2500\u2501] ([a-z]+)/g)].map(([, title = '']) => title);
  expect(new Set(titles).size).toBeGreaterThan(4);
  for (const title of new Set(titles)) {
    const { x, y } = frameOf(s, title);
    s.send(click(x + 2, y));
    await s.until(() => inFocus(s, title), `no focus: ${title}`);
    s.send(click(x + 2, y) + click(x + 2, y));
    await s.until(() => frameOf(s, title).y < 4 && frameOf(s, title).x < 4, `not enlarged: ${title}`);
    s.send('\u001b');
    await s.until(() => titles.every((one) => s.screen.text.includes(` ${one}`)), `not given back: ${title}`);
  }
  s.send('q');
  expect(await s.exit).toBe(0);
});

it('leaves no report to the shell if the mouse moves while it ends', async () => {
  const command = `'${process.execPath}' '${MAIN}' relu --full-speed; sleep 1; echo READY; cat -v`;
  const s = start(['-c', command], { program: '/bin/sh' });
  await s.see(/step 800\/800/);
  const moves = Array.from({ length: 30 }, (_, i) => at(35, 10 + i, 6)).join('');
  s.send(`${moves}q${moves}`);
  await s.see('READY');
  s.send('\n\u0004');
  await s.exit;
  expect(s.screen.text).not.toMatch(/35;\d+;7M/);
});
