// Cells a second of a small fixed sweep, by the built command without a terminal.
import { spawn } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { availableParallelism, tmpdir } from 'node:os';
import path from 'node:path';
import { parseOptions } from './harness/options.js';
import { GRADTOP } from './harness/places.js';
import { Report, type Wanted } from './harness/report.js';
import { writeLargeMap } from './harness/largeMap.js';
import { gradtop, now, Session, sleep } from './harness/session.js';
import { onExit, temporaryFolder } from './harness/tidy.js';

/** Depth against the size of the first weights: 100 networks of 2 to 11 layers, 100 epochs of 8 steps each. */
const CELLS = 100;
const STEPS = 800;
const AXES = ['sweep', 'vanishing-sigmoid', '-x', 'depth=2..11', '-y', 'initializer-gain=0.5..4'];
const SWEEP = [...AXES, '--points', '10x10'];
interface Mapped {
  readonly map: string;
  readonly words: readonly string[];
}
const SHORT: Mapped = { map: `map of ${CELLS} cells`, words: SWEEP };
/** The same networks six times as long, and nine times as many: about a minute of one core. */
const LONG: Mapped = {
  map: 'map of 900 cells of 4,800 steps',
  words: [...AXES, '--points', '10x90', '--epochs', '600'],
};
/** 400 cells of 800 steps in a minute. */
const WANTED = { least: 400 / 60 };
/** One cell of a map of 200 x 200: what a shard costs beside its cells. */
const SHARD = [
  ...[
    'sweep',
    'vanishing-sigmoid',
    '-x',
    'learning-rate=0.1..1',
    '-y',
    'initializer-gain=0.5..4',
    '--points',
    '200x200',
  ],
  ...['--epochs', '1', '--workers', '1'],
];
const WANTED_START = { most: 0.5 };
const WANTED_EFFICIENCY = { least: 0.95 };
const SIDE = 1000;
const WANTED_OPEN = { most: 2 };
const WANTED_PAINT = { most: 50 };
const PAGE_UP = '\u001b[5~';
const END = '\u001b[F';
/** After a first page that moves the cursor to the upper edge, each of them shows cells that were not read before. */
const PAGES = [PAGE_UP, PAGE_UP, PAGE_UP, PAGE_UP, END, PAGE_UP, PAGE_UP];

export async function main(args: readonly string[]): Promise<void> {
  const options = parseOptions(args, { rounds: 3 });
  const report = new Report(
    `sweep of ${CELLS} cells, ${STEPS} steps each, ${availableParallelism()} cores, ${options.rounds} rounds`,
  );
  for (let round = 0; round < options.rounds; round += 1) {
    const seconds = await swept(SWEEP);
    report.add('whole command', 'gradtop', 's', seconds);
    report.add('cells', 'gradtop', '/s', CELLS / seconds, WANTED);
    report.add('training steps', 'gradtop', '1000/s', (CELLS * STEPS) / seconds / 1000);
    const start = await startOfShard();
    report.add('start of a shard, one cell of one epoch included', 'gradtop', 's', start, WANTED_START);
    if (availableParallelism() < 2) continue;
    await efficiency(report, SHORT, start);
    await efficiency(report, LONG, start, WANTED_EFFICIENCY);
  }
  for (let round = 0; round < options.rounds; round += 1) await largeMap(report);
  report.print(options.json);
}

/**
 * One worker beside two, without the start. The ceiling of the machine: two processes that share nothing and train half of the map each.
 * `start`: seconds of a shard's start
 */
async function efficiency(
  report: Report,
  { map, words }: Mapped,
  start: number,
  wanted: Wanted | null = null,
): Promise<void> {
  const sweep = [...words, '--backend', 'compiled', '--workers'];
  const one = await swept([...sweep, '1']);
  const two = await swept([...sweep, '2']);
  const halves = await Promise.all(['1/2', '2/2'].map((shard) => sweptShard([...sweep, '1'], shard)));
  const of = (seconds: number): number => (one - start) / (2 * (seconds - start));
  report.add(`${map}, one worker`, 'gradtop', 's', one);
  report.add(`${map}, efficiency of two workers`, 'gradtop', '', of(two), wanted);
  report.add(`${map}, efficiency of two separate processes`, 'gradtop', '', of(Math.max(...halves)));
}

/** The log of a map of a million cells: from the start of the process to its frame, and from a key that shows other cells to the frame. */
async function largeMap(report: Report): Promise<void> {
  const log = (largeLog ??= writtenLarge());
  const session = new Session(gradtop('sweep', 'watch', log));
  try {
    const frame = await session.see(/\? help/, 'the map');
    report.add(
      `a map of ${SIDE} x ${SIDE} cells, opened`,
      'gradtop',
      's',
      (frame - session.startedAt) / 1000,
      WANTED_OPEN,
    );
    await sleep(1000);
    session.press(PAGE_UP);
    await sleep(300);
    for (const key of PAGES) {
      const before = hiddenIn(session.text);
      const pressed = session.press(key);
      const seen = await session.see((screen) => hiddenIn(screen) !== before, 'another page');
      report.add('a page of other cells of it, painted', 'gradtop', 'ms', seen - pressed, WANTED_PAINT);
      await sleep(300);
    }
  } finally {
    await session.end();
  }
}

/** The line below the map that counts the columns and rows outside, near the end of a frame. */
const hiddenIn = (screen: string): string => /more: .*/.exec(screen)?.[0] ?? '';

let largeLog: string | null = null;
function writtenLarge(): string {
  const file = path.join(temporaryFolder().path, 'large.jsonl');
  writeLargeMap(file, SIDE);
  return file;
}

/** Seconds from the start of the process to its exit. @throws Error if it fails */
async function swept(words: readonly string[]): Promise<number> {
  const started = now();
  const child = spawn(process.execPath, [GRADTOP, ...words], { stdio: ['ignore', 'ignore', 'pipe'] });
  const forget = onExit(() => child.kill());
  let told = '';
  child.stderr.setEncoding('utf8').on('data', (text: string) => (told = (told + text).slice(-500)));
  const code = await new Promise<number | null>((resolve) => child.on('close', resolve));
  forget();
  if (code !== 0) throw new Error(`the sweep ended with ${code}: ${told}`);
  return (now() - started) / 1000;
}

const startOfShard = (): Promise<number> => sweptShard(SHARD, '1/40000');

async function sweptShard(words: readonly string[], shard: string): Promise<number> {
  const folder = mkdtempSync(path.join(tmpdir(), 'gradtop-bench-'));
  try {
    return await swept([...words, '--shard', shard, '--log', path.join(folder, 'part.jsonl')]);
  } finally {
    rmSync(folder, { recursive: true });
  }
}
