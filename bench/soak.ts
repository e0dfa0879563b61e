// The dashboard under long use: a thousand restarts, ten thousand seeded keys, then the first run alone again. Its memory must
// come back, and it must still answer.
import { closeSync, fstatSync, mkdtempSync, openSync, readSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { KEYMAP } from '../src/core/app/keymap.js';
import { MAX_RUNS } from '../src/core/app/runs.js';
import { createRng, type Rng } from '../src/core/random/rng.js';
import { BYTES } from '../tests/helpers/keys.js';
import { parseOptions } from './harness/options.js';
import { HAS_PROC, memoryOf, treeOf } from './harness/processes.js';
import { figure, Report } from './harness/report.js';
import { gradtop, Session, sleep } from './harness/session.js';
import { FIRST_STEP } from './harness/sights.js';

const RESTARTS = 1000;
const KEYS = 10_000;
/** A hundred keys a second, in handfuls: far faster than typing, and slower than the dashboard carries them out. */
const HANDFUL = 20;
const BETWEEN_MS = 200;
const NO_ANSWER_MS = 1000;
/** `end` of what it was at the start. */
const WANTED = { most: 1.2 };
/** The dashboard, the process that trains, and a spare one. */
const PROCESSES = { most: 3 };
const SEED = 13;
const ENDED = /\bended\b/;
const GUARD_MS = 120_000;
/** What ends the program, stops it, or writes files without end; the palette can do each of them by a few letters. */
const LEFT_OUT = new Set(['quit', 'interrupt', 'suspend', 'record', 'palette']);
const bytesOf = (id: string): string => {
  const [key = ''] = KEYMAP.find((binding) => binding.id === id)?.keys ?? [];
  return BYTES[key] ?? key;
};
const POOL = KEYMAP.filter(({ id }) => !LEFT_OUT.has(id)).flatMap(({ keys }) => keys.map((key) => BYTES[key] ?? key));

export async function main(args: readonly string[]): Promise<void> {
  const options = parseOptions(args, { rounds: 1 });
  const report = new Report(`soak: ${RESTARTS} restarts, ${KEYS} keys, ${options.rounds} rounds`);
  if (!HAS_PROC) report.note('not measured: memory of a process is read from /proc, which is not here');
  else for (let round = 0; round < options.rounds; round += 1) await soak(report, SEED + round);
  report.print(options.json);
}

async function soak(report: Report, seed: number): Promise<void> {
  const folder = mkdtempSync(path.join(tmpdir(), 'gradtop-soak-'));
  const log = path.join(folder, 'runs.jsonl');
  const session = new Session(gradtop('--full-speed', '--log', log));
  const note = (when: string): number => {
    const { now, peak } = memoryOf(session.pid);
    report.add(`memory ${when}`, 'gradtop', 'MiB', now);
    report.add(`peak until then, ${when}`, 'gradtop', 'MiB', peak);
    console.error(`soak: ${when}: ${figure(now)} MiB, peak ${figure(peak)} MiB`);
    return now;
  };
  await session.see(ENDED, 'the end of the first run', GUARD_MS);
  const start = note('after the first run');
  session.press('f');
  await restart(session, log);
  note(`after ${RESTARTS} restarts`);
  await press(session, createRng(seed, 'soak'));
  note(`after ${KEYS} keys`);
  await firstRunAlone(session);
  const end = note('with the first run alone again');
  report.add('memory at the end, of that at the start', 'gradtop', '', end / start, WANTED);
  report.add('processes at the end', 'gradtop', '', treeOf(session.pid).length, PROCESSES);
  await session.end();
  rmSync(folder, { recursive: true });
}

/** Each restart waits until the log has the new run: on the screen two runs can show the same step. */
async function restart(session: Session, log: string): Promise<void> {
  const runs = runsIn(log);
  for (let i = 0; i < RESTARTS; i += 1) {
    session.press(i % 2 === 0 ? 'r' : 'e');
    for (const end = performance.now() + GUARD_MS; runs() < i + 2; await sleep(10))
      if (performance.now() > end) throw new Error(`restart ${i}: no new run in ${log} in ${GUARD_MS / 1000} s`);
  }
}

/** The number of runs in a growing log; each call reads on from the last. */
function runsIn(log: string): () => number {
  let [at, runs] = [0, 0];
  return () => {
    const file = openSync(log, 'r');
    const piece = Buffer.alloc(fstatSync(file).size - at);
    readSync(file, piece, 0, piece.length, at);
    closeSync(file);
    const whole = piece.lastIndexOf('\n') + 1;
    at += whole;
    return (runs += piece.toString('latin1', 0, whole).split('{"type":"run"').length - 1);
  };
}

async function press(session: Session, rng: Rng): Promise<void> {
  for (let i = 0; i < KEYS; i += HANDFUL) {
    const keys = Array.from({ length: HANDFUL }, () => POOL[rng.integer(POOL.length)] ?? '').join('');
    const at = session.press(keys);
    // Keys that change nothing, say in a list that is at its end, have no answer.
    await session.firstByte(at, NO_ANSWER_MS);
    await sleep(BETWEEN_MS);
    if (i % 1000 === 0) console.error(`soak: ${i} keys, ${figure(memoryOf(session.pid).now)} MiB`);
  }
}

/** Whatever is open and however many runs there are: the first preset of the list, alone, to its end. */
async function firstRunAlone(session: Session): Promise<void> {
  // A key at a time: two escapes in one piece are another key.
  for (let i = 0; i < 3; i += 1) {
    session.press('\u001b');
    await sleep(1000);
  }
  await session.see((screen) => !/esc closes|enter starts|go to step/.test(screen), 'the dashboard', GUARD_MS);
  session.press(bytesOf('layout-reset'));
  for (let i = 0; i < MAX_RUNS; i += 1) session.press('-');
  await sleep(500);
  session.press('p');
  await session.see(/enter starts/, 'the picker', GUARD_MS);
  session.press(`${BYTES['home']}\r`);
  await session.see(
    (screen) => FIRST_STEP.test(screen) || /PAUSED/.test(screen),
    'the first step, or a pause',
    GUARD_MS,
  );
  // A pinned run stays when others are replaced.
  const pinned = /◆(\d)/.exec(session.text)?.[1];
  if (pinned !== undefined) for (const key of [pinned, '=', '-']) session.press(key);
  if (/PAUSED/.test(session.text)) session.press(' ');
  session.press('f');
  await session.see(ENDED, 'the end of the last run', GUARD_MS);
}
