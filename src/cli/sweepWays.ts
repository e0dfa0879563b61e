// A sweep on a full screen with keys.
import { DEFAULT_PACE } from '../core/app/ladders.js';
import type { BackendChoice } from '../core/config/backends.js';
import type { Config } from '../core/config/schema.js';
import { keyFor } from '../core/keys/changes.js';
import { EngineBook } from '../core/run/engineBook.js';
import { criticalLine } from '../core/sweep/critical.js';
import { cellConfig, type SweepMap, type SweepPlan } from '../core/sweep/map.js';
import { ZoomedMaps } from '../core/sweep/zoom.js';
import { EXIT } from '../core/userError.js';
import { exitCodeOf, SIGNALS } from '../runtime/terminal/signals.js';
import { openExplorer, type ExplorerOptions } from '../ui/sweepExplorer.js';
import { loadDashboard } from './inkModules.js';
import { allPresets } from './presets.js';
import { createFill, type Fill } from './sweepFill.js';
import type { Append, Ending, Trained } from './sweepPlain.js';
import type { ScreenOptions } from '../ui/shell/screenOptions.js';
import type { SweepLook } from './sweepScreen.js';

/** Full-screen mode: the map stays until the user leaves it. */
export async function withKeys(map: SweepMap, asked: Trained, look: SweepLook, append: Append): Promise<Ending> {
  const { backend, workers, base, preset } = asked;
  // The cells of the map and a cell that is opened as a run share one choice of engine.
  const engines = new EngineBook();
  const maps = new ZoomedMaps(map);
  let aim = (_plan: SweepPlan): void => undefined;
  let fill: Fill | null = null;
  const explorer = openExplorer({
    ...look,
    screen: asked.screen,
    map,
    shown: shownBy(maps),
    base,
    aim: (plan) => aim(plan),
    pause: () => fill?.pause(),
    resume: () => fill?.resume(),
    openRun: openCell(look, { base, preset, backend, engines, screen: asked.screen }),
  });
  if (asked.asciiReason !== null) explorer.note(asked.asciiReason);
  // No other signal handler is active between two screens.
  const stop = (signal: NodeJS.Signals): void => explorer.leave(exitCodeOf(signal));
  for (const signal of SIGNALS) process.on(signal, stop);
  let error: Error | null = null;
  try {
    const trained = createFill(maps, {
      backend,
      workers,
      engines,
      append,
      onCell: () => explorer.show(),
      onNote: (text) => explorer.note(text),
    });
    fill = trained;
    let ended: Promise<void> = Promise.resolve();
    aim = (plan) => {
      ended = trained.aim(plan).then(
        (whole) => (whole ? explorer.whole() : undefined),
        (cause: unknown) => {
          error = cause as Error;
          explorer.leave(EXIT.failed);
        },
      );
    };
    aim(map.plan);
    const code = await explorer.left;
    fill.stop();
    await ended;
    return { code, error, look: { ...look, ...explorer.look } };
  } finally {
    for (const signal of SIGNALS) process.off(signal, stop);
    explorer.close();
  }
}

/** The maps of the plans that the screen asks for. */
export function shownBy(maps: ZoomedMaps): ExplorerOptions['shown'] {
  let [plan, critical] = [maps.base.plan, criticalLine(maps.base.plan)];
  return (asked) => {
    if (asked !== plan) [plan, critical] = [asked, criticalLine(asked)];
    return { map: maps.at(plan), critical };
  };
}

const back = (quit: string): string => `this cell as a run; ${quit} returns to the map`;

interface CellRuns {
  readonly base: Config;
  readonly preset: string;
  readonly backend: BackendChoice;
  readonly engines: EngineBook;
  readonly screen: ScreenOptions;
}

/** Opens a cell of the map as a run in the dashboard. */
export const openCell =
  ({ ascii, depth }: SweepLook, runs: CellRuns): ExplorerOptions['openRun'] =>
  async (plan, cell, theme, giveWay) => {
    const { runDashboard } = await loadDashboard();
    if (!giveWay()) return EXIT.fine;
    const { base, preset, backend, engines, screen } = runs;
    const run = { base, preset, config: cellConfig(plan, cell) };
    const usual = { presets: allPresets(), pace: DEFAULT_PACE, fullSpeed: false, recorder: null };
    return runDashboard({
      ...usual,
      ...{ asked: [run], backend, engines, theme, ascii, depth, screen },
      visit: back(keyFor(screen.keys, 'quit', 'q')),
    });
  };
