// A large folder of TensorBoard's event files under `gradtop watch`: how soon it is on screen, and whether keys work while it is read.
import path from 'node:path';
import { eventBytesAStep, writeEventFolder } from './harness/eventFolder.js';
import { fits } from './harness/longLog.js';
import { parseOptions } from './harness/options.js';
import { memoryOf } from './harness/processes.js';
import { figure, Report } from './harness/report.js';
import { gradtop, Session, sleep } from './harness/session.js';
import { ANYTHING, HELP, NO_HELP, stepOn } from './harness/sights.js';
import { temporaryFolder } from './harness/tidy.js';

/** As many tensors as a GPT-2 of 12 blocks has. */
const SHAPE = { layers: 148, every: 5 };
const READ_MS = 300_000;

export async function main(args: readonly string[]): Promise<void> {
  const options = parseOptions(args, { rounds: 3, steps: 17_000 });
  const { steps, rounds } = options;
  const folder = temporaryFolder();
  const report = new Report(`watch of an event folder, ${SHAPE.layers} layers, 120x40, ${rounds} rounds`);
  if (!fits(folder.path, steps * eventBytesAStep(SHAPE))) report.note(`not measured: no room in ${folder.path}`);
  else {
    const run = path.join(folder.path, 'run');
    const bytes = await writeEventFolder(run, { ...SHAPE, steps });
    report.note(`The folder: ${figure(bytes / 1e6)} MB, ${steps} steps.`);
    for (let round = 0; round < rounds; round += 1) await watched(run, steps, report);
  }
  folder.remove();
  report.print(options.json);
}

async function watched(folder: string, steps: number, report: Report): Promise<void> {
  const session = new Session(gradtop('watch', folder));
  const frame = await session.see(ANYTHING, 'the first frame');
  report.add('first painted frame', 'gradtop', 'ms', frame - session.startedAt);
  const end = await session.see((screen) => stepOn(screen) === steps, `step ${steps}`);
  report.add('its end on screen', 'gradtop', 'ms', end - session.startedAt, { most: 2000 });
  for (let press = 0; press < 5; press += 1) {
    await sleep(200);
    const pressed = session.press('?');
    report.add('a key while the past is read', 'gradtop', 'ms', (await session.see(HELP, 'help')) - pressed, {
      most: 100,
    });
    session.press('?');
    await session.see(NO_HELP, 'no help');
  }
  const read = await session.see((screen) => !/samples up to/.test(screen), 'the whole past', READ_MS);
  report.add('the past read', 'gradtop', 's', (read - session.startedAt) / 1000);
  report.add('memory at most', 'gradtop', 'MiB', memoryOf(session.pid).peak);
  await session.end();
}
