// Memory of the dashboard's process: nine runs of a million steps and 21 layers in one log, played at full speed.
import path from 'node:path';
import { bytesAStep, fits, writeLongLog } from './harness/longLog.js';
import { parseOptions } from './harness/options.js';
import { HAS_PROC, memoryOf } from './harness/processes.js';
import { figure, Report } from './harness/report.js';
import { gradtop, now, Session } from './harness/session.js';
import { stepOn } from './harness/sights.js';
import { temporaryFolder } from './harness/tidy.js';

/** Twenty hidden layers and the output. */
const FIXTURE = 'sigmoid-glorot-20';
const RUNS = 9;
const PLAY_MS = 3_600_000;
const WANTED = { most: 300 };
/** Steps at which memory is measured; bounded memory does not grow between them. */
const SHARES = [0.1, 0.5, 1];

export async function main(args: readonly string[]): Promise<void> {
  const options = parseOptions(args, { rounds: 1 });
  const { steps } = options;
  const report = new Report(`memory, ${RUNS} runs of ${steps} steps, ${options.rounds} rounds`);
  const folder = temporaryFolder();
  const expected = RUNS * steps * bytesAStep(FIXTURE);
  if (!HAS_PROC) report.note('not measured: memory of a process is read from /proc, which is not here');
  else if (!fits(folder.path, expected))
    report.note(
      `not measured: the log takes ${figure(expected / 1e9)} GB, which ${folder.path} has not; TMPDIR names another`,
    );
  else {
    const file = path.join(folder.path, 'nine.jsonl');
    console.error(`bench: writing ${figure(expected / 1e9)} GB to ${file}`);
    const bytes = await writeLongLog(file, { fixture: FIXTURE, runs: RUNS, steps });
    report.note(`The log: ${figure(bytes / 1e9)} GB.`);
    for (let round = 0; round < options.rounds; round += 1) await play(file, steps, report);
  }
  folder.remove();
  report.print(options.json);
}

async function play(file: string, steps: number, report: Report): Promise<void> {
  const session = new Session(gradtop('replay', file, '--speed', 'max'));
  for (const share of SHARES) {
    await session.see((screen) => (stepOn(screen) ?? 0) >= share * steps, `step ${share * steps}`, PLAY_MS);
    report.add(`peak after ${100 * share} % of the log`, 'gradtop', 'MiB', memoryOf(session.pid).peak, WANTED);
    console.error(`bench: ${100 * share} % played after ${figure((now() - session.startedAt) / 1000)} s`);
  }
  const seconds = (now() - session.startedAt) / 1000;
  report.add('steps a second at --speed max', 'gradtop', '1000/s', (RUNS * steps) / seconds / 1000);
  await session.end();
}
