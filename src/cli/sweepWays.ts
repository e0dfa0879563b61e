// The two ways in which a sweep runs: with keys on a whole screen, and without.
import { DEFAULT_PACE } from '../core/app/ladders.js';
import type { BackendChoice } from '../core/config/backends.js';
import type { Config } from '../core/config/schema.js';
import { EngineBook } from '../core/run/engineBook.js';
import { cellConfig, cellCount, type SweepMap } from '../core/sweep/map.js';
import { EXIT } from '../core/userError.js';
import { exitCodeOf, SIGNALS } from '../runtime/terminal/signals.js';
import { openExplorer } from '../ui/sweepExplorer.js';
import { loadDashboard } from './inkModules.js';
import { allPresets } from './presets.js';
import { startFill, type Fill } from './sweepFill.js';
import { createSweepScreen, type SweepLook } from './sweepScreen.js';

type Append = (line: string) => void;

/** What a map is made of besides its plan. */
interface Trained {
  readonly base: Config;
  readonly preset: string;
  readonly backend: BackendChoice;
  /** Said first; null: nothing. */
  readonly asciiReason: string | null;
}

export interface Ending {
  readonly code: number;
  /** What made the sweep end, where that was no person. */
  readonly error: Error | null;
  /** As the map was looked at last. */
  readonly look: SweepLook;
}

/** Without a terminal, or where none is wanted: the map is shown, and the end of the sweep is the end. */
export async function withoutKeys(map: SweepMap, asked: Trained, look: SweepLook, append: Append): Promise<Ending> {
  const screen = createSweepScreen(map, look);
  const { cells, plan } = map;
  if (asked.asciiReason !== null) screen.note(asked.asciiReason);
  if (cells.size > 0) screen.note(`${cells.size} of ${cellCount(plan)} cells are in the log`);
  const { backend } = asked;
  const engines = new EngineBook();
  const fill = startFill(map, { backend, engines, append, onCell: screen.show, onNote: screen.note });
  let ended: NodeJS.Signals = 'SIGINT';
  const stop = (signal: NodeJS.Signals): void => {
    ended = signal;
    fill.stop();
  };
  for (const signal of SIGNALS) process.on(signal, stop);
  let error: Error | null = null;
  let code: number = EXIT.fine;
  try {
    screen.show();
    if (!(await fill.finished)) code = exitCodeOf(ended);
  } catch (cause) {
    error = cause as Error;
  }
  for (const signal of SIGNALS) process.off(signal, stop);
  screen.end();
  return { code, error, look };
}

/** The map fills the screen, and stays when the sweep is done until the person leaves it. */
export async function withKeys(map: SweepMap, asked: Trained, look: SweepLook, append: Append): Promise<Ending> {
  const { backend, base, preset } = asked;
  // The map's cells and a cell that is opened as a run: one decision.
  const engines = new EngineBook();
  let fill: Fill | null = null;
  const explorer = openExplorer({
    ...look,
    map,
    base,
    pause: () => fill?.pause(),
    resume: () => fill?.resume(),
    openRun: async (cell, theme, giveWay) => {
      const { runDashboard } = await loadDashboard();
      if (!giveWay()) return EXIT.fine;
      const run = { base, preset, config: cellConfig(map.plan, cell) };
      const { ascii, depth } = look;
      const usual = { presets: allPresets(), pace: DEFAULT_PACE, fullSpeed: false, recorder: null };
      return runDashboard({ ...usual, asked: [run], backend, engines, theme, ascii, depth, visit: BACK });
    },
  });
  if (asked.asciiReason !== null) explorer.note(asked.asciiReason);
  // Between two screens no other handler is there.
  const stop = (signal: NodeJS.Signals): void => explorer.leave(exitCodeOf(signal));
  for (const signal of SIGNALS) process.on(signal, stop);
  let error: Error | null = null;
  try {
    fill = startFill(map, {
      backend,
      engines,
      append,
      onCell: () => explorer.show(),
      onNote: (text) => explorer.note(text),
    });
    const ended = fill.finished.then(
      (whole) => (whole ? explorer.whole() : undefined),
      (cause: unknown) => {
        error = cause as Error;
        explorer.leave(EXIT.failed);
      },
    );
    const code = await explorer.left;
    fill.stop();
    await ended;
    return { code, error, look: { ...look, ...explorer.look } };
  } finally {
    for (const signal of SIGNALS) process.off(signal, stop);
    explorer.close();
  }
}

const BACK = 'this cell as a run: q comes back to the map';
