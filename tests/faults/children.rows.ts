// The training process hangs, dies or loses its parent. Signals reach the whole process group.
import { expect } from 'vitest';
import { FIRST_STEP } from '../../bench/harness/sights.js';
import { GUARD_MS } from '../helpers/waiting.js';
import { lacksMarks, trainers } from './children.js';
import { runRows } from './harness.js';
import { latestStep, linesOf, logged, type Place } from './place.js';
import type { LogPromise, Promised, Row } from './row.js';
import type { FaultSession } from './session.js';
import { FULL_SPEED, LIVE, MAP, startOf, TRAIN, type State } from './states.js';

interface Deed {
  readonly situation: string;
  readonly state: State;
  readonly promise: Promised;
  readonly deed: (session: FaultSession, child: number, place: Place) => Promise<void> | void;
}

const row = ({ situation, state, promise, deed }: Deed): Row => ({
  situation,
  state: state.name,
  promise,
  lacks: lacksMarks,
  start: startOf(state),
  async act(session, place) {
    await state.reach(session, place);
    const [child = 0] = await trainers(session);
    await deed(session, child, place);
  },
});

const stop = (child: number): void => void process.kill(child, 'SIGSTOP');

/** `keys` or a signal end the program although its child hangs. */
const hanging = (state: State, what: string, exit: number, end: (session: FaultSession) => void): Row =>
  row({
    situation: `the training process hangs, then ${what}`,
    state,
    promise: { exit, log: state.stopped },
    deed(session, child) {
      stop(child);
      end(session);
    },
  });

const dying = (state: State, signal: NodeJS.Signals, exit: number, log: LogPromise): Row =>
  row({
    situation: `the training process ends by ${signal}`,
    state,
    promise: { exit, log, ...(state.screen ? {} : { message: new RegExp(signal) }) },
    async deed(session, child) {
      process.kill(child, signal);
      if (!state.screen) return;
      await session.see(new RegExp(signal));
      session.send('q');
    },
  });

/** The program is killed while its child is stopped. The child must end too. */
const orphaned = (state: State, stopped: boolean): Row =>
  row({
    situation: `SIGKILL${stopped ? ' while the training process hangs' : ''}`,
    state,
    promise: { exit: 137, log: 'torn', screen: 'lost', also: 'the training process ends as well' },
    deed(session, child) {
      if (stopped) stop(child);
      session.signal('SIGKILL');
    },
  });

/** A dropped connection or a batch system signals the children too. */
const grouped = (state: State, signal: NodeJS.Signals, exit: number): Row =>
  row({
    situation: `${signal} to the whole group`,
    state,
    promise: {
      exit,
      log: state.stopped,
      also: state.stopped === 'stopped' ? 'the end has the change of the weights' : '',
    },
    async deed(session, _child, place) {
      process.kill(-session.pid, signal);
      await session.exits();
      const end = linesOf(place.log).findLast(({ type }) => type === 'end');
      if (state.stopped === 'stopped')
        expect((end as { weightChange?: unknown[] } | undefined)?.weightChange).not.toEqual([]);
    },
  });

const replaced: Row = row({
  situation: 'the training process hangs, then r',
  state: LIVE,
  promise: {
    exit: 0,
    log: 'stopped',
    also: 'the header says for how long there was no step; r starts another process',
  },
  async deed(session, child) {
    stop(child);
    await session.see(/no step for \d+ s/);
    session.send('r');
    await session.gone(/no step for \d+ s/);
    await session.see(FIRST_STEP);
    session.send('q');
  },
});

const workerKilled: Row = row({
  situation: 'one training process of two ends by SIGKILL',
  state: MAP,
  promise: { exit: MAP.quits, log: 'lines', also: 'the sweep continues' },
  async deed(session, child) {
    const done = (): number => Number(/ (\d+) of 100/.exec(session.screen.text)?.[1] ?? 0);
    const before = done();
    process.kill(child, 'SIGKILL');
    await session.see(
      new RegExp(` (?:${Array.from({ length: 12 }, (_, i) => before + 3 + i).join('|')}) of 100`),
      GUARD_MS,
    );
    session.send('q');
  },
});

const inspected: Row = row({
  situation: 'SIGUSR1 to the training process',
  state: LIVE,
  promise: { exit: 0, log: 'stopped', also: 'training continues and no inspector opens' },
  async deed(session, child, place) {
    process.kill(child, 'SIGUSR1');
    await logged(place, latestStep(place.log) + 20);
    expect(session.output).not.toContain('Debugger listening');
    session.send('q');
  },
});

runRows('training processes', [
  inspected,
  replaced,
  hanging(LIVE, 'q', 0, (session) => session.send('q')),
  hanging(FULL_SPEED, 'Ctrl+C', 130, (session) => session.send('\u0003')),
  hanging(LIVE, 'SIGTERM', 143, (session) => session.signal('SIGTERM')),
  hanging(TRAIN, 'Ctrl+C', 130, (session) => session.send('\u0003')),
  hanging(TRAIN, 'SIGTERM', 143, (session) => session.signal('SIGTERM')),
  hanging(MAP, 'q', MAP.quits, (session) => session.send('q')),
  dying(LIVE, 'SIGKILL', 0, 'crashed'),
  dying(LIVE, 'SIGSEGV', 0, 'crashed'),
  dying(TRAIN, 'SIGKILL', 1, 'crashed'),
  workerKilled,
  orphaned(LIVE, false),
  orphaned(LIVE, true),
  orphaned(TRAIN, true),
  orphaned(MAP, true),
  ...(['SIGHUP', 'SIGTERM', 'SIGINT'] as const).flatMap((signal) => [
    grouped(LIVE, signal, { SIGHUP: 129, SIGTERM: 143, SIGINT: 130 }[signal]),
    grouped(TRAIN, signal, { SIGHUP: 129, SIGTERM: 143, SIGINT: 130 }[signal]),
  ]),
  grouped(MAP, 'SIGHUP', 129),
]);
