// Start of the process to the first painted frame and to the first training step on screen, beside other monitors.
import { parseOptions } from './harness/options.js';
import { Report } from './harness/report.js';
import { gradtop, Session } from './harness/session.js';
import { FIRST_FRAME, FIRST_STEP } from './harness/sights.js';
import { monitors, type Monitor } from './peers/monitors.js';
import { installPeers } from './peers/python.js';

const FRAME = 'first painted frame';
const WANTED_FRAME = { most: 420 };
const WANTED_STEP = { most: 1000 };

export async function main(args: readonly string[]): Promise<void> {
  const options = parseOptions(args);
  const report = new Report(`start of the process, 120x40, ${options.rounds} rounds`);
  if (options.peers) installPeers(['wandb', 'terminalboard']);
  const peers = monitors((line) => report.note(line));
  // One round more, not counted: files that were never read come from the disk.
  for (let round = 0; round <= options.rounds; round += 1) {
    const counted = round > 0 ? report : new Report('not counted');
    await ours(counted);
    for (const peer of peers) await theirs(peer, counted);
  }
  report.print(options.json);
}

async function ours(report: Report): Promise<void> {
  const session = new Session(gradtop());
  const frame = await session.see(FIRST_FRAME, 'the first frame');
  const step = await session.see(FIRST_STEP, 'the first step');
  await session.end();
  report.add(FRAME, 'gradtop', 'ms', frame - session.startedAt, WANTED_FRAME);
  report.add('first training step on screen', 'gradtop', 'ms', step - session.startedAt, WANTED_STEP);
}

/** A log of 400 steps is there and grows. */
async function theirs(peer: Monitor, report: Report): Promise<void> {
  const feed = await peer.feed();
  const session = new Session(peer.program(feed));
  try {
    const frame = await session.see(peer.firstFrame, 'the first frame');
    report.add(FRAME, peer.title, 'ms', frame - session.startedAt);
  } finally {
    await session.end(peer.quit);
    feed.end();
  }
}
