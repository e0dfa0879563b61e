// How far a headless run is: a bar that rewrites itself on a terminal, elsewhere a line each tenth and each few seconds.
import { progressOf } from '../core/app/selectors.js';
import { formatAccuracy, formatDuration, formatLoss } from '../core/format.js';
import { measureSilence, measureSpeed } from '../core/run/speed.js';
import type { RunState } from '../core/run/runState.js';
import { isBehind } from '../runtime/terminal/ttyOutput.js';

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
  /** Bytes that the terminal has not taken yet. */
  readonly writableLength?: number;
  write(text: string): unknown;
}

const BAR = 24;
const REFRESH_MS = 100;
/** Where lines stay, a long run is heard of so often. */
const LINE_MS = 5000;

/** `live`: the line can be drawn again. `now` in milliseconds. */
export function createProgress(
  output: Output,
  live = output.isTTY === true,
  now: () => number = () => performance.now(),
): Progress {
  let drawn = false;
  let drawnAt = -Infinity;
  let tenth = 0;
  let saidAt = now();
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
      measureSilence(run, now(), 0);
      const { fraction, epoch, totalEpochs, remainingMs } = progressOf(run);
      if (fraction === null) return;
      const silence = run.silentSeconds === null ? '' : `  no step for ${run.silentSeconds} s`;
      const words = `epoch ${epoch}/${totalEpochs ?? '?'}${lossInWords(run)}${silence}`;
      if (!live) {
        if (Math.floor(fraction * 10) <= tenth && now() - saidAt < LINE_MS) return;
        tenth = Math.floor(fraction * 10);
        saidAt = now();
        output.write(`${String(Math.floor(fraction * 100)).padStart(3)} %  ${words}\n`);
        return;
      }
      if (isBehind(output) || (now() - drawnAt < REFRESH_MS && fraction < 1)) return;
      drawnAt = now();
      const filled = Math.round(fraction * BAR);
      const eta = remainingMs === null || silence !== '' ? '' : `  ${formatDuration(remainingMs)} left`;
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
