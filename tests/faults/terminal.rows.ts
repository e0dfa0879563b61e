// The terminal closes, its reader stops or is slow, or the program is suspended.
import { setTimeout as sleep } from 'node:timers/promises';
import { until } from '../helpers/waiting.js';
import { runRows } from './harness.js';
import { latestStep, linesOf, logged, type Place } from './place.js';
import type { Row } from './row.js';
import type { FaultSession } from './session.js';
import { ALL, FULL_SPEED, LIVE, MAP, PAUSED, REPLAY, startOf, TRAIN, type State } from './states.js';

const CTRL_L = '\u000c';
const WIDE = { columns: 200, rows: 60 };

const closed = (state: State): Row => ({
  situation: 'the terminal closes',
  state: state.name,
  promise: { exit: 129, log: state.stopped, screen: 'lost' },
  start: startOf(state),
  async act(session, place) {
    await state.reach(session, place);
    session.hangUp();
  },
});

/** Fills the kernel's buffer with pictures. A blocking write would now never return. */
async function fillTheLine(session: FaultSession): Promise<void> {
  for (let i = 0; i < 40; i += 1) {
    session.send(CTRL_L);
    await sleep(25);
  }
}

/** The number of steps that the log gains from now on. */
const goesOn = (place: Place, steps: number): Promise<unknown> => logged(place, latestStep(place.log) + steps);

const ended = (place: Place): Promise<unknown> =>
  until(
    () => linesOf(place.log, true).some(({ type }) => type === 'end'),
    () => `the end of ${place.log}`,
  );

const unread = (state: State, signal: NodeJS.Signals, exit: number): Row => ({
  situation: `the reader stops, then ${signal}`,
  state: state.name,
  promise: {
    exit,
    log: state.stopped,
    screen: 'lost',
    also: 'training and recording continue, the signal takes effect',
  },
  start: startOf(state, WIDE),
  async act(session, place) {
    await state.reach(session, place);
    session.freeze();
    await fillTheLine(session);
    if (state.stopped === 'stopped' && state !== PAUSED) await goesOn(place, 30);
    session.signal(signal);
    await session.exits();
    session.readOn();
  },
});

const readAgain = (state: State): Row => ({
  situation: 'the reader stops, then reads on',
  state: state.name,
  promise: { exit: state.quits, log: state.stopped, also: 'the screen catches up with one frame' },
  start: startOf(state, WIDE),
  async act(session, place) {
    await state.reach(session, place);
    session.freeze();
    await fillTheLine(session);
    const seen = session.output.length;
    await goesOn(place, 30);
    const step = latestStep(place.log);
    session.readOn();
    await until(
      () => Number(/step (\d+)\//.exec(session.screen.text)?.[1]) >= step,
      () => `step ${step} on the screen\n${session.screen.text}`,
    );
    // The buffered output and one picture, not forty.
    if (session.output.length - seen > 250_000)
      throw new Error(`${session.output.length - seen} characters to catch up`);
    session.send('q');
  },
});

const slow = (state: State): Row => ({
  situation: 'a line of 2 KB a second',
  state: state.name,
  promise: {
    exit: state.quits,
    log: state.stopped,
    also: state.stopped === 'stopped' ? 'training continues, and q takes effect before the unread output' : '',
  },
  start: startOf(state),
  async act(session, place) {
    await state.reach(session, place);
    session.readSlowly(2048);
    if (state.stopped === 'stopped') await goesOn(place, 60);
    session.send('q');
    // The log is complete before the terminal has read the buffered output.
    if (state.stopped === 'stopped') await ended(place);
    session.readOn();
    // The buffered output is read before the other side of the terminal closes.
    await session.exits();
    await session.still();
  },
});

/** Without a parent shell with job control, the program continues by itself. */
const suspended = (state: State): Row => ({
  situation: 'Ctrl+Z without a shell above',
  state: state.name,
  promise: { exit: state.quits, log: state.stopped, also: 'the program resumes by itself' },
  start: startOf(state),
  async act(session, place) {
    await state.reach(session, place);
    await session.screen.write('\u001b[2J\u001b[HSOMETHING ELSE');
    session.send('\u001a');
    await session.gone(/SOMETHING ELSE/);
    await until(
      () => session.screen.alternate,
      () => 'the screen of the program',
    );
    session.send('q');
  },
});

runRows('terminal', [
  ...ALL.map(closed),
  unread(LIVE, 'SIGTERM', 143),
  unread(FULL_SPEED, 'SIGINT', 130),
  unread(PAUSED, 'SIGTERM', 143),
  unread(REPLAY, 'SIGTERM', 143),
  unread(MAP, 'SIGTERM', 143),
  unread(TRAIN, 'SIGTERM', 143),
  readAgain(LIVE),
  readAgain(FULL_SPEED),
  slow(LIVE),
  slow(FULL_SPEED),
  slow(REPLAY),
  ...[LIVE, REPLAY, MAP].map(suspended),
]);
