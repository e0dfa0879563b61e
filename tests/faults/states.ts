// States of the program in which a fault may occur: how to start and reach each, and how its log ends after a stop.
import { existsSync, readdirSync, statSync } from 'node:fs';
import path from 'node:path';
import { FIRST_STEP, HELP, PAUSED as PAUSED_SIGHT } from '../../bench/harness/sights.js';
import type { PtyOptions } from '../helpers/pty.js';
import { until } from '../helpers/waiting.js';
import { FIXTURES, logged, type Place } from './place.js';
import type { LogPromise, Row } from './row.js';
import { FaultSession } from './session.js';

export interface State {
  readonly name: string;
  args(place: Place): string[];
  /** Waits until the program has reached the state. */
  reach(session: FaultSession, place: Place): Promise<void>;
  /** The content of the log after a stop in this state. */
  readonly stopped: LogPromise;
  /** Whether the program draws a screen. */
  readonly screen: boolean;
  /** Exit code after `q`. A sweep that is left early is incomplete. */
  readonly quits: number;
}

/** A run longer than any test. */
const LONG = ['--epochs', '100000'];
export const RECORDED = path.join(FIXTURES, 'logs', 'relu.jsonl');
const log = ({ log: file }: Place): string[] => ['--log', file];

const training = (name: string, keys: string, then: RegExp, more: readonly string[] = []): State => ({
  name,
  args: (place) => ['relu', ...LONG, ...more, ...log(place)],
  async reach(session) {
    await session.see(FIRST_STEP);
    session.send(keys);
    await session.see(then);
  },
  stopped: 'stopped',
  screen: true,
  quits: 0,
});

export const LIVE = training('training live', '', FIRST_STEP);
export const FULL_SPEED = training('training at full speed', '', FIRST_STEP, ['--full-speed']);
export const PAUSED = training('paused', ' ', PAUSED_SIGHT);

export const REPLAY: State = {
  name: 'replaying a log',
  args: () => ['replay', RECORDED, '--pace', '0.1'],
  reach: (session) => session.see(FIRST_STEP),
  stopped: 'none',
  screen: true,
  quits: 0,
};

export const LESSON: State = {
  name: 'in a lesson',
  args: (place) => ['lesson', 'vanishing', ...log(place)],
  reach: (session) => session.see(FIRST_STEP),
  stopped: 'ended',
  screen: true,
  quits: 0,
};

const SWEPT = ['sweep', 'tanh', '--x', 'depth=1..10', '--y', 'initializer-gain=0.5..2', '--epochs', '300'];

export const MAP: State = {
  name: 'sweeping, the map on screen',
  args: (place) => [...SWEPT, ...log(place)],
  reach: (session) => session.see(/ [1-9]\d* of 100/),
  stopped: 'lines',
  screen: true,
  quits: 130,
};

export const TRAIN: State = {
  name: 'train, without a dashboard',
  args: (place) => ['train', 'relu', ...LONG, ...log(place)],
  reach: async (_session, place) => void (await logged(place)),
  stopped: 'stopped',
  screen: false,
  quits: 0,
};

export const FILM: State = {
  name: 'record, making a film',
  args: (place) => ['record', 'relu', ...LONG, '--pace', '1', '-o', place.file('film.cast')],
  reach: async (_session, { folder }) =>
    void (await until(
      () => readdirSync(folder).some((name) => statSync(path.join(folder, name)).size > 8192),
      () => 'the beginning of the film',
    )),
  stopped: 'none',
  screen: false,
  quits: 0,
};

/** Recording by `R` into the folder of recorded runs. */
export const RECORDING: State = {
  name: 'recording by R',
  args: () => ['relu', ...LONG],
  async reach(session, place) {
    await session.see(FIRST_STEP);
    session.send('R');
    const name = await until(
      () => existsSync(place.recorded) && readdirSync(place.recorded).find((one) => one.endsWith('.jsonl')),
      () => `a log in ${place.recorded}`,
    );
    place.log = path.join(place.recorded, name);
  },
  stopped: 'stopped',
  screen: true,
  quits: 0,
};

/** The overlays, with the key that opens each. */
export const OVERLAYS: readonly State[] = [
  training('help open', '?', HELP),
  training('receipt open', 'v', /verdict/),
  training('picker open', 'p', /enter starts/),
  training('prompt for a step open', 'g', /go to step/),
];

/** Every state in which the program draws a screen. */
export const SCREENS: readonly State[] = [
  LIVE,
  FULL_SPEED,
  PAUSED,
  RECORDING,
  training('a twin beside the run', 'mm', /2 runs/),
  training('a panel enlarged', '\t\r', /layer +log10 gradient/),
  training('the time cursor in the past', '<', /AT STEP/),
  ...OVERLAYS,
  {
    name: 'the run completed',
    args: (place) => ['xor-shallow', '--epochs', '2', '--full-speed', ...log(place)],
    reach: (session) => session.see(/step 14\/14/),
    stopped: 'completed',
    screen: true,
    quits: 0,
  },
  REPLAY,
  LESSON,
  MAP,
];

export const ALL: readonly State[] = [...SCREENS, TRAIN, FILM];

/** Starts the program in a state, with the row's own options and environment. */
export const startOf =
  (state: State, options: PtyOptions = {}): Row['start'] =>
  (place) =>
    startIn(place, state.args(place), options);

export const startIn = (place: Place, args: readonly string[], options: PtyOptions = {}): FaultSession =>
  new FaultSession(args, {
    ...options,
    env: { HOME: place.folder, XDG_DATA_HOME: place.file('data'), ...options.env },
  });
