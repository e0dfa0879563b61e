// Casts as others read them: asciinema's player (versions 2 and 3), svg-term's loader (2), and our terminal in memory agree.
import { mkdtempSync, readFileSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { describe, expect, it } from 'vitest';
import { gradtop } from '../helpers/cli.js';
import { asciinemaPlayer, loadAsciicast } from '../helpers/players.js';
import { MemoryTerminal } from '../helpers/terminal.js';

const LOGS = new URL('../fixtures/logs/', import.meta.url).pathname;
const folder = mkdtempSync(path.join(os.tmpdir(), 'gradtop-players-'));

/** The cast of a log at 10 epochs a second. */
async function recorded(log: string, version: 2 | 3, ...flags: string[]): Promise<string> {
  const file = path.join(folder, `${log}-${version}.cast`);
  const { code, stderr } = await gradtop([
    ...['record', path.join(LOGS, `${log}.jsonl`), '-o', file, '--cast-version', String(version)],
    ...['--size', '100x30', ...flags],
  ]);
  expect(code, stderr).toBe(0);
  return readFileSync(file, 'utf8');
}

async function screenOf(output: string): Promise<MemoryTerminal> {
  const screen = new MemoryTerminal(100, 30);
  await screen.write(output);
  return screen;
}

describe('asciinema’s player', () => {
  it.each([2, 3] as const)(
    'shows a cast of version %d as it was recorded, with its markers and colours',
    async (version) => {
      const cast = await recorded('vanishing-sigmoid', version, '--theme', 'light');
      const played = await asciinemaPlayer(cast, '100%');
      expect(played).toMatchObject({ columns: 100, rows: 30, duration: 7 });
      expect(played.markers.map(([, words]) => words)).toContain('vanishing (step 64)');
      expect(played.theme).toMatchObject({ foreground: '#1f2328', background: '#ffffff' });
      const { text } = await screenOf(played.output);
      expect(text).toContain('step 320/320');
      expect(text).toContain('gradient vanishes');
      // The player's clock runs as ours does: 2 seconds are 20 epochs of 8 steps, and the first step is shown at 0.
      const early = await asciinemaPlayer(cast, 2.05);
      expect((await screenOf(early.output)).text).toContain('step 161/320');
    },
  );
});

describe('svg-term’s loader', () => {
  it.each(['relu', 'exploding-rnn'])(
    'shows every screen of %s as another terminal does, with the same colours',
    async (log) => {
      const cast = await recorded(log, 2);
      const outputs = cast
        .trimEnd()
        .split('\n')
        .slice(1)
        .map((line) => JSON.parse(line) as [number, string, string])
        .filter(([, code]) => code === 'o');
      const { width, height, frames } = loadAsciicast(cast);
      expect([width, height]).toEqual([100, 30]);
      expect(frames.length).toBeGreaterThan(10);
      const screen = new MemoryTerminal(100, 30);
      let next = 0;
      // The first is the empty screen before anything is written.
      for (const frame of frames.slice(1)) {
        for (; (outputs[next]?.[0] ?? Infinity) <= frame.seconds + 1e-6; next += 1)
          await screen.write(outputs[next]?.[2] ?? '');
        expect(frame.lines, `at ${frame.seconds} s`).toEqual(screen.lines());
      }
      expect(next).toBe(outputs.length);
      const ink = screen.cells().map((row) => row.map(({ text, fg }) => (text === ' ' ? null : fg)));
      const fg = frames.at(-1)?.fg.map((row, y) => row.map((colour, x) => (ink[y]?.[x] === null ? null : colour)));
      expect(fg).toEqual(ink);
    },
  );
});
