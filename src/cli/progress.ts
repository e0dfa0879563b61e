// How far a headless run is: a bar that rewrites itself on a terminal, a line each tenth elsewhere.
import { progressOf } from '../core/app/selectors.js';
import { formatAccuracy, formatDuration, formatLoss } from '../core/format.js';
import { measureSpeed } from '../core/run/speed.js';
import type { RunState } from '../core/run/runState.js';

export interface Progress {
  show(run: RunState): void;
  /** One line that stays, above the bar. */
  note(text: string): void;
  /** Takes the bar away. */
  clear(): void;
}

interface Output {
  readonly isTTY?: boolean;
  readonly columns?: number;
  write(text: string): unknown;
}

const BAR = 24;
const REFRESH_MS = 100;

/** `now` in milliseconds. */
export function createProgress(output: Output, now: () => number = () => performance.now()): Progress {
  let drawn = false;
  let drawnAt = -Infinity;
  let tenth = 0;
  const clear = (): void => {
    if (drawn) output.write('\r\u001b[K');
    drawn = false;
  };
  return {
    clear,
    note(text) {
      clear();
      output.write(`gradtop: ${text}\n`);
    },
    show(run) {
      measureSpeed(run, now());
      const { fraction, epoch, totalEpochs, remainingMs } = progressOf(run);
      if (fraction === null) return;
      const words = `epoch ${epoch}/${totalEpochs ?? '?'}${lossInWords(run)}`;
      if (output.isTTY !== true) {
        if (Math.floor(fraction * 10) <= tenth) return;
        tenth = Math.floor(fraction * 10);
        output.write(`${String(tenth * 10).padStart(3)} %  ${words}\n`);
        return;
      }
      if (now() - drawnAt < REFRESH_MS && fraction < 1) return;
      drawnAt = now();
      const filled = Math.round(fraction * BAR);
      const eta = remainingMs === null ? '' : `  ${formatDuration(remainingMs)} left`;
      const line = `[${'#'.repeat(filled)}${'.'.repeat(BAR - filled)}] ${words}${eta}`;
      output.write(`\r${line.slice(0, (output.columns ?? 80) - 1)}\u001b[K`);
      drawn = true;
    },
  };
}

function lossInWords(run: RunState): string {
  const epoch = run.epochs.at(-1);
  if (epoch === undefined) return '';
  const accuracy = epoch.accuracy === undefined ? '' : `  accuracy ${formatAccuracy(epoch.accuracy)}`;
  return `  loss ${formatLoss(epoch.loss)}${accuracy}`;
}
