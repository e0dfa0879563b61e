// The trainability map in a real pseudo-terminal: the cursor, a cell opened as a run, pausing, leaving, going on.
import { mkdtempSync, readFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { describe, expect, it } from 'vitest';
import { usePty } from '../helpers/pty.js';

const start = usePty();
const folder = mkdtempSync(path.join(tmpdir(), 'gradtop-map-'));
const AXES = ['--x', 'depth=1..4', '--y', 'initializer-gain=0.5..2', '--points', '4x3'];
const TINY = ['sweep', 'tanh', ...AXES, '--epochs', '3'];
/** Many cells, none of them quick. */
const LONG = ['sweep', 'tanh', '--x', 'depth=1..10', '--y', 'initializer-gain=0.5..2', '--epochs', '3000'];
const SIZE = { columns: 80, rows: 24 };
const [UP, RIGHT, ENTER] = ['\u001b[A', '\u001b[C', '\r'];
type Session = ReturnType<typeof start>;

/** Expects the normal screen and a visible cursor, as before gradtop began. */
function expectRestored(s: Session): void {
  expect(s.screen.alternate).toBe(false);
  expect(s.output.lastIndexOf('\u001b[?25h')).toBeGreaterThan(s.output.lastIndexOf('\u001b[?25l'));
}
const cellsDone = (s: Session): number => Number(/loss of tanh {2}(\d+) of 100/.exec(s.screen.text)?.[1]);

describe('the map', () => {
  it(
    'stays at its end, shows the cell under the cursor, opens it as a run, and leaves a summary',
    { tags: ['long'] },
    async () => {
      const s = start([...TINY], SIZE);
      await s.see('loss of tanh  done');
      expect(s.screen.alternate).toBe(true);
      await s.see(/^depth 1, initializer-gain 0.5: (trains|does not train) \(seed 0\)$/m);
      s.send(RIGHT + RIGHT + UP);
      await s.see(/^depth 3, initializer-gain 1.25: /m);
      await s.see(/^loss [\d.]+ {3}accuracy [\d.]+ % {3}R [\d.]+ {3}slope \S+ {3}initial R [\d.]+$/m);
      await s.see(/^gradtop tanh --depth 3 --initializer-gain 1.25 --epochs 3$/m);
      s.send('m');
      await s.see('accuracy of tanh');
      s.send('l');
      await s.see('depth 4, initializer-gain 1.25: ');
      s.send(ENTER);
      await s.see('4 × 10 tanh, glorotUniform × 1.25');
      await s.see('q returns to the map');
      s.send('q');
      await s.see('accuracy of tanh  done');
      await s.see('depth 4, initializer-gain 1.25: ');
      s.send('q');
      expect(await s.exit).toBe(0);
      expectRestored(s);
      expect(s.screen.text).toMatch(/accuracy of tanh\n/);
      expect(s.screen.text).toMatch(/\d+ of 12 cells train/);
      // The summary of a run belongs to the command that trains it alone.
      expect(s.screen.text).not.toContain('hidden_1/kernel');
    },
  );

  it('pauses by key, and while a run is open, without losing cells', { tags: ['long'] }, async () => {
    const file = path.join(folder, 'paused.jsonl');
    const s = start([...LONG, '--log', file], SIZE);
    await s.see(/loss of tanh {2}(?:[2-9]|\d\d) of 100 {2}running/);
    s.send(' ');
    await s.see('PAUSED');
    s.send(ENTER);
    await s.see('q returns to the map');
    // Once a run that began after the pause trains, all earlier results have arrived.
    await s.see(/step [1-9]\d*\/24000/);
    const before = readFileSync(file, 'utf8');
    await s.see(/step \d{3,}\/24000/);
    s.send('q');
    await s.see('PAUSED');
    expect(readFileSync(file, 'utf8')).toBe(before);
    const done = cellsDone(s);
    s.send(' ');
    await s.see('running');
    await s.until(() => cellsDone(s) > done, `no more than ${done} cells`);
    s.send('q');
    expect(await s.exit).toBe(130);
    expectRestored(s);
    expect(s.screen.text).toMatch(/stopped after \d+ of 100 cells; run the same command to resume/);
  });

  it('resumes by itself after an opened run', { tags: ['long'] }, async () => {
    const s = start(LONG, SIZE);
    await s.see(/loss of tanh {2}\d+ of 100 {2}running/);
    s.send(ENTER);
    await s.see('q returns to the map');
    s.send('q');
    await s.see('running');
    await s.see(/loss of tanh {2}\d+ of 100/);
    const done = cellsDone(s);
    await s.until(() => cellsDone(s) > done, `no more than ${done} cells`);
    s.send('\u0003');
    expect(await s.exit).toBe(130);
    expectRestored(s);
  });

  it('ends with 130 by Ctrl+C, on the map and in a run opened from it', { tags: ['long'] }, async () => {
    for (const keys of ['', ENTER]) {
      const s = start(TINY, SIZE);
      await s.see('tanh  done');
      s.send(keys);
      await s.see(keys === '' ? 'tanh  done' : 'q returns to the map');
      s.send('\u0003');
      expect(await s.exit).toBe(130);
      expectRestored(s);
      expect(s.screen.text).toMatch(/\d+ of 12 cells train/);
    }
  });

  it('opens a complete log to look at', { tags: ['long'] }, async () => {
    const file = path.join(folder, 'whole.jsonl');
    for (let i = 0; i < 2; i += 1) {
      const s = start([...TINY, '--log', file], SIZE);
      await s.see('loss of tanh  done');
      s.send('q');
      expect(await s.exit).toBe(0);
    }
    expect(readFileSync(file, 'utf8').trimEnd().split('\n')).toHaveLength(13);
  });

  it('prints an error of the children on the normal screen', { tags: ['long'] }, async () => {
    const s = start([...TINY, '--data', '/nowhere.csv'], SIZE);
    expect(await s.exit).toBe(2);
    expectRestored(s);
    expect(s.screen.text.trim()).toMatch(/^gradtop: .*\/nowhere\.csv: cannot be read[^\n]*$/);
  });

  it('ends with the code of the signal that ends it, and restores the terminal', { tags: ['long'] }, async () => {
    for (const keys of ['', ENTER]) {
      const s = start(TINY, SIZE);
      await s.see('tanh  done');
      s.send(keys);
      await s.see(keys === '' ? 'tanh  done' : 'q returns to the map');
      process.kill(s.pid, 'SIGTERM');
      expect(await s.exit).toBe(143);
      expectRestored(s);
    }
  });

  it('follows the window, scrolls a map that does not fit, and shows the needed size', { tags: ['long'] }, async () => {
    const many = ['--x', 'width=1..100', '--y', 'learning-rate=0.01..1', '--points', '100x60'];
    const s = start(['sweep', 'tanh', ...many, '--epochs', '1000'], SIZE);
    await s.see('more: ▶ 27 columns, ▲ 44 rows');
    s.send('\u001b[F');
    await s.see('more: ◀ 27 columns, ▲ 44 rows');
    await s.see(/^width 100, learning-rate 0.01: /m);
    s.resize(200, 90);
    await s.gone(/more:/);
    await s.see(/^width 100, learning-rate 0.01: /m);
    s.resize(30, 8);
    await s.see(/too small: 40x\d+ needed, this/);
    s.resize(80, 24);
    await s.see('more: ◀ 27 columns, ▲ 44 rows');
    s.send('?');
    await s.see('any key closes');
    s.send('x');
    await s.gone(/any key closes/);
    s.send('q');
    expect(await s.exit).toBe(130);
    expectRestored(s);
    expect(s.screen.text).toContain('with --log FILE a sweep can be resumed');
  });

  it('opens many runs one after another without a warning', { tags: ['long'] }, async () => {
    const s = start(TINY, SIZE);
    await s.see('tanh  done');
    for (let i = 0; i < 12; i += 1) {
      s.send(ENTER);
      await s.see('q returns to the map');
      s.send('q');
      await s.see('loss of tanh  done');
    }
    s.send('q');
    expect(await s.exit).toBe(0);
    expect(s.output).not.toContain('Warning');
  });
});
