// `gradtop watch` at work: a large folder of TensorBoard's event files, a log of many layers, and a log that grows fast.
import { appendFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { eventBytesAStep, writeEventFolder } from './harness/eventFolder.js';
import { runLine, stepLine, writeForeignLog } from './harness/foreignLog.js';
import { fits } from './harness/longLog.js';
import { parseOptions } from './harness/options.js';
import { memoryOf } from './harness/processes.js';
import { figure, Report } from './harness/report.js';
import { gradtop, now, Session, sleep } from './harness/session.js';
import { ANYTHING, HELP, NO_HELP, stepOn } from './harness/sights.js';
import { temporaryFolder } from './harness/tidy.js';

/** As many tensors as a GPT-2 of 12 blocks has. */
const SHAPE = { layers: 148, every: 5 };
const READ_MS = 300_000;
/** A large model, with every figure of every tensor in each line. */
const LARGE = { layers: 436, steps: 3000 };
/** Keys while something is read; an even number, so that the help is closed at the end. */
const PRESSES = 20;
/** Number of lines that come one by one, and then in a stream. */
const SINGLE = 15;
const STREAM = { seconds: 5, linesASecond: 10_000, beatMs: 100 };

export async function main(args: readonly string[]): Promise<void> {
  const options = parseOptions(args, { rounds: 3, steps: 17_000 });
  const { steps, rounds } = options;
  const folder = temporaryFolder();
  const report = new Report(`watch, 120x40, ${rounds} rounds`);
  if (!fits(folder.path, steps * eventBytesAStep(SHAPE))) report.note(`not measured: no room in ${folder.path}`);
  else {
    const run = path.join(folder.path, 'run');
    const bytes = await writeEventFolder(run, { ...SHAPE, steps });
    report.note(`The folder: ${figure(bytes / 1e6)} MB, ${steps} steps, ${SHAPE.layers} layers.`);
    for (let round = 0; round < rounds; round += 1) await watched(run, steps, report);
  }
  for (let round = 0; round < rounds; round += 1) {
    await manyLayers(path.join(folder.path, 'many.jsonl'), report);
    await growing(path.join(folder.path, `growing${round}.jsonl`), report);
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
  await keys(session, report, 'a key while the past is read');
  const read = await session.see((screen) => !/samples up to/.test(screen), 'the whole past', READ_MS);
  report.add('the past read', 'gradtop', 's', (read - session.startedAt) / 1000);
  report.add('memory at most', 'gradtop', 'MiB', memoryOf(session.pid).peak);
  await session.end();
}

/** Opens and closes the help, at moments that no beat of the program follows. */
async function keys(session: Session, report: Report, what: string): Promise<void> {
  const waits: number[] = [];
  for (let press = 0; press < PRESSES; press += 1) {
    await sleep(60 + ((37 * press) % 150));
    const pressed = session.press('?');
    waits.push((await session.see(press % 2 === 0 ? HELP : NO_HELP, 'help, or no help')) - pressed);
  }
  for (const ms of waits) report.add(what, 'gradtop', 'ms', ms, { most: 100 });
  report.add(
    `${what}, 95 of 100`,
    'gradtop',
    'ms',
    waits.sort((a, b) => a - b)[Math.floor(0.95 * (PRESSES - 1))] ?? NaN,
    {
      most: 100,
    },
  );
}

async function manyLayers(file: string, report: Report): Promise<void> {
  writeFileSync(file, '');
  writeForeignLog(file, LARGE);
  const session = new Session(gradtop('watch', file));
  const read = await session.see((screen) => stepOn(screen) === LARGE.steps, `step ${LARGE.steps}`);
  report.add(`${LARGE.layers} layers x ${LARGE.steps} steps read`, 'gradtop', 's', (read - session.startedAt) / 1000, {
    most: 5,
  });
  report.add(`${LARGE.layers} layers, memory at most`, 'gradtop', 'MiB', memoryOf(session.pid).peak, { most: 250 });
  await session.end();
}

/** Measures lines one by one, from the write to the screen, then many a second with keys between them. */
async function growing(file: string, report: Report): Promise<void> {
  const steps = SINGLE + STREAM.seconds * STREAM.linesASecond;
  writeFileSync(file, runLine({ layers: 0, steps }));
  const session = new Session(gradtop('watch', file));
  await session.see(/foreign/, 'the run');
  let step = 0;
  while (step < SINGLE) {
    await sleep(300 + 37 * step);
    const written = now();
    appendFileSync(file, stepLine((step += 1)));
    const seen = await session.see((screen) => stepOn(screen) === step, `step ${step}`);
    report.add('a line, from the write to the screen', 'gradtop', 'ms', seen - written, { most: 1000 });
  }
  const writer = (async () => {
    const started = now();
    while (step < steps) {
      const due = Math.min(steps, SINGLE + Math.ceil(((now() - started) / 1000) * STREAM.linesASecond));
      let text = '';
      while (step < due) text += stepLine((step += 1));
      appendFileSync(file, text);
      await sleep(STREAM.beatMs);
    }
    return now();
  })();
  await keys(session, report, 'a key while 10,000 lines a second come');
  const written = await writer;
  const seen = await session.see((screen) => stepOn(screen) === steps, `step ${steps}`);
  report.add('the last of 50,000 lines in 5 s, after its write', 'gradtop', 'ms', Math.max(0, seen - written), {
    most: 1000,
  });
  await session.end();
}
