// Ten public bugs of other watchers, which gradtop must not have. Five are tested here, the others elsewhere:
// 1 tensorboard#6971, a hole of zeros that is filled later: tests/watch/board.test.ts "waits for a hole of zeros to be filled",
//   tests/runtime/log/follow.test.ts "zeros in a file"
// 2 tensorboard#349, rsync replaces the file: watcher.test.ts "begins again when another file takes its name", board.test.ts too
// 3 tensorboard#1011, two writers in one folder: here
// 4 tensorboardX#6, tensorboard#3732, a lower step purges everything, or a resumed run zigzags: here, and board.test.ts
//   "keeps every point where one step arrives out of order", "drops what a restart writes again, and only from its step on"
// 5 tensorboard#2634, the folder is deleted while it is watched: watcher.test.ts "of a folder appear when they are created"
// 6 wandb#12517, a file with its header alone: watcher.test.ts "may be missing, then have only its header, then grow"
// 7 wandb#12773, a damaged record is reported each time: watcher.test.ts "skips a damaged record and counts it once"
// 8 telegraf#6706, no notifications on NFS; 9 trackio#133, a lock stops the writer; 10 mlflow#3052, half a line hides runs: here
import { appendFileSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterEach, expect, it } from 'vitest';
import { updateReplay } from '../../../src/core/app/replay.js';
import type { AppState } from '../../../src/core/app/state.js';
import { initialState } from '../../../src/core/app/update.js';
import { placeNamed } from '../../../src/runtime/watch/place.js';
import { Watcher } from '../../../src/runtime/watch/watcher.js';
import { fastClock } from '../../helpers/fastClock.js';

const place = mkdtempSync(path.join(tmpdir(), 'gradtop-bugs-'));
const run = (name: string): string => `{"type":"run","name":"${name}","layers":[{"name":"a"}]}\n`;
const steps = (from: number, to: number): string =>
  Array.from({ length: to - from + 1 }, (_, i) => `{"type":"step","step":${from + i},"loss":1}\n`).join('');

let watcher: Watcher | null = null;
let state: AppState;
afterEach(() => watcher?.close());
function watch(word: string): void {
  state = initialState({
    configs: [],
    presets: [],
    size: { columns: 80, rows: 24 },
    replay: true,
    watched: true,
  }).state;
  watcher = new Watcher({
    places: [placeNamed(word)],
    only: null,
    reading: {},
    clock: fastClock,
    wallClock: () => 0,
    dispatch: (action) => (state = updateReplay(state, action).state),
  });
  void watcher.play();
}
const lengths = (): string[] =>
  [...state.runs.values()].map((one) => `${one.run?.name ?? '-'} ${one.loss.length}`).sort();

it('two writers in one folder are two runs, also under one id', async () => {
  const folder = path.join(place, 'writers');
  mkdirSync(folder);
  for (const name of ['a', 'b']) writeFileSync(path.join(folder, `${name}.jsonl`), run(name) + steps(1, 2));
  watch(folder);
  await expect.poll(lengths).toEqual(['a 2', 'b 2']);
  for (const to of [3, 4, 5])
    for (const name of ['a', 'b']) appendFileSync(path.join(folder, `${name}.jsonl`), steps(to, to));
  await expect.poll(lengths).toEqual(['a 5', 'b 5']);
});

it('a resumed run stays one run, from the last step that is kept', async () => {
  const file = path.join(place, 'resumed.jsonl');
  writeFileSync(file, run('a') + steps(1, 10));
  watch(file);
  await expect.poll(lengths).toEqual(['a 10']);
  appendFileSync(file, run('a').replace('"layers"', '"resumes":5,"layers"') + steps(6, 8));
  await expect.poll(lengths).toEqual(['a 8']);
  const [resumed] = state.runs.values();
  expect([resumed?.step, resumed?.status]).toEqual([8, 'running']);
});

it('the file is polled, because NFS sends no notifications', () => {
  const folder = new URL('../../../src/runtime/', import.meta.url).pathname;
  const files = readdirSync(folder, { recursive: true, encoding: 'utf8' }).filter((file) => file.endsWith('.ts'));
  const notified = files.filter((file) =>
    /import \{[^}]*\bwatch\b[^}]*\} from 'node:fs/.test(readFileSync(path.join(folder, file), 'utf8')),
  );
  expect(notified).toEqual([]);
});

it('the reader takes no lock and writes nothing', async () => {
  const folder = path.join(place, 'quiet');
  mkdirSync(folder);
  const file = path.join(folder, 'run.jsonl');
  writeFileSync(file, run('a') + steps(1, 3));
  const before = statSync(file).mtimeMs;
  watch(file);
  await expect.poll(lengths).toEqual(['a 3']);
  expect(readdirSync(folder)).toEqual(['run.jsonl']);
  expect(statSync(file).mtimeMs).toBe(before);
});

it('half a line hides no run', async () => {
  const folder = path.join(place, 'half');
  mkdirSync(folder);
  writeFileSync(path.join(folder, 'a.jsonl'), run('a') + steps(1, 2));
  writeFileSync(path.join(folder, 'b.jsonl'), `${run('b')}${steps(1, 3)}{"type":"st`);
  writeFileSync(path.join(folder, 'c.jsonl'), '{"type":"run","na');
  watch(folder);
  await expect.poll(lengths).toEqual(['a 2', 'b 3']);
  appendFileSync(path.join(folder, 'b.jsonl'), 'ep","step":4,"loss":1}\n');
  appendFileSync(path.join(folder, 'c.jsonl'), `me":"c"}\n${steps(1, 1)}`);
  await expect.poll(lengths).toEqual(['a 2', 'b 4', 'c 1']);
});
