// Time from a key that restarts the run to the first frame with a step of the new run: in the loss chart, and as a number in the
// header, which is painted less often.
import { parseOptions } from './harness/options.js';
import { Report } from './harness/report.js';
import { gradtop, Session, sleep } from './harness/session.js';
import { chartIsEmpty, FIRST_STEP, stepOn } from './harness/sights.js';

/** What is pressed, and what it does; each is a restart in the same training child. */
const SAME = 'the same run again (r)';
const OTHER = 'one setting changed (a, d, D, o)';
const KEYS = [
  ['r', SAME],
  ['a', OTHER],
  ['d', OTHER],
  ['D', OTHER],
  ['o', OTHER],
] as const;
/** The old run is by then further than the new one's first frame will be. */
const OLD_STEPS = 200;
/** Ours paints figures so often. Keys must come at any moment of that beat, not always at the same. */
const BEAT_MS = 375;

export async function main(args: readonly string[]): Promise<void> {
  const options = parseOptions(args);
  const report = new Report(`key to the first step of the new run on screen, 120x40, ${options.rounds} rounds`);
  const session = new Session(gradtop('--epochs', '10000'));
  await session.see(FIRST_STEP, 'the first step');
  let presses = 0;
  for (let round = 0; round < options.rounds; round += 1)
    for (const [key, what] of KEYS) {
      await session.see((screen) => (stepOn(screen) ?? 0) >= OLD_STEPS, `step ${OLD_STEPS}`);
      presses += 1;
      await sleep(((presses * GOLDEN) % 1) * BEAT_MS);
      const old = stepOn(session.text) ?? Infinity;
      const pressed = session.press(key);
      const drawn = session
        .see(chartIsEmpty, 'the empty chart of the new run')
        .then(() => session.see((screen) => !chartIsEmpty(screen), 'a step of the new run in the chart'));
      const told = await session.see((screen) => isNew(stepOn(screen), old), 'a step of the new run in the header');
      report.add(`${what}: drawn`, 'gradtop', 'ms', (await drawn) - pressed);
      report.add(`${what}: as a number`, 'gradtop', 'ms', told - pressed);
    }
  await session.end();
  report.print(options.json);
}

/** Its multiples lie evenly between 0 and 1, however many there are. */
const GOLDEN = (Math.sqrt(5) - 1) / 2;

const isNew = (step: number | null, old: number): boolean => step !== null && step >= 1 && step < old;
