// A log of a million steps: how soon it is on screen, how long it plays at full speed, how long a jump to a step takes.
import path from 'node:path';
import { bytesAStep, fits, writeLongLog } from './harness/longLog.js';
import { parseOptions } from './harness/options.js';
import { memoryOf } from './harness/processes.js';
import { figure, Report } from './harness/report.js';
import { gradtop, Session, sleep } from './harness/session.js';
import { ANYTHING, FIRST_STEP, positionOn, stepOn } from './harness/sights.js';
import { temporaryFolder } from './harness/tidy.js';

/** Seven hidden layers of ten and the output. */
const FIXTURE = 'relu';
const PLAY_MS = 600_000;
const SEEK_MS = 60_000;
/** A jump has arrived where the step shown lies so near: a bucket of a long run holds thousands of steps. */
const NEAR = 0.005;

export async function main(args: readonly string[]): Promise<void> {
  const options = parseOptions(args, { rounds: 3 });
  const { steps, rounds } = options;
  const folder = temporaryFolder();
  const report = new Report(`replay of ${steps} steps, 120x40, ${rounds} rounds`);
  if (!fits(folder.path, steps * bytesAStep(FIXTURE))) report.note(`not measured: no room in ${folder.path}`);
  else {
    const file = path.join(folder.path, 'long.jsonl');
    const bytes = await writeLongLog(file, { fixture: FIXTURE, runs: 1, steps });
    report.note(`The log: ${figure(bytes / 1e6)} MB.`);
    for (let round = 0; round < rounds; round += 1) {
      await played(file, steps, report);
      await unread(file, steps, report);
    }
  }
  folder.remove();
  report.print(options.json);
}

/** At full speed to the end; then back to what was read. */
async function played(file: string, steps: number, report: Report): Promise<void> {
  const session = new Session(gradtop('replay', file, '--speed', 'max'));
  const frame = await session.see(ANYTHING, 'anything');
  const first = await session.see(FIRST_STEP, 'the first step');
  const end = await session.see((screen) => stepOn(screen) === steps, `step ${steps}`, PLAY_MS);
  report.add('first painted frame', 'gradtop', 'ms', frame - session.startedAt);
  report.add('first step on screen', 'gradtop', 'ms', first - session.startedAt);
  report.add('played whole at --speed max', 'gradtop', 's', (end - session.startedAt) / 1000);
  report.add('steps a second at --speed max', 'gradtop', '1000/s', steps / (end - first));
  report.add('memory at most', 'gradtop', 'MiB', memoryOf(session.pid).peak);
  for (const share of [0.5, 0.1, 0.9]) await seek(session, Math.round(share * steps), steps, 'read', report);
  await session.end();
}

/** At the usual pace, so that next to nothing has been read. */
async function unread(file: string, steps: number, report: Report): Promise<void> {
  for (const share of [0.1, 0.5, 0.9]) {
    const session = new Session(gradtop('replay', file));
    await session.see(FIRST_STEP, 'the first step');
    await seek(session, Math.round(share * steps), steps, `not yet read, ${100 * share} % of the log ahead`, report);
    await session.end();
  }
}

/** From `enter` after the number to the frame that shows the step; reports a refusal. */
async function seek(session: Session, step: number, steps: number, what: string, report: Report): Promise<void> {
  await sleep(500);
  session.press('g');
  await session.see(/step: _/, 'the prompt');
  session.press(String(step));
  await session.see(new RegExp(`step: ${step}_`), 'the number');
  const pressed = session.press('\r');
  const arrived = (screen: string): boolean => Math.abs((positionOn(screen) ?? -Infinity) - step) <= NEAR * steps;
  const refused = /has not come/;
  const subject = `jump to a step ${what}`;
  try {
    const seen = await session.see((screen) => arrived(screen) || refused.test(screen), 'an answer', SEEK_MS);
    if (arrived(session.text)) report.add(subject, 'gradtop', 'ms', seen - pressed);
    else report.note(`${subject}: does not go there; it says: ${lineWith(session.text, refused)}`);
  } catch {
    report.note(`${subject}: did not arrive within ${SEEK_MS / 1000} s; it stands at step ${positionOn(session.text)}`);
  }
}

const lineWith = (screen: string, pattern: RegExp): string =>
  screen
    .split('\n')
    .find((line) => pattern.test(line))
    ?.trim() ?? '';
