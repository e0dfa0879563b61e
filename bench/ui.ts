// The cost of the dashboard's own process while it shows a run and while it is paused, beside other monitors: CPU, bytes on the
// line, time from a key to its effect, memory.
import { parseOptions, type BenchOptions } from './harness/options.js';
import { cpuMs, HAS_PROC, memoryOf, sumOf } from './harness/processes.js';
import { Report, type Wanted } from './harness/report.js';
import { now, sizeInWords, sleep, USUAL, type Session, type Size } from './harness/session.js';
import { dashboard, subjectOf, type Subject, type Watched } from './harness/watched.js';
import { pointerCost } from './pointer.js';
import { monitors } from './peers/monitors.js';
import { installPeers } from './peers/python.js';

const SIZES: readonly Size[] = [USUAL, { columns: 200, rows: 60 }];
/** The message about the pause disappears after 4 s, which is not work of a paused screen; measure after that. */
const SETTLE_HELD_MS = 5000;
const PRESSES = 8;

/** Of the usual size; the issue asks nothing of the other. */
const WANTED: Readonly<Record<string, Wanted>> = {
  'CPU, at first': { most: 8 },
  'CPU, running': { most: 8 },
  'on the line, at first': { most: 3 },
  'on the line, running': { most: 3 },
  'CPU, paused': { most: 0.5 },
  'on the line, paused': { most: 0 },
  'key to first byte, paused': { most: 20 },
  'key to first byte, running': { most: 50 },
};

export async function main(args: readonly string[]): Promise<void> {
  const options = parseOptions(args, { rounds: 3 });
  const report = new Report(`dashboard, ${options.rounds} rounds of ${options.seconds} s`);
  if (!HAS_PROC) {
    report.note('not measured: CPU and memory of a process are read from /proc, which is not here');
    return report.print(options.json);
  }
  if (options.peers) installPeers(['wandb', 'terminalboard']);
  const subjects = [dashboard, ...monitors((line) => report.note(line)).map(subjectOf)];
  for (let round = 0; round < options.rounds; round += 1) {
    for (const size of SIZES) for (const subject of subjects) await measure(subject, size, options, report);
    await pointerCost(options, report);
  }
  report.note(
    `CPU is in per cent of one core, of the dashboard without its training child; of peers, of all their processes. at first: the first ${options.seconds} s after the first step; running: the next.`,
  );
  report.print(options.json);
}

async function measure(subject: Subject, size: Size, options: BenchOptions, report: Report): Promise<void> {
  const watched = await subject.start(size);
  const add = (what: string, unit: string, sample: number): void => {
    const wanted = size === USUAL && subject === dashboard ? (WANTED[what] ?? null) : null;
    report.add(`${what}, ${sizeInWords(size)}`, subject.title, unit, sample, wanted);
  };
  try {
    // A run of lesson size lasts ten seconds, in which the charts fill and stretch; later they change little.
    await stretch(watched, options.seconds, 'at first', add);
    await stretch(watched, options.seconds, 'running', add);
    await keys(watched, 'running', add);
    await watched.hold();
    await sleep(SETTLE_HELD_MS);
    await stretch(watched, options.seconds, 'paused', add);
    await keys(watched, 'paused', add);
    add('memory', 'MiB', sumOf(watched.ui().map((pid) => memoryOf(pid).now)));
    const others = watched.others();
    if (others.length > 0) add('memory of the training child', 'MiB', sumOf(others.map((pid) => memoryOf(pid).now)));
  } finally {
    await watched.end();
  }
}

type Add = (what: string, unit: string, sample: number) => void;

/** CPU, bytes and frames of some seconds without keys. */
async function stretch(watched: Watched, seconds: number, state: string, add: Add): Promise<void> {
  const cpu = (pids: readonly number[]): number => sumOf(pids.map(cpuMs));
  const [pids, rest] = [watched.ui(), watched.others()];
  const [from, before, restBefore] = [now(), cpu(pids), cpu(rest)];
  await sleep(1000 * seconds);
  const [to, after, restAfter] = [now(), cpu(pids), cpu(rest)];
  const { bytes, frames } = watched.session.written(from, to);
  const share = (ms: number): number => (100 * ms) / (to - from);
  add(`CPU, ${state}`, '%', share(after - before));
  add(`on the line, ${state}`, 'KB/s', bytes / (to - from));
  if (rest.length > 0) add(`CPU of the training child, ${state}`, '%', share(restAfter - restBefore));
  if (frames === 0 || state === 'paused') return;
  add(`frames, ${state}`, '/s', (1000 * frames) / (to - from));
  add(`CPU a frame, ${state}`, 'ms', (after - before) / frames);
  add(`bytes a frame, ${state}`, 'B', bytes / frames);
}

/** Time from a key to the first byte, and to the frame that shows its effect. */
async function keys({ session, keys: pressed }: Watched, state: string, add: Add): Promise<void> {
  for (let i = 0; i < PRESSES; i += 1) {
    const { key, effect } = pressed[i % pressed.length] ?? { key: '', effect: null };
    // Press at random moments between frames.
    await sleep(400 + ((37 * i) % 125));
    await effectOf(session, key, effect, state, add);
  }
  await sleep(500);
}

async function effectOf(
  session: Session,
  key: string,
  effect: Parameters<Session['see']>[0] | null,
  state: string,
  add: Add,
): Promise<void> {
  const pressedAt = session.press(key);
  const shown = effect === null ? null : session.see(effect, `what ${key} does`);
  const first = await session.firstByte(pressedAt);
  if (first !== null) add(`key to first byte, ${state}`, 'ms', first - pressedAt);
  if (shown !== null) add(`key to its effect, ${state}`, 'ms', (await shown) - pressedAt);
}
