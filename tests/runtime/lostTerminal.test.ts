// The terminal stops reading or closes. Training and log continue, and the end is orderly.
import { some } from '../helpers/property.js';
import { mkdtempSync, readFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { describe, expect, it } from 'vitest';
import { decodeLog } from '../../src/runtime/journal.js';
import { MAIN } from '../helpers/cli.js';
import { usePty } from '../helpers/pty.js';

const start = usePty();
const folder = mkdtempSync(path.join(tmpdir(), 'gradtop-lost-'));
const SIZE = { columns: 200, rows: 60 };
const REDRAW = '\u000c';

const eventsIn = (file: string) => decodeLog(readFileSync(file, 'utf8'), file);
const lastStep = (file: string): number => eventsIn(file).findLast((event) => event.type === 'step')?.step ?? 0;
const stepsIn = (file: string) => expect.poll(() => lastStep(file), { interval: 100 });

/** A dashboard whose terminal has stopped reading, with more output than the kernel's buffer takes. */
async function frozen(name: string) {
  const log = path.join(folder, name);
  const s = start(['relu', '--full-speed', '--epochs', '1000000', '--log', log], SIZE);
  await s.see(/epoch \d+/);
  s.freeze();
  // Each draws the whole screen; together they exceed a pty's capacity.
  s.send(REDRAW.repeat(20));
  const before = lastStep(log);
  await stepsIn(log).toBeGreaterThan(before + 1000);
  return { s, log };
}

describe('a terminal that does not read', () => {
  it('does not stop training or log, and gets the last picture when it reads again', { tags: ['long'] }, async () => {
    const { s, log } = await frozen('thaw.jsonl');
    const then = lastStep(log);
    s.send(' ');
    s.thaw();
    await s.see('PAUSED');
    expect(Number(/step (\d+)\//.exec(s.screen.text)?.[1])).toBeGreaterThanOrEqual(then);
    s.send('q');
    expect(await s.exit).toBe(0);
    expect(s.screen.alternate).toBe(false);
  });

  it.each(
    some(
      [
        ['SIGTERM', 143],
        ['SIGINT', 130],
        ['SIGHUP', 129],
      ] as const,
      1,
    ),
  )('%s ends it with exit code %i and a whole log', { tags: ['long'] }, async (signal, code) => {
    const { s, log } = await frozen(`${signal}.jsonl`);
    process.kill(s.pid, signal);
    expect(await s.exit).toBe(code);
    expect(eventsIn(log).at(-1)).toMatchObject({ type: 'end', reason: 'stopped' });
  });

  it('train continues and reacts to a signal', { tags: ['long'] }, async () => {
    const log = path.join(folder, 'train.jsonl');
    // Another program fills the pty, so no further line fits.
    const script = `(read go < /dev/tty; exec yes) & exec '${process.execPath}' '${MAIN}' train relu --epochs 1000000 --log ${log}`;
    const s = start(['-c', script], { program: 'bash', ...SIZE });
    await s.see(/epoch \d+/);
    s.freeze();
    s.send('\r');
    const before = lastStep(log);
    await stepsIn(log).toBeGreaterThan(before + 1000);
    process.kill(s.pid, 'SIGTERM');
    expect(await s.exit).toBe(143);
    expect(eventsIn(log).at(-1)).toMatchObject({ type: 'end', reason: 'stopped' });
  });
});

describe('a terminal that is gone', () => {
  it.each(
    some(
      [
        ['the dashboard', []],
        ['train', ['train']],
      ] as const,
      1,
    ),
  )('ends %s by SIGHUP, once the log is whole', async (_, command) => {
    const log = path.join(folder, `gone-${command.length}.jsonl`);
    const s = start([...command, 'relu', '--epochs', '1000000', '--log', log], SIZE);
    await s.see(/epoch \d+/);
    await stepsIn(log).toBeGreaterThan(0);
    s.hangUp();
    expect(await s.exit).toBe(129);
    expect(eventsIn(log).at(-1)?.type).toBe('end');
  });

  it('ends the program even if no signal reaches it', { tags: ['long'] }, async () => {
    const code = path.join(folder, 'code');
    const log = path.join(folder, 'no-signal.jsonl');
    // In another session the end of the terminal sends no SIGHUP.
    const script = `setsid sh -c '"$0" "$@"; echo $? > ${code}' '${process.execPath}' '${MAIN}' train relu --epochs 400 --log ${log}; sleep 100`;
    const s = start(['-c', script], { program: 'sh', ...SIZE });
    await s.see(/epoch \d+/);
    s.hangUp();
    await expect.poll(() => readFileSync(code, { encoding: 'utf8', flag: 'a+' })).toBe('0\n');
    expect(eventsIn(log).at(-1)).toMatchObject({ type: 'end', reason: 'completed' });
  });
});
