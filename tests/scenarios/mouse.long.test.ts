// The mouse in a real pseudo-terminal: what it asks the terminal for, what a click and the pointer do, and what stays afterwards.
import { mkdtempSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { expect, it } from 'vitest';
import { MAIN } from '../helpers/cli.js';
import { cellOf, click, double, drag, grab, move, release, wheel } from '../helpers/mouse.js';
import { usePty, type PtySession } from '../helpers/pty.js';

const start = usePty();
const REPORTS = ['1000', '1002', '1003', '1006'];

it('points, clicks, enlarges and releases the mouse at the end', async () => {
  const s = start(['relu', '--full-speed']);
  await s.see(/step 800\/800/);
  for (const mode of REPORTS) expect(s.output).toContain(`\u001b[?${mode}h`);
  const row = s.screen.lines().findIndex((line) => line.includes('hidden_') || /\bh\d\b/.test(line));
  const x = (s.screen.lines()[2] ?? '').indexOf('gradient RMS') + 30;
  expect(row).toBeGreaterThan(2);
  s.send(move(x, 6));
  await s.see(/, step \d+: \d/);
  const layer = /[\u2502\u2503]\u25b6? *(out|h\d)/.exec(s.screen.lines()[6] ?? '')?.[1] ?? '';
  s.send(click(x, 6));
  await s.see(/layers at step \d+/);
  await s.see(new RegExp(`\u25b6 ?${layer} .*%`));
  s.send(double(x, 6));
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
    s.send(double(x + 2, y));
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
  const moves = Array.from({ length: 30 }, (_, i) => move(10 + i, 6)).join('');
  s.send(`${moves}q${moves}`);
  await s.see('READY');
  s.send('\n\u0004');
  await s.exit;
  expect(s.screen.text).not.toMatch(/35;\d+;7M/);
});

/** The labels of the first step axis: each number with its column. */
function stepLabels(s: PtySession): readonly { readonly step: number; readonly x: number }[] {
  const row = s.screen.lines().find((line) => / step[\u2502\u2503]/.test(line)) ?? '';
  const own = row.slice(0, row.search(/ step[\u2502\u2503]/));
  return [...own.matchAll(/\d+/g)].map(({ 0: step, index }) => ({ step: Number(step), x: index }));
}
const gapOf = (s: PtySession): number => {
  const [a, b] = stepLabels(s);
  return a === undefined || b === undefined ? NaN : (b.step - a.step) / (b.x - a.x);
};

it('zooms a step axis by the wheel, moves it by a drag, names what is under the pointer, swaps panels', async () => {
  // The swapped layout is kept, and must not be that of other tests.
  const env = { XDG_CONFIG_HOME: mkdtempSync(path.join(tmpdir(), 'gradtop-mouse-')) };
  const s = start(['relu', '--full-speed'], { env });
  await s.see(/step 800\/800/);
  const [x, y] = cellOf(s, /[\u2500\u2501] loss/);
  const [px, py] = [x + 30, y + 6];
  s.send(move(px, py));
  await s.see(/step \d+: loss \d/);
  const whole = gapOf(s);
  s.send(wheel(px, py, -1) + wheel(px, py, -1) + wheel(px, py, -1));
  await s.until(() => gapOf(s) < 0.32 * whole, 'not zoomed');
  const zoomed = stepLabels(s);
  s.send(drag([px, py], [px - 8, py]));
  // The picture follows the pointer: the same step is eight cells further left.
  const { step, x: column } = zoomed.at(-1) ?? { step: NaN, x: NaN };
  await s.until(() => stepLabels(s).some((one) => one.step === step && Math.abs(one.x - column + 8) <= 1), 'not moved');
  s.send(wheel(px, py, 1).repeat(6));
  await s.until(() => gapOf(s) === whole, 'not zoomed out');
  const layers = frameOf(s, 'layers');
  s.send(grab([x + 2, y], [layers.x + 2, layers.y]));
  await s.see('release: swaps with loss');
  s.send(release(layers.x + 2, layers.y));
  await s.see('have changed places');
  expect(frameOf(s, 'layers')).toEqual({ x, y });
  expect(frameOf(s, 'loss')).toEqual(layers);
  s.send('q');
  expect(await s.exit).toBe(0);
});

it('takes rows of tables, keys of the footer and entries of the picker', async () => {
  const s = start(['compare', 'cures', '--full-speed', '--epochs', '2'], { columns: 140, rows: 44 });
  // The table and the footer change no more once all runs have ended.
  await s.until(() => (s.screen.text.match(/ 16 +[\d.]+ +[\d.]+ %/g) ?? []).length === 6, 'not ended');
  s.send(click(...cellOf(s, /3 relu +\d+ /)));
  await s.see(/\u25b6 3 relu +[1-9]/);
  s.send(click(...cellOf(s, 'hidden_2')));
  await s.see(/\u25b6 hidden_2/);
  s.send(click(...cellOf(s, 'presets')));
  await s.see(/adam-sigmoid/);
  // Outside the box.
  s.send(click(0, 0));
  await s.gone(/adam-sigmoid/);
  s.send(click(...cellOf(s, 'presets')));
  await s.see(/adam-sigmoid/);
  s.send(double(...cellOf(s, 'adam-sigmoid')));
  await s.see(/^ adam-sigmoid /m);
  s.send('q');
  expect(await s.exit).toBe(0);
});

it('answers the question of a lesson, and turns its pages', async () => {
  const env = { XDG_DATA_HOME: mkdtempSync(path.join(tmpdir(), 'gradtop-mouse-')) };
  const s = start(['lesson', 'vanishing'], { env });
  await s.see('enter next');
  s.send(click(...cellOf(s, 'enter next')));
  await s.see('lesson 2/16');
  await s.see('2 loss 10-97 %');
  s.send(click(...cellOf(s, '2 loss 10-97 %')));
  await s.see(/\u2713 2 loss 10-97 %/);
  s.send(click(...cellOf(s, 'bksp back')));
  await s.see('lesson 1/16');
  s.send('q');
  await s.exit;
});

it('chooses, zooms and opens cells of the map', async () => {
  const axes = ['--x', 'depth=1..4', '--y', 'initializer-gain=0.5..2', '--points', '4x3'];
  const s = start(['sweep', 'tanh', ...axes, '--epochs', '3'], { columns: 80, rows: 24 });
  await s.see('loss of tanh  done');
  await s.see(/\[ +\]/);
  const [x, y] = cellOf(s, '[');
  /** The first column, from left to right. */
  const width = (s.screen.lines()[y] ?? '').indexOf(']') - x + 1;
  s.send(click(x + 2 * width + 2, y));
  await s.see(/^depth 3, initializer-gain 0.5: /m);
  s.send(click(...cellOf(s, 'm metric')));
  await s.see('accuracy of tanh');
  s.send(wheel(x + 2 * width + 2, y, -1));
  await s.see(/zoom 2/);
  s.send(wheel(x + 2 * width + 2, y, 1));
  await s.gone(/zoom 2/);
  s.send(double(x + 2 * width + 2, y));
  await s.see('3 \u00d7 10 tanh, glorotUniform \u00d7 0.5');
  s.send('q');
  await s.see('accuracy of tanh');
  s.send('q');
  expect(await s.exit).toBe(0);
});
