// The program in each of fourteen terminals: it says what the golden of the shell says, and nothing else.
import { readFileSync } from 'node:fs';
import { expect, it } from 'vitest';
import { usePty } from '../helpers/pty.js';
import { FOURTEEN, spoken } from '../helpers/terminals.js';

const start = usePty();

/** The sequences of each part of a terminal's golden. */
function golden(name: string): Readonly<Record<string, readonly string[]>> {
  const lines = readFileSync(new URL('../golden/terminals.txt', import.meta.url), 'utf8').split('\n');
  const own = lines.slice(lines.indexOf(name) + 1);
  const next = own.findIndex((line) => !line.startsWith('  '));
  return Object.fromEntries(
    own
      .slice(0, next)
      .map((line) => [line.slice(2, 12).trim(), line.slice(12) === 'nothing' ? [] : line.slice(12).split('  ')]),
  );
}

/** Without what differs between runs: figures, words, marks of an update. */
const general = (said: readonly string[]): Set<string> =>
  new Set(
    said
      .filter((sequence) => !/\?2026|]1337;File/.test(sequence))
      .map((sequence) => sequence.replace(/(]9;4;[1-4];)\d+/, '$1N').replace(/(gradtop[:;]).*(ESC)/, '$1 $2')),
  );

it.each(FOURTEEN.filter(({ name }) => name !== 'dumb'))('$name', async ({ name, env }) => {
  const s = start(['vanishing-sigmoid', '--full-speed', '--seed', '7'], { env: { COLORTERM: undefined, ...env } });
  let left = false;
  // The window loses the keyboard as soon as the program asks for reports.
  s.onOutput(() => {
    if (left || !s.output.includes('\u001b[?1004h')) return;
    left = true;
    s.send('\u001b[O');
  });
  await s.see(/step 800\/800/);
  // The progress disappears at the end of the run or at the exit, before or after the images.
  const before = [...general(spoken(s.output))].filter((one) => !one.includes(';4;0;'));
  const at = s.output.length;
  s.send('q');
  expect(await s.exit).toBe(0);
  const { start: first = [], alarm = [], diverged = [], exit = [] } = golden(name);
  const progress = diverged.map((sequence) => sequence.replace(';2;', ';1;'));
  // The bell rings only if the terminal reports its focus.
  expect(before.toSorted()).toEqual([...general([...first, ...alarm, ...progress])].toSorted());
  const cleared = (said: Iterable<string>): boolean => [...said].some((one) => one.includes(';4;0;'));
  const rest = (said: Iterable<string>): string[] => [...said].filter((one) => !/;4;[01];/.test(one));
  expect(rest(general(spoken(s.output.slice(at))))).toEqual(rest(general(exit)));
  expect(cleared(spoken(s.output))).toBe(cleared(exit));
});

it('says nothing to a dumb terminal', async () => {
  const s = start(['vanishing-sigmoid', '--seed', '7', '--epochs', '2'], {
    env: { TERM: 'dumb', COLORTERM: undefined },
  });
  await s.exit;
  expect(s.output).not.toContain('\u001b');
});
