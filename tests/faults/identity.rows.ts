// Environment variables that describe the terminal: its kind, its locale, its colours.
import { FIRST_STEP } from '../../bench/harness/sights.js';
import { MAIN } from '../helpers/cli.js';
import { runRows } from './harness.js';
import { latestStep, logged, type Place } from './place.js';
import type { Row } from './row.js';
import type { FaultSession } from './session.js';
import { LIVE, MAP, REPLAY, startIn, type State } from './states.js';

type Variables = Readonly<Record<string, string | undefined>>;

const LOCALES = { LC_ALL: undefined, LC_CTYPE: undefined, LANG: undefined };
const inWords = (variables: Variables): string =>
  Object.entries(variables)
    .map(([name, value]) => (value === undefined ? `no ${name}` : `${name}=${value}`))
    .join(' ');

interface Look {
  readonly ascii: boolean;
  readonly colours: boolean;
}

/** The characters beyond ASCII, and the colours, in the whole output. */
function checkLook(output: string, { ascii, colours }: Look): void {
  const foreign = /[^\u0000-\u007f]/.exec(output)?.[0];
  if (ascii && foreign !== undefined) throw new Error(`${JSON.stringify(foreign)} is not ASCII`);
  if (!ascii && foreign === undefined) throw new Error('nothing but ASCII, where the terminal shows more');
  const colour = /\u001b\[(?:[\d;]*;)?(?:3[0-8]|4[0-8]|9[0-7]|10[0-7])(?:;[\d;]*)?m/.exec(output)?.[0];
  if (!colours && colour !== undefined) throw new Error(`a colour: ${JSON.stringify(colour)}`);
  if (colours && colour === undefined) throw new Error('no colour at all');
}

const COLOURFUL: Look = { ascii: false, colours: true };
const words = ({ ascii, colours }: Look): string =>
  `${ascii ? 'ASCII alone' : 'all characters'}, ${colours ? 'colours' : 'no colours'}`;

const drawn = (
  variables: Variables,
  look: Look = COLOURFUL,
  state: State = LIVE,
  flags: readonly string[] = [],
): Row => ({
  situation: [inWords(variables), ...flags].join(' '),
  state: state.name,
  promise: { exit: state.quits, log: state.stopped, also: words(look) },
  start: (place) => startIn(place, [...state.args(place), ...flags], { env: variables }),
  async act(session, place) {
    await state.reach(session, place);
    checkLook(session.output, look);
    session.send('q');
  },
});

/** Starts through `env -u TERM`, because the library of the pseudo-terminal always sets TERM. */
const withoutTerm = (term: readonly string[], name: string): Row => ({
  situation: name,
  state: LIVE.name,
  promise: { exit: 0, log: 'stopped', also: 'the dashboard is shown' },
  start: (place) => startIn(place, [...term, process.execPath, MAIN, ...LIVE.args(place)], { program: 'env' }),
  async act(session) {
    await session.see(FIRST_STEP);
    session.send('q');
  },
});

/** In a terminal that cannot draw, the run is trained without a screen. */
const dumb: Row = {
  situation: 'TERM=dumb',
  state: LIVE.name,
  promise: { exit: 0, log: 'completed', message: /TERM=dumb/, also: 'it trains without a screen' },
  start: (place) => startIn(place, ['xor-shallow', '--epochs', '3', '--log', place.log], { env: { TERM: 'dumb' } }),
  async act(session, place) {
    await ended(session, place);
    if (/\u001b/.test(session.output)) throw new Error('an escape sequence on a terminal that has none');
  },
};

async function ended(session: FaultSession, place: Place): Promise<void> {
  await logged(place, 21);
  await session.exits();
  if (latestStep(place.log) !== 21) throw new Error(`${latestStep(place.log)} steps`);
}

const utf8 = (variables: Variables, state: State = LIVE): Row => drawn({ ...LOCALES, ...variables }, COLOURFUL, state);
const ascii = (variables: Variables, state: State = LIVE): Row =>
  drawn({ ...LOCALES, ...variables }, { ascii: true, colours: true }, state);

runRows('terminal identity', [
  ...['xterm', 'screen', 'tmux-256color', 'vt100', 'rxvt-unicode', 'xterm-kitty', 'no-such-terminal'].map((term) =>
    drawn({ TERM: term, COLORTERM: undefined }),
  ),
  drawn({ TERM: 'linux', COLORTERM: undefined }, { ascii: true, colours: true }),
  dumb,
  withoutTerm(['-u', 'TERM'], 'no TERM'),
  withoutTerm(['TERM='], 'TERM empty'),
  utf8({ LANG: 'C.UTF-8' }),
  utf8({ LANG: 'de_DE.utf8' }),
  utf8({ LC_CTYPE: 'UTF-8' }),
  utf8({ LANG: 'C', LC_CTYPE: 'en_US.UTF-8' }),
  utf8({ LANG: 'C', LC_ALL: 'ja_JP.UTF-8' }),
  utf8({ LANG: 'en_US.UTF-8', LC_ALL: '' }),
  ascii({}),
  ascii({ LANG: 'C' }),
  ascii({ LANG: 'POSIX' }),
  ascii({ LANG: 'de_DE.ISO-8859-1' }),
  ascii({ LANG: 'en_US.UTF-8', LC_ALL: 'C' }),
  ascii({ LANG: 'en_US.UTF-8', LC_CTYPE: 'POSIX' }),
  ascii({ LANG: 'C' }, REPLAY),
  ascii({ LANG: 'C' }, MAP),
  drawn({ ...LOCALES, LANG: 'C' }, COLOURFUL, LIVE, ['--unicode']),
  drawn({ LANG: 'C.UTF-8' }, { ascii: true, colours: true }, LIVE, ['--ascii']),
  drawn({ NO_COLOR: '1' }, { ascii: false, colours: false }),
  drawn({ NO_COLOR: '1' }, { ascii: false, colours: false }, MAP),
  drawn({ NO_COLOR: '' }),
  drawn({ FORCE_COLOR: '0' }, { ascii: false, colours: false }),
  drawn({ FORCE_COLOR: '1', COLORTERM: undefined }),
  drawn({ CI: 'true' }),
  drawn({ CI: '1', NO_COLOR: '1' }, { ascii: false, colours: false }),
  drawn({ TZ: 'Asia/Kolkata' }),
  drawn({ NODE_ENV: 'development' }),
  drawn({ NODE_OPTIONS: '--no-warnings' }),
  drawn({ COLUMNS: '10', LINES: '4' }),
]);
