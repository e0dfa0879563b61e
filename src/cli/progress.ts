// Progress of a run without a dashboard: a bar on a terminal, else a line per tenth and every few seconds.
import { focusedRun, progressOf } from '../core/app/selectors.js';
import type { AppState } from '../core/app/state.js';
import { formatAccuracy, formatDuration, formatLoss } from '../core/format.js';
import { measureSilence, measureSpeed } from '../core/run/speed.js';
import type { RunState } from '../core/run/runState.js';
import { isBehind } from '../runtime/terminal/ttyOutput.js';

export interface Progress {
  show(run: RunState): void;
  /** Prints a permanent line above the bar. */
  note(text: string): void;
  /** Removes the bar. */
  clear(): void;
}

interface Output {
  readonly isTTY?: boolean;
  readonly columns?: number;
  /** Backlog of bytes that the terminal has not taken. */
  readonly writableLength?: number;
  write(text: string): unknown;
}

const BAR = 24;
const REFRESH_MS = 100;
/** Interval between permanent lines. */
const LINE_MS = 5000;

/** `live`: whether the line can be redrawn. `now` in milliseconds. */
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

export interface FilmProgress {
  show(seconds: number, state: AppState): void;
  readonly clear: () => void;
}

/** How far a film is; nothing where the line cannot be drawn again, since a film ends with a line of its own. */
export function createFilmProgress(
  output: Output,
  live: boolean,
  now: () => number = () => performance.now(),
): FilmProgress {
  let drawnAt = -Infinity;
  let drawn = false;
  return {
    show(seconds, state) {
      if (!live || now() - drawnAt < REFRESH_MS) return;
      drawnAt = now();
      drawn = true;
      const run = focusedRun(state);
      const step = run === undefined ? '' : `, step ${run.step}/${run.run?.totalSteps ?? '?'}`;
      output.write(`\r${`${seconds.toFixed(1)} s of film${step}`.slice(0, (output.columns ?? 80) - 1)}\u001b[K`);
    },
    clear() {
      if (drawn) output.write('\r\u001b[K');
      drawn = false;
    },
  };
}
