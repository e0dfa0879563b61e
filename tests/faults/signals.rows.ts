// After every signal that a program can handle, in every state, the terminal is restored and the log complete.
import { constants } from 'node:os';
import { setTimeout as sleep } from 'node:timers/promises';
import type { LogPromise, Row } from './row.js';
import { runRows } from './harness.js';
import { ALL, FULL_SPEED, LIVE, MAP, REPLAY, startOf, TRAIN, type State } from './states.js';

const codeOf = (signal: NodeJS.Signals): number => 128 + constants.signals[signal];

const stoppedBy = (signal: NodeJS.Signals, state: State): Row => ({
  situation: signal,
  state: state.name,
  promise: { exit: codeOf(signal), log: state.stopped },
  start: startOf(state),
  async act(session, place) {
    await state.reach(session, place);
    session.signal(signal);
  },
});

/** Repeats the signal while the program completes the log. */
const repeated = (signal: NodeJS.Signals, state: State): Row => ({
  situation: `${signal} again and again`,
  state: state.name,
  promise: { exit: codeOf(signal), log: state.stopped },
  start: startOf(state),
  async act(session, place) {
    await state.reach(session, place);
    while (session.lives) {
      session.signal(signal);
      await sleep(1);
    }
  },
});

const killed = (state: State, log: LogPromise): Row => ({
  situation: 'SIGKILL',
  state: state.name,
  promise: { exit: codeOf('SIGKILL'), log, screen: 'lost' },
  start: startOf(state),
  async act(session, place) {
    await state.reach(session, place);
    session.signal('SIGKILL');
  },
});

/** Another process stops and continues the program, like a debugger. The program redraws its screen and continues. */
const continued = (state: State): Row => ({
  situation: 'SIGSTOP, then SIGCONT',
  state: state.name,
  promise: { exit: state.quits, log: state.stopped, also: 'the screen is drawn again' },
  start: startOf(state),
  async act(session, place) {
    await state.reach(session, place);
    session.signal('SIGSTOP');
    await session.screen.write('\u001b[2J\u001b[HSOMETHING ELSE');
    session.signal('SIGCONT');
    await session.gone(/SOMETHING ELSE/);
    session.send('q');
  },
});

runRows('signals', [
  ...(['SIGINT', 'SIGTERM', 'SIGHUP'] as const).flatMap((signal) => ALL.map((state) => stoppedBy(signal, state))),
  ...(['SIGQUIT', 'SIGABRT', 'SIGALRM', 'SIGUSR2'] as const).flatMap((signal) =>
    [LIVE, REPLAY, MAP].map((state) => stoppedBy(signal, state)),
  ),
  ...[FULL_SPEED, TRAIN].map((state) => repeated('SIGTERM', state)),
  killed(LIVE, 'torn'),
  killed(TRAIN, 'torn'),
  killed(MAP, 'torn'),
  killed(REPLAY, 'none'),
  ...[LIVE, REPLAY, MAP].map(continued),
]);
