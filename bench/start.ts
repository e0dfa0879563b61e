// Start of the process to the first painted frame and to the first training step on screen, beside other monitors.
import { parseOptions } from './harness/options.js';
import { Report } from './harness/report.js';
import { gradtop, Session, USUAL } from './harness/session.js';
import { FIRST_FRAME, FIRST_STEP } from './harness/sights.js';

const WANTED_FRAME = { most: 420 };
const WANTED_STEP = { most: 1000 };

export async function main(args: readonly string[]): Promise<void> {
  const options = parseOptions(args);
  const report = new Report(`start, 120x40, ${options.rounds} rounds`);
  // One round more, not counted: files that have never been read come from the disk.
  for (let round = -1; round < options.rounds; round += 1) {
    const counted = round >= 0;
    const session = new Session(gradtop(), USUAL);
    const frame = (await session.see(FIRST_FRAME, 'the first frame')) - session.startedAt;
    const step = (await session.see(FIRST_STEP, 'the first step')) - session.startedAt;
    await session.end();
    if (!counted) continue;
    report.add('first painted frame', 'gradtop', 'ms', frame, WANTED_FRAME);
    report.add('first training step on screen', 'gradtop', 'ms', step, WANTED_STEP);
  }
  report.print(options.json);
}
