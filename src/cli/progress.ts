// Progress of a run without a dashboard: a bar on a terminal, else a line per tenth and every few seconds.
import { focusedRun, progressOf } from '../core/app/selectors.js';
import type { AppState } from '../core/app/state.js';
import { formatAccuracy, formatDuration, formatLoss } from '../core/format.js';
import { measureSilence, measureSpeed } from '../core/run/speed.js';
import type { RunState } from '../core/run/runState.js';
import { isBehind } from '../runtime/terminal/ttyOutput.js';
import { canRedraw } from './output.js';
import { NO_TAB, tabOf, type Tab } from './terminalHere.js';

export interface Progress {
  show(run: RunState): void;
  /** How much of the table is loaded, while the run waits for it. */
  loading(words: string): void;
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

/** On standard error, and in the tab of its terminal. */
export const ownProgress = (): Progress =>
  createProgress(process.stderr, canRedraw(process.stderr), undefined, tabOf(process.stderr));

/** `live`: whether the line can be redrawn. `now` in milliseconds. */
export function createProgress(
  output: Output,
  live = output.isTTY === true,
  now: () => number = () => performance.now(),
  tab: Tab = NO_TAB,
): Progress {
  let drawn = false;
  let drawnAt = -Infinity;
  let tenth = 0;
  let said = '';
  let saidAt = now();
  const clear = (): void => {
    if (drawn) output.write('\r\u001b[K');
    drawn = false;
  };
  return {
    clear() {
      clear();
      tab(null);
    },
    note(text) {
      clear();
      output.write(`gradtop: ${text}\n`);
    },
    loading(words) {
      const due = now() - (live ? drawnAt : saidAt) >= (live ? REFRESH_MS : LINE_MS);
      if (!due || isBehind(output)) return;
      if (live) drawnAt = now();
      else saidAt = now();
      drawn = live;
      output.write(lineFor(output, live, words));
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
        const line = `${String(Math.floor(fraction * 100)).padStart(3)} %  ${words}\n`;
        if (line !== said) output.write(line);
        said = line;
        return;
      }
      if (isBehind(output) || (now() - drawnAt < REFRESH_MS && fraction < 1)) return;
      drawnAt = now();
      const filled = Math.round(fraction * BAR);
      const eta = remainingMs === null || silence !== '' ? '' : `  ${formatDuration(remainingMs)} left`;
      const line = `[${'#'.repeat(filled)}${'.'.repeat(BAR - filled)}] ${words}${eta}`;
      output.write(lineFor(output, true, line));
      tab({ fraction, state: 'running' });
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

const lineFor = ({ columns = 80 }: Output, live: boolean, words: string): string =>
  live ? `\r${words.slice(0, columns - 1)}\u001b[K` : `${words}\n`;

/** One line that is redrawn. If the output cannot redraw, a new line every few seconds. */
export interface ProgressLine {
  show(words: string): void;
  clear(): void;
}

export function lineOfProgress(
  output: Output,
  live: boolean,
  now: () => number = () => performance.now(),
): ProgressLine {
  let drawn = false;
  let shownAt = live ? -Infinity : now();
  return {
    show(words) {
      if (isBehind(output) || now() - shownAt < (live ? REFRESH_MS : LINE_MS)) return;
      shownAt = now();
      drawn = live;
      output.write(lineFor(output, live, words));
    },
    clear() {
      if (drawn) output.write('\r\u001b[K');
      drawn = false;
    },
  };
}

export interface FilmProgress {
  /** `where`: empty, or begins with a comma. */
  show(seconds: number, where: string): void;
  readonly clear: () => void;
}

/** Progress of a film. Shows nothing if the line cannot be redrawn, because a film ends with a line of its own. */
export function createFilmProgress(
  output: Output,
  live: boolean,
  now: () => number = () => performance.now(),
): FilmProgress {
  const line = lineOfProgress(output, live, now);
  return {
    show(seconds, where) {
      if (live) line.show(`${seconds.toFixed(1)} s of film${where}`);
    },
    clear: () => line.clear(),
  };
}

export function stepInWords(state: AppState): string {
  const run = focusedRun(state);
  return run === undefined ? '' : `, step ${run.step}/${run.run?.totalSteps ?? '?'}`;
}
