// Disks that are full, read-only or gone, under everything that the program writes.
import { mkdirSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { FIRST_STEP } from '../../bench/harness/sights.js';
import { lacksDisks, makeReadOnly, mountDisk, pullOut } from './disk.js';
import { runRows } from './harness.js';
import type { Place } from './place.js';
import type { Row } from './row.js';
import { LIVE, RECORDED, startIn } from './states.js';

const FULL_DEVICE = '/dev/full';
const LONG = ['--epochs', '100000'];
/** A fast run, which fills 256 KiB within moments. */
const FAST = [...LONG, '--full-speed'];
const FAILED = /record(?:ing)?\b.*\bfail|fail.*\brecord/i;
const SMALL_KIB = 256;

const disk = (place: Place): string => place.file('disk');
const onDisk = (place: Place): string => path.join(disk(place), 'run.jsonl');

/** The header says that recording failed, the summary repeats it, exit code 1. */
const failing = (situation: string, state: string, args: (place: Place) => string[], more: Partial<Row> = {}): Row => ({
  situation,
  state,
  promise: { exit: 1, log: 'none', message: FAILED, also: 'the header says that recording failed; training continues' },
  start: (place) => startIn(place, args(place)),
  async act(session) {
    await session.see(FIRST_STEP);
    await session.see(/REC FAILED/);
    session.send('q');
  },
  ...more,
});

/** Without a screen the program ends by itself and names on one line the file that it could not write. */
const refused = (
  situation: string,
  state: string,
  exit: number,
  message: RegExp,
  args: (place: Place) => string[],
): Row => ({
  situation,
  state,
  promise: { exit, log: 'none', message },
  start: (place) => startIn(place, args(place)),
  act: (session) => session.exits(),
});

const small = (row: Row, prepare: (place: Place) => void = () => undefined): Row => ({
  ...row,
  lacks: lacksDisks,
  start(place) {
    mountDisk(disk(place), SMALL_KIB);
    prepare(place);
    return row.start(place);
  },
});

const fill = (place: Place): void => {
  try {
    writeFileSync(path.join(disk(place), 'filler'), Buffer.alloc(1024 * SMALL_KIB));
  } catch {
    // The disk is full now.
  }
};

/** `R` into a data folder on the disk. */
const byR: Row = {
  ...failing('a disk that fills while recording', 'recording by R', () => ['relu', ...FAST]),
  async act(session) {
    await session.see(FIRST_STEP);
    session.send('R');
    await session.see(/REC FAILED/);
    session.send('q');
  },
  start: (place) => startIn(place, ['relu', ...FAST], { env: { XDG_DATA_HOME: disk(place) } }),
};

/** The folder of recorded runs cannot be made. */
const noFolder = (situation: string, prepare: (place: Place) => void, dataHome: (place: Place) => string): Row => ({
  situation,
  state: 'recording by R',
  promise: { exit: 0, log: 'none', also: 'a line says where recording is not possible; the run continues' },
  start(place) {
    prepare(place);
    return startIn(place, ['relu', ...LONG], { env: { XDG_DATA_HOME: dataHome(place) } });
  },
  async act(session) {
    await session.see(FIRST_STEP);
    session.send('R');
    await session.see(/cannot be|can't be|not a (?:folder|directory)|read-only|not possible/);
    await session.see(FIRST_STEP);
    session.send('q');
  },
});

const pulled: Row = {
  ...failing('a disk that is removed while recording', LIVE.name, (place) => ['relu', ...LONG, '--log', onDisk(place)]),
  promise: { exit: [0, 1], log: 'none', also: 'the run continues, and the program quits cleanly' },
  async act(session, place) {
    await session.see(FIRST_STEP);
    pullOut(disk(place));
    await session.see(/step [1-9]\d{2,}\//);
    session.send('q');
  },
};

runRows('disks', [
  failing('--log /dev/full', 'training live', () => ['relu', ...LONG, '--log', FULL_DEVICE]),
  failing('--log /dev/full', 'comparing three runs', () => [
    'compare',
    'relu',
    'tanh',
    'residual',
    '--log',
    FULL_DEVICE,
  ]),
  failing('--log /dev/full', 'in a lesson', () => ['lesson', 'vanishing', '--log', FULL_DEVICE]),
  refused('--log /dev/full', 'train, without a dashboard', 1, FAILED, () => [
    'train',
    'xor-shallow',
    '--log',
    FULL_DEVICE,
  ]),
  refused('--log /dev/full', 'sweeping, plain', 1, /full/, () => [
    ...['sweep', 'tanh', '--x', 'depth=1,2', '--y', 'initializer-gain=1,2', '--epochs', '2', '--plain'],
    ...['--log', FULL_DEVICE],
  ]),
  refused('export to /dev/full', 'a picture', 1, /\/dev\/full/, () => ['export', RECORDED, '--svg', FULL_DEVICE]),
  refused('export to /dev/full', 'the numbers', 1, /\/dev\/full/, () => ['export', RECORDED, '--csv', FULL_DEVICE]),
  small(failing('a disk that fills while recording', LIVE.name, (place) => ['relu', ...FAST, '--log', onDisk(place)])),
  small(
    refused('a disk that fills while recording', 'train, without a dashboard', 1, FAILED, (place) => [
      ...['train', 'relu', '--epochs', '400', '--log', onDisk(place)],
    ]),
  ),
  small(byR),
  small(
    refused('a full disk', 'record, making a film', 1, /film\.cast/, (place) => [
      ...['record', 'xor-shallow', '--epochs', '5', '-o', path.join(disk(place), 'film.cast')],
    ]),
    fill,
  ),
  small(
    refused('a read-only disk', 'train, without a dashboard', 2, /run\.jsonl/, (place) => [
      ...['train', 'xor-shallow', '--log', onDisk(place)],
    ]),
    (place) => makeReadOnly(disk(place)),
  ),
  small(
    refused('a read-only disk', 'training live', 2, /run\.jsonl/, (place) => ['relu', '--log', onDisk(place)]),
    (place) => makeReadOnly(disk(place)),
  ),
  small(
    noFolder(
      'a read-only disk',
      (place) => makeReadOnly(disk(place)),
      (place) => disk(place),
    ),
  ),
  small(pulled),
  noFolder(
    'XDG_DATA_HOME is a file',
    (place) => writeFileSync(place.file('a-file'), ''),
    (place) => place.file('a-file'),
  ),
  noFolder(
    'XDG_DATA_HOME=/proc',
    () => undefined,
    () => '/proc',
  ),
  refused('--log into a missing folder', LIVE.name, 2, /no such|does not exist|not there/i, (place) => [
    ...['relu', '--log', place.file('nowhere/run.jsonl')],
  ]),
  {
    ...refused('--log names a folder', LIVE.name, 2, /folder|directory/i, (place) => ['relu', '--log', disk(place)]),
    start(place) {
      mkdirSync(disk(place));
      return startIn(place, ['relu', '--log', disk(place)]);
    },
  },
]);
