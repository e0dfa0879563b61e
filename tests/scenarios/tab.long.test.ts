// Progress in the terminal's tab and a program of the user, in a real pseudo-terminal.
import { appendFileSync, chmodSync, existsSync, mkdtempSync, readFileSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { expect, it } from 'vitest';
import { usePty } from '../helpers/pty.js';
import { until } from '../helpers/waiting.js';

const start = usePty();
const TAB = /\u001b\]9;4;(\d);(\d+)\u001b\\/g;
const CLEAR = '\u001b]9;4;0;0\u001b\\';

it('shows progress in a tab that can, and takes it back', async () => {
  const s = start(['relu', '--full-speed'], { env: { WT_SESSION: 'x' } });
  await s.see(/step 800\/800/);
  s.send('q');
  expect(await s.exit).toBe(0);
  const shown = [...s.output.matchAll(TAB)].map(([, state, percent]) => [Number(state), Number(percent)]);
  expect(shown.some(([state]) => state === 1)).toBe(true);
  expect(s.output.endsWith(CLEAR) || s.output.lastIndexOf(CLEAR) > s.output.lastIndexOf(']9;4;1')).toBe(true);
});

it('starts a program at the end of a run', async () => {
  const folder = mkdtempSync(path.join(tmpdir(), 'gradtop-tab-'));
  const [program, out] = [path.join(folder, 'end'), path.join(folder, 'out')];
  writeFileSync(program, `#!/bin/sh\necho "$GRADTOP_EVENT $GRADTOP_REASON $#" > ${out}\n`);
  chmodSync(program, 0o755);
  const s = start(['relu', '--full-speed', '--on-end', program]);
  await s.see(/step 800\/800/);
  await until(() => existsSync(out) && readFileSync(out, 'utf8').endsWith('\n'));
  expect(readFileSync(out, 'utf8')).toBe('end completed 0\n');
  s.send('q');
  expect(await s.exit).toBe(0);
  expect(s.output).not.toMatch(TAB);
});

it('starts a program at an alarm in the log of another program', async () => {
  const folder = mkdtempSync(path.join(tmpdir(), 'gradtop-tab-'));
  const [program, out, log] = [path.join(folder, 'alarm'), path.join(folder, 'out'), path.join(folder, 'run.jsonl')];
  writeFileSync(program, `#!/bin/sh\necho "$GRADTOP_EVENT $GRADTOP_RULE $GRADTOP_STEP" >> ${out}\n`);
  chmodSync(program, 0o755);
  const steps = Array.from({ length: 60 }, (_, i) => `{"step":${i + 1},"loss":${1 - i / 100}}\n`);
  writeFileSync(log, steps.join(''));
  const s = start(['watch', log, '--on-alarm', program, '--notify', 'always']);
  await s.see(/step 60/);
  const before = s.output.length;
  appendFileSync(log, '{"step":61,"loss":"NaN"}\n{"step":62,"loss":"NaN"}\n');
  await until(() => existsSync(out) && readFileSync(out, 'utf8').endsWith('\n'));
  expect(readFileSync(out, 'utf8')).toMatch(/^alarm not-finite 6[12]\n$/);
  expect(s.output.slice(before)).toContain('\u0007');
  s.send('q');
  expect(await s.exit).toBe(0);
});

it.each([
  [['train', 'relu', '--epochs', '20'], 1],
  [['record', 'relu', '--epochs', '3', '-o'], 3],
  [['sweep', 'tanh', '--x', 'depth=1..2', '--y', 'initializer-gain=1,2', '--epochs', '2', '--plain'], 1],
] as const)('shows the progress of %j in the tab, and clears it', async (args, state) => {
  const file = path.join(mkdtempSync(path.join(tmpdir(), 'gradtop-tab-')), 'film.cast');
  const s = start(args[0] === 'record' ? [...args, file] : args, { env: { WT_SESSION: 'x' } });
  expect(await s.exit).toBe(0);
  const states = [...s.output.matchAll(TAB)].map(([, shown]) => Number(shown));
  expect([states[0], states.at(-1)]).toEqual([state, 0]);
});
