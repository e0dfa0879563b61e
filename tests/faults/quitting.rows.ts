// q and Ctrl+C at any moment after the start, in every overlay and state, and in the newer encodings of keys.
import { existsSync, readFileSync } from 'node:fs';
import { setTimeout as sleep } from 'node:timers/promises';
import { until } from '../helpers/waiting.js';
import { runRows } from './harness.js';
import type { LogPromise, Row } from './row.js';
import { FILM, FULL_SPEED, LIVE, OVERLAYS, SCREENS, startOf, TRAIN, type State } from './states.js';

const CTRL_C = '\u0003';
/** Milliseconds after exec: before Node runs, while it loads, at the first frame and after it. */
const MOMENTS = [10, 30, 50, 80, 120, 160, 200, 250, 300, 350, 400, 450, 500, 600, 700, 800, 900];

const press = (keys: string, what: string, state: State, exit: number, log: LogPromise = state.stopped): Row => ({
  situation: what,
  state: state.name,
  promise: { exit, log },
  start: startOf(state),
  async act(session, place) {
    await state.reach(session, place);
    session.send(keys);
  },
});

/** Whether exec has taken place; before it Ctrl+C reaches no program. Always true without /proc. */
function hasExecuted(pid: number): boolean {
  const file = `/proc/${pid}/cmdline`;
  return !existsSync('/proc/self') || !existsSync(file) || readFileSync(file, 'utf8').includes('main.js');
}

const soon = (ms: number, keys: string, what: string, exit: number): Row => ({
  situation: `${what} ${ms} ms after exec`,
  state: 'starting',
  promise: { exit, log: 'begun' },
  start: startOf(LIVE),
  async act(session) {
    await until(() => hasExecuted(session.pid));
    await sleep(ms);
    session.send(keys);
  },
});

/** `q` closes an overlay; a prompt for digits ignores it. The next `q` quits. */
const quitFrom = (state: State): Row => ({
  situation: 'q',
  state: state.name,
  promise: {
    exit: state.quits,
    log: state.stopped,
    also: OVERLAYS.includes(state) ? 'it closes the overlay first' : '',
  },
  start: startOf(state),
  async act(session, place) {
    await state.reach(session, place);
    if (OVERLAYS.includes(state)) {
      session.send(state.name.startsWith('prompt') ? 'q\u001b' : 'q');
      await session.gone(/esc closes|enter starts/);
    }
    session.send('q');
  },
});

runRows('quitting', [
  ...MOMENTS.map((ms) => soon(ms, 'q', 'q', 0)),
  ...MOMENTS.map((ms) => soon(ms, CTRL_C, 'Ctrl+C', 130)),
  ...SCREENS.map(quitFrom),
  ...[...SCREENS, TRAIN, FILM].map((state) => press(CTRL_C, 'Ctrl+C', state, 130)),
  press('\u001b[99;5u', 'Ctrl+C as CSI u', LIVE, 130),
  press('\u001b[27;5;99~', 'Ctrl+C as modifyOtherKeys', LIVE, 130),
  press('\u001b[113u', 'q as CSI u', LIVE, 0),
  press('\u001b[27;1;113~', 'q as modifyOtherKeys', FULL_SPEED, 0),
  press(`\u001b[200~q\u001b[201~${CTRL_C}`, 'q pasted, then Ctrl+C', LIVE, 130),
  press('\u001b[<35;40;12M\u001b[<0;40;12M\u001b[<32;44;12M\u0003\u001b[<32;45;12M', 'Ctrl+C during a drag', LIVE, 130),
  press('qqqq\u0003\u0003q', 'q and Ctrl+C many times', FULL_SPEED, 0),
]);
