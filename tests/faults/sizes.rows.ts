// Window sizes from 1x1 to 500x200, an unknown size, and a window whose size keeps changing.
import { setTimeout as sleep } from 'node:timers/promises';
import { FIRST_STEP } from '../../bench/harness/sights.js';
import { createRng } from '../../src/core/random/rng.js';
import { MAIN } from '../helpers/cli.js';
import { until } from '../helpers/waiting.js';
import { runRows } from './harness.js';
import { logged } from './place.js';
import type { Row } from './row.js';
import type { FaultSession } from './session.js';
import { LIVE, MAP, PAUSED, REPLAY, startIn, startOf, type State } from './states.js';

const SIZES: readonly (readonly [number, number])[] = [
  [1, 1],
  [2, 1],
  [1, 40],
  [7, 3],
  [40, 10],
  [59, 18],
  [60, 17],
  [60, 18],
  [80, 24],
  [80, 200],
  [132, 43],
  [500, 18],
  [60, 200],
  [255, 77],
  [500, 200],
];
const CTRL_L = '\u000c';
const SMALLEST = { columns: 60, rows: 18 };
const fits = (columns: number, rows: number): boolean => columns >= SMALLEST.columns && rows >= SMALLEST.rows;

/** The screen shows the first step where there is room for it, else any character. */
const shown = (columns: number, rows: number): RegExp => (fits(columns, rows) ? FIRST_STEP : /\S/);

const opened = (columns: number, rows: number): Row => ({
  situation: `a window of ${columns}x${rows}`,
  state: LIVE.name,
  promise: {
    exit: 0,
    log: 'stopped',
    also: fits(columns, rows) ? 'the dashboard is shown' : 'the needed size is shown, as far as it fits',
  },
  start: startOf(LIVE, { columns, rows }),
  async act(session, place) {
    await session.see(shown(columns, rows));
    if (!fits(columns, rows)) await session.see(/^ ?t/);
    await logged(place);
    session.send('q');
  },
});

const unknown = (variables: Readonly<Record<string, string>>, rows: number): Row => ({
  situation: `a window of 0x0, ${JSON.stringify(variables)}`,
  state: REPLAY.name,
  promise: { exit: 0, log: 'none', also: `drawn on ${rows} rows` },
  start: (place) =>
    startIn(place, ['-c', `stty rows 0 cols 0; exec "$0" "$@"`, process.execPath, MAIN, ...REPLAY.args(place)], {
      program: 'sh',
      env: { LINES: undefined, COLUMNS: undefined, ...variables },
    }),
  async act(session) {
    await session.see(FIRST_STEP);
    await until(
      () => (session.screen.lines()[rows - 1] ?? '') !== '' && session.screen.lines().slice(rows).join('') === '',
      () => `${rows} rows\n${session.screen.text}`,
    );
    session.send('q');
  },
});

/** After 200 sizes, ten milliseconds apart, the screen equals a fresh drawing. */
const restless = (state: State): Row => ({
  situation: '200 resizes in a row',
  state: state.name,
  promise: { exit: state.quits, log: state.stopped, also: 'the last size is drawn whole' },
  start: startOf(state),
  async act(session, place) {
    await state.reach(session, place);
    const rng = createRng(13, 'resizes');
    for (let i = 0; i < 200; i += 1) {
      session.resize(1 + rng.integer(250), 1 + rng.integer(80));
      await sleep(10);
    }
    session.resize(100, 30);
    await session.see(state === MAP ? / of 100/ : FIRST_STEP);
    if (state === PAUSED) await sameWhenDrawnAgain(session);
    session.send('q');
  },
});

/** While paused the screen is constant, so Ctrl+L must draw the same picture. */
async function sameWhenDrawnAgain(session: FaultSession): Promise<void> {
  // The list of keys has replaced the message of the last key.
  await session.see(/q quit/);
  await session.still();
  const before = session.screen.text;
  const written = session.output.length;
  session.send(CTRL_L);
  await until(
    () => session.output.length > written,
    () => 'a fresh drawing',
  );
  await session.still();
  if (session.screen.text !== before) throw new Error(`not as drawn afresh:\n${before}\n\n${session.screen.text}`);
}

runRows('sizes', [
  ...SIZES.map(([columns, rows]) => opened(columns, rows)),
  unknown({}, 24),
  unknown({ LINES: '30', COLUMNS: '90' }, 30),
  unknown({ LINES: 'x', COLUMNS: '-3' }, 24),
  ...[LIVE, PAUSED, REPLAY, MAP].map(restless),
]);
