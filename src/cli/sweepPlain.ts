// A sweep without keys: shows the map and ends with the sweep. The modules of the screen stay unloaded, because a shard starts often.
import type { BackendChoice } from '../core/config/backends.js';
import type { Config } from '../core/config/schema.js';
import { EngineBook } from '../core/run/engineBook.js';
import type { SweepMap } from '../core/sweep/map.js';
import { ZoomedMaps } from '../core/sweep/zoom.js';
import { EXIT } from '../core/userError.js';
import { exitCodeOf, SIGNALS } from '../runtime/terminal/signals.js';
import type { ScreenOptions } from '../ui/shell/screenOptions.js';
import type { SpareChild } from '../worker/childProcess.js';
import { createFill } from './sweepFill.js';
import { createSweepScreen, type SweepLook } from './sweepScreen.js';
import { tabOf } from './terminalHere.js';

export type Append = (line: string) => void;

/** Inputs of a sweep besides its plan. */
export interface Trained {
  readonly base: Config;
  readonly preset: string;
  readonly backend: BackendChoice;
  /** Training processes. */
  readonly workers: number;
  /** Shown first; null if there is none. */
  readonly asciiReason: string | null;
  readonly screen: ScreenOptions;
  /** Children that load already. */
  readonly spares: readonly SpareChild[];
}

export interface Ending {
  readonly code: number;
  /** The error that ended the sweep; null if none did. */
  readonly error: Error | null;
  /** The look at the end, with the metric that the user chose last. */
  readonly look: SweepLook;
}

/** Plain mode: shows the map and ends with the sweep. */
export async function withoutKeys(map: SweepMap, asked: Trained, look: SweepLook, append: Append): Promise<Ending> {
  const screen = createSweepScreen(map, look);
  const { cells, total } = map;
  if (asked.asciiReason !== null) screen.note(asked.asciiReason);
  if (total === 0) screen.note('no cell falls to this shard: the map has fewer cells than shards');
  if (cells.size > 0) screen.note(`${cells.size} of ${total} cells are in the log`);
  const { backend, workers, spares } = asked;
  const engines = new EngineBook();
  const tab = tabOf(process.stderr);
  const show = (): void => {
    screen.show();
    tab({ fraction: cells.size / Math.max(1, total), state: 'running' });
  };
  const shown = { onCell: show, onNote: screen.note };
  const fill = createFill(new ZoomedMaps(map), { backend, workers, engines, spares, append, ...shown });
  let ended: NodeJS.Signals = 'SIGINT';
  const stop = (signal: NodeJS.Signals): void => {
    ended = signal;
    fill.stop();
  };
  for (const signal of SIGNALS) process.on(signal, stop);
  let error: Error | null = null;
  let code: number = EXIT.fine;
  try {
    show();
    if (!(await fill.aim(map.plan))) code = exitCodeOf(ended);
  } catch (cause) {
    error = cause as Error;
  }
  for (const signal of SIGNALS) process.off(signal, stop);
  tab(null);
  screen.end();
  return { code, error, look };
}
