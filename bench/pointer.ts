// What the mouse costs the dashboard: CPU and bytes without it, with a pointer at rest, and with one that moves.
import type { BenchOptions } from './harness/options.js';
import { cpuMs } from './harness/processes.js';
import type { Report } from './harness/report.js';
import { gradtop, now, Session, sleep, USUAL } from './harness/session.js';
import { FIRST_STEP, PAUSED } from './harness/sights.js';

/** The message about the pause disappears after 4 s. */
const SETTLE_MS = 5000;
/** Milliseconds between two reports of a moving mouse. */
const REPORT_MS = 50;

/** One session without the mouse and one with it. */
export async function pointerCost({ seconds }: BenchOptions, report: Report): Promise<void> {
  for (const mouse of [false, true]) {
    const session = new Session(gradtop('--epochs', '10000', mouse ? '--mouse' : '--no-mouse'), USUAL);
    const measure = async (state: string, moving: boolean): Promise<void> => {
      const by = !mouse ? 'gradtop --no-mouse' : moving ? 'pointer moving' : 'gradtop';
      const pointer = moving ? setInterval(() => session.press(somewhere()), REPORT_MS) : undefined;
      const [from, before] = [now(), cpuMs(session.pid)];
      await sleep(1000 * seconds);
      const [to, after] = [now(), cpuMs(session.pid)];
      clearInterval(pointer);
      report.add(`mouse: CPU, ${state}`, by, '%', (100 * (after - before)) / (to - from));
      report.add(`mouse: on the line, ${state}`, by, 'KB/s', session.written(from, to).bytes / (to - from));
    };
    const states = mouse ? [false, true] : [false];
    try {
      await session.see(FIRST_STEP, 'the first step');
      for (const moving of states) await measure('running', moving);
      session.press(' ');
      await session.see(PAUSED, 'paused');
      await sleep(SETTLE_MS);
      for (const moving of states) await measure('paused', moving);
    } finally {
      await session.end();
    }
  }
}

let turn = 0;
/** A report of the mouse over the heatmap, which is in the upper right, from cell to cell. */
const somewhere = (): string => `\u001b[<35;${70 + (turn++ % 40)};${6 + (turn % 7)}M`;
