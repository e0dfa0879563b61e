// Inputs that are not regular files, missing home folders, little memory, and unfinished films.
import { execFileSync } from 'node:child_process';
import { existsSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { expect } from 'vitest';
import { FIRST_STEP } from '../../bench/harness/sights.js';
import { MAIN } from '../helpers/cli.js';
import { runRows } from './harness.js';
import { ROOT, type Place } from './place.js';
import type { Row } from './row.js';
import type { FaultSession } from './session.js';
import { FILM, startIn } from './states.js';

type Args = (file: string) => string[];
const QUICK = ['--epochs', '1'];

/** The arguments that name each kind of input. */
const INPUTS: Readonly<Record<string, Args>> = {
  'as a table': (file) => ['train', 'xor-shallow', '--data', file, ...QUICK],
  'as a preset': (file) => ['train', file, ...QUICK],
  'as a lesson': (file) => ['lesson', file],
  'as a tape': (file) => ['record', 'xor-shallow', '-o', 'film.cast', '--tape', file],
  'as a log': (file) => ['export', file, '--txt', '-'],
};
/** gradtop recognizes a preset, a lesson and a log by the file name's ending. */
const ENDINGS: Readonly<Record<string, string>> = {
  'as a preset': '.json',
  'as a lesson': '.yaml',
  'as a log': '.jsonl',
};

/** Exit code 2 and one line that names it. */
const refused = (situation: string, state: string, args: (place: Place) => string[]): Row => ({
  situation,
  state,
  promise: { exit: 2, log: 'none', message: /^gradtop: \S/m, lines: 1 },
  start: (place) => startIn(place, args(place), { cwd: place.folder, columns: 1000 }),
  act: (session) => session.exits(),
});

/** A link with the right ending to an endless file, or the file that `make` creates. */
const special = (situation: string, make: (file: string) => void, but: readonly string[] = []): Row[] =>
  Object.entries(INPUTS)
    .filter(([as]) => !but.includes(as))
    .map(([as, args]) =>
      refused(situation, as, (place) => {
        const file = place.file(`special${ENDINGS[as] ?? ''}`);
        make(file);
        return args(file);
      }),
    );

const link = (to: string) => (file: string) => void execFileSync('ln', ['-s', to, file]);

const pipeWithoutWriter: Row = {
  situation: 'a pipe that no program writes, then Ctrl+C',
  state: 'as a table',
  promise: { exit: [2, 130], log: 'none' },
  start(place) {
    execFileSync('mkfifo', [place.file('pipe')]);
    return startIn(place, ['train', 'xor-shallow', '--data', place.file('pipe'), '--log', place.log]);
  },
  async act(session) {
    // The program refuses the file, or a key ends the wait.
    const again = setInterval(() => session.exited || session.send('\u0003'), 200);
    await session.exits().finally(() => clearInterval(again));
  },
};

const cycle: Row = refused('a YAML alias that contains itself', 'as a lesson', (place) => {
  const text =
    'name: x\ntitle: t\nteaches: y\nsteps:\n  - title: s\n    preset: relu\n    panel: &a [*a]\n    text: hi\n';
  writeFileSync(place.file('cycle.yaml'), text);
  return ['lesson', place.file('cycle.yaml')];
});

const laughs: Row = refused('a YAML alias repeated a billion times', 'as a lesson', (place) => {
  const lines = Array.from({ length: 9 }, (_, i) => `a${i + 1}: &a${i + 1} [${Array(10).fill(`*a${i}`).join(', ')}]`);
  writeFileSync(place.file('laughs.yaml'), `a0: &a0 x\n${lines.join('\n')}\nname: x\n`);
  return ['lesson', place.file('laughs.yaml')];
});

/** `R` without a home folder shows one line, and the run continues. */
const homeless = (situation: string, env: Readonly<Record<string, string | undefined>>): Row => ({
  situation,
  state: 'recording by R',
  promise: { exit: 0, log: 'none', also: 'a line says why, or where the log is; the run continues' },
  start: (place) => startIn(place, ['relu', '--epochs', '100000'], { env, cwd: place.folder }),
  async act(session) {
    await session.see(FIRST_STEP);
    session.send('R');
    await session.see(/record|cannot|can't|not a (?:folder|directory)/);
    await session.see(FIRST_STEP);
    session.send('q');
  },
});

/** An address space of 4 GB is too small for WebAssembly's memory and large enough for arrays. */
const little: Row = {
  situation: 'ulimit -v 4000000',
  state: 'train, without a dashboard',
  promise: { exit: 0, log: 'completed' },
  start: (place) =>
    startIn(
      place,
      [
        '-c',
        'ulimit -v 4000000 && exec "$0" "$@"',
        ...[process.execPath, MAIN, 'train', 'xor-shallow', '--epochs', '2', '--log', place.log],
      ],
      { program: 'sh' },
    ),
  act: (session) => session.exits(),
};

/** Checks that no film, no part of one and no temporary file is left. */
const interrupted = (what: string, exit: number, end: (session: FaultSession) => void): Row => ({
  situation: what,
  state: FILM.name,
  promise: { exit, log: 'none', also: 'no unfinished film stays' },
  start: (place) => startIn(place, FILM.args(place)),
  async act(session, place) {
    await FILM.reach(session, place);
    end(session);
    await session.exits();
    expect(readdirSync(place.folder).filter((name) => name !== 'data')).toEqual([]);
  },
});

const killed: Row = {
  ...interrupted('SIGKILL', 137, (session) => session.signal('SIGKILL')),
  promise: { exit: 137, log: 'none', screen: 'lost', also: 'no unfinished film has the requested name' },
  async act(session, place) {
    await FILM.reach(session, place);
    session.signal('SIGKILL');
    await session.exits();
    expect(existsSync(place.file('film.cast'))).toBe(false);
  },
};

const filmed = (situation: string, tape: string): Row =>
  refused(situation, 'as a tape', (place) => {
    writeFileSync(place.file('long.tape'), tape);
    return ['record', '-o', 'film.cast', '--tape', place.file('long.tape')];
  });

/** An unchanged screen is not drawn again. */
const still: Row = {
  situation: 'a film of a still half hour',
  state: FILM.name,
  promise: { exit: 0, log: 'none', also: 'the film is complete' },
  start(place) {
    writeFileSync(place.file('still.tape'), 'run xor-shallow\npace full\nwait end\nwait 1800s\n');
    return startIn(place, ['record', '-o', place.file('still.cast'), '--tape', place.file('still.tape'), ...QUICK]);
  },
  async act(session, place) {
    await session.exits();
    const lines = readFileSync(place.file('still.cast'), 'utf8').trimEnd().split('\n');
    const [seconds] = JSON.parse(lines.at(-1) ?? '[]') as [number];
    expect(seconds).toBeGreaterThan(1800);
    expect(lines.length).toBeLessThan(500);
  },
};

runRows('files', [
  ...special('/dev/zero', link('/dev/zero')),
  ...special('a folder', (file) => mkdirSync(file)),
  // A tape without commands plays the run to its end.
  ...special('an empty file', (file) => writeFileSync(file, ''), ['as a tape']),
  ...special('a picture', (file) => writeFileSync(file, readFileSync(path.join(ROOT, 'docs', 'picture.svg'))), [
    'as a tape',
  ]),
  pipeWithoutWriter,
  cycle,
  laughs,
  homeless('HOME empty', { HOME: '', XDG_DATA_HOME: undefined }),
  homeless('no HOME', { HOME: undefined, XDG_DATA_HOME: undefined }),
  homeless('HOME is a file', { HOME: MAIN, XDG_DATA_HOME: undefined }),
  little,
  interrupted('Ctrl+C', 130, (session) => session.send('\u0003')),
  interrupted('SIGTERM', 143, (session) => session.signal('SIGTERM')),
  killed,
  filmed('a tape that waits 99999 seconds', 'run xor-shallow\nwait 99999s\n'),
  still,
]);
