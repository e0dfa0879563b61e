// Other programs write to a log, cut, delete, move or prune it while gradtop writes it; and pipes in place of a log.
import { execFileSync } from 'node:child_process';
import {
  closeSync,
  constants,
  existsSync,
  openSync,
  readFileSync,
  renameSync,
  rmSync,
  truncateSync,
  writeSync,
} from 'node:fs';
import { expect } from 'vitest';
import { gradtop, MAIN } from '../helpers/cli.js';
import { until } from '../helpers/waiting.js';
import { runRows } from './harness.js';
import { latestStep, linesOf, logged, type Place } from './place.js';
import type { Promised, Row } from './row.js';
import type { FaultSession } from './session.js';
import { LIVE, RECORDED, RECORDING, startIn, startOf, TRAIN, type State } from './states.js';

const FAILED = /record(?:ing)?\b.*\bfail/i;

const harmed = (
  situation: string,
  state: State,
  promise: Promised,
  harm: (place: Place, session: FaultSession) => Promise<void> | void,
): Row => ({
  situation,
  state: state.name,
  promise,
  start: startOf(state),
  async act(session, place) {
    await state.reach(session, place);
    if (state === RECORDING) await logged(place);
    await harm(place, session);
    session.send(state.screen ? 'q' : '\u0003');
  },
});

/** The program writes the following lines to another file, `run-2.jsonl`. */
async function goesOnBeside(place: Place): Promise<void> {
  const next = place.log.replace(/\.jsonl$/, '-2.jsonl');
  await until(
    () => existsSync(next),
    () => next,
  );
  place.log = next;
  await logged(place, 2);
}

async function cut(place: Place): Promise<void> {
  truncateSync(place.log, 100);
  await goesOnBeside(place);
}

/** The log has its name again, and all its lines. */
async function deleted(place: Place): Promise<void> {
  const step = latestStep(place.log);
  rmSync(place.log);
  await logged(place, step + 2);
}

async function moved(place: Place): Promise<void> {
  const there = place.file('moved.jsonl');
  renameSync(place.log, there);
  place.log = there;
  await logged(place, latestStep(there) + 2);
}

/** A second program with the same log ends at once and names the first. */
async function second(place: Place, session: FaultSession): Promise<void> {
  const { code, stderr } = await gradtop(['train', 'xor-shallow', '--log', place.log]);
  expect(code).toBe(2);
  expect(stderr.trim().split('\n')).toHaveLength(1);
  expect(stderr).toContain(String(session.pid));
  await logged(place, latestStep(place.log) + 2);
}

/** Pruning may remove every log but the one that is being written. */
async function pruned(place: Place): Promise<void> {
  const env = { HOME: place.folder, XDG_DATA_HOME: place.file('data') };
  await gradtop(['runs', '--prune', '0'], undefined, env);
  await gradtop(['runs', '--prune', '0', '--yes'], undefined, env);
  expect(existsSync(place.log)).toBe(true);
  await logged(place, latestStep(place.log) + 2);
}

const pipe = (place: Place): string => place.file('pipe');
const withPipe =
  (args: (place: Place) => string[]): Row['start'] =>
  (place) => {
    execFileSync('mkfifo', [pipe(place)]);
    return startIn(place, args(place));
  };

const waiting: Row = {
  situation: 'the log is a pipe that no program reads, then Ctrl+C',
  state: 'starting',
  promise: { exit: 130, log: 'none', message: /waiting for a reader/ },
  start: withPipe((place) => ['relu', '--log', pipe(place)]),
  async act(session) {
    await session.see(/waiting for a reader/);
    session.send('\u0003');
  },
};

const stalled: Row = {
  situation: 'the log comes through a pipe that stalls, then Ctrl+C',
  state: 'replaying a log',
  promise: { exit: 130, log: 'none', message: /waiting for its end/ },
  start: withPipe((place) => ['replay', pipe(place)]),
  async act(session, place) {
    const writer = openSync(pipe(place), constants.O_RDWR);
    writeSync(writer, readFileSync(RECORDED).subarray(0, 60_000));
    await session.see(/waiting for its end/);
    session.send('\u0003');
    await session.exits();
    closeSync(writer);
  },
};

const readerGone: Row = {
  situation: 'the log is a pipe whose reader goes away',
  state: LIVE.name,
  promise: { exit: 1, log: 'none', message: FAILED, also: 'training continues' },
  start: withPipe((place) => ['relu', '--epochs', '100000', '--log', pipe(place)]),
  async act(session, place) {
    const reader = openSync(pipe(place), constants.O_RDONLY | constants.O_NONBLOCK);
    await session.see(/step [1-9]\d*\//);
    closeSync(reader);
    await session.see(/REC FAILED/);
    session.send('q');
  },
};

const device: Row = {
  situation: '--log /dev/null',
  state: LIVE.name,
  promise: { exit: 0, log: 'none' },
  start: (place) => startIn(place, ['relu', '--log', '/dev/null']),
  async act(session) {
    await session.see(/step [1-9]\d*\//);
    session.send('q');
  },
};

/** The log of an earlier run stays until the program has a line to write. */
const kept: Row = {
  situation: 'a run that does not begin, with the log of an earlier one',
  state: TRAIN.name,
  promise: { exit: 2, log: 'completed', message: /nowhere\.csv/ },
  start(place) {
    execFileSync(process.execPath, [MAIN, 'train', 'xor-shallow', '--epochs', '2', '--log', place.log], {
      stdio: 'ignore',
    });
    return startIn(place, ['train', 'xor-shallow', '--data', place.file('nowhere.csv'), '--log', place.log]);
  },
  act: async (session, place) => {
    await session.exits();
    expect(linesOf(place.log).length).toBeGreaterThan(5);
  },
};

runRows('logs', [
  harmed(
    'a second program with the same log',
    LIVE,
    { exit: 0, log: 'stopped', also: 'the second one ends with 2 and names the first' },
    second,
  ),
  harmed(
    'a second program with the same log',
    TRAIN,
    { exit: 130, log: 'stopped', also: 'the second one ends with 2 and names the first' },
    second,
  ),
  harmed(
    'the log is cut while recording',
    LIVE,
    { exit: 1, log: 'continued', message: FAILED, also: 'recording continues in another file' },
    cut,
  ),
  harmed(
    'the log is cut while recording',
    TRAIN,
    { exit: 130, log: 'continued', message: FAILED, also: 'recording continues in another file' },
    cut,
  ),
  harmed(
    'the log is deleted while recording',
    LIVE,
    { exit: 1, log: 'stopped', message: FAILED, also: 'every line is written again' },
    deleted,
  ),
  harmed(
    'the log is deleted while recording',
    RECORDING,
    { exit: 1, log: 'stopped', message: FAILED, also: 'every line is written again' },
    deleted,
  ),
  harmed(
    'the log is moved while recording',
    LIVE,
    { exit: 0, log: 'stopped', also: 'recording continues in the moved file' },
    moved,
  ),
  harmed(
    'runs --prune while recording',
    RECORDING,
    { exit: 0, log: 'stopped', also: 'the log that is being written stays' },
    pruned,
  ),
  waiting,
  stalled,
  readerGone,
  device,
  kept,
]);
