// The palette by mouse in a real pseudo-terminal, and each panel that it shows.
import { expect, it } from 'vitest';
import { PANELS } from '../../src/ui/panels/index.js';
import { cellOf, click, double, move, wheel } from '../helpers/mouse.js';
import { usePty, type PtySession } from '../helpers/pty.js';

const start = usePty();

/** Opens the palette, and clicks the line of an action. */
async function find(s: PtySession, text: string, line: RegExp): Promise<void> {
  s.send('\u0010');
  await s.see('find: _');
  s.send(text);
  await s.see(`find: ${text}_`);
  s.send(click(...cellOf(s, line)));
  await s.gone(/find: /);
}

it('runs entries of the palette, scrolls it by the wheel, closes it outside', async () => {
  const s = start(['relu', '--full-speed'], { columns: 100, rows: 30 });
  await s.see(/step 800\/800/);
  s.send('\u0010');
  await s.see('find: _');
  const [x, y] = cellOf(s, 'find: _');
  const first = (): string => s.screen.lines()[y + 1] ?? '';
  const top = first();
  s.send(wheel(x, y + 4, 1).repeat(20));
  await s.until(() => first() !== top, 'not scrolled');
  s.send(wheel(x, y + 4, -1).repeat(20));
  await s.until(() => first() === top, 'not scrolled back');
  // Between the lines and the frame nothing is run; outside of it the palette closes.
  s.send(click(x, y));
  s.send(click(0, 0));
  await s.gone(/find: /);
  s.send('\u0010');
  await s.see('find: _');
  // The last line, which only the wheel brings into view.
  expect(s.screen.text).not.toContain('preset xor-shallow');
  s.send(wheel(x, y + 4, 1).repeat(200));
  await s.see('preset xor-shallow');
  s.send(click(...cellOf(s, 'preset xor-shallow')));
  await s.see(/^ xor-shallow /m);
  await find(s, 'receipt', / receipt /);
  await s.see(/esc closes/);
  s.send(click(0, 0));
  await s.gone(/esc closes/);
  s.send('q');
  expect(await s.exit).toBe(0);
});

/** What the pointer over the middle of a panel tells. */
const TOLD: Readonly<Record<string, RegExp>> = {
  loss: /step \d+: loss/,
  heatmap: /, step \d+: /,
  traces: /step \d+/,
};

it('shows, focuses and enlarges each panel that a run has', async () => {
  const s = start(['relu', '--full-speed'], { columns: 120, rows: 40 });
  await s.see(/step 800\/800/);
  const own = Object.entries(PANELS).filter(
    ([, panel]) => !('severalOnly' in panel || 'classesOnly' in panel || 'numbersOnly' in panel),
  );
  expect(own.length).toBeGreaterThan(10);
  for (const [name] of own) {
    await find(s, `panel ${name}`, new RegExp(` panel ${name} `));
    await s.until(() => / \u2501 |\u250f\u2501/.test(s.screen.text), `not in focus: ${name}`);
    const [x, y] = cellOf(s, '\u250f');
    s.send(double(x + 3, y));
    await s.until(
      () => cellOf(s, '\u250f')[0] === 0 && (s.screen.text.match(/[\u250f\u256d]/g) ?? []).length === 1,
      `not enlarged: ${name}`,
    );
    s.send(move(60, 14));
    const told = TOLD[name];
    if (told !== undefined) await s.see(told);
    s.send(double(3, cellOf(s, '\u250f')[1]));
    await s.until(() => (s.screen.text.match(/[\u250f\u256d]/g) ?? []).length > 1, `not given back: ${name}`);
  }
  s.send('q');
  expect(await s.exit).toBe(0);
});

it('runs entries of the palette of the map', async () => {
  const axes = ['--x', 'depth=1..4', '--y', 'initializer-gain=0.5..2', '--points', '4x3'];
  const s = start(['sweep', 'tanh', ...axes, '--epochs', '3'], { columns: 80, rows: 24 });
  await s.see('loss of tanh  done');
  await find(s, 'metric', / metric /);
  await s.see('accuracy of tanh');
  s.send('/');
  await s.see('find: _');
  s.send(click(0, 0));
  await s.gone(/find: /);
  s.send('q');
  expect(await s.exit).toBe(0);
});
