// `gradtop watch`: growing logs in the dashboard.
import { DEFAULT_PACE } from '../core/app/ladders.js';
import type { LayerGrouping } from '../core/app/state.js';
import type { Action } from '../core/app/action.js';
import type { Config } from '../core/config/schema.js';
import type { RunState } from '../core/run/runState.js';
import { EXIT, UserError } from '../core/userError.js';
import { AllOver } from '../core/watch/allOver.js';
import { WatchedRuns } from '../core/watch/watchedRuns.js';
import { realClock } from '../runtime/log/clock.js';
import { readerNamed } from '../runtime/log/locate.js';
import { headOf } from '../runtime/log/lines.js';
import { HEAD } from '../runtime/log/readers.js';
import { whyUnreadable } from '../runtime/log/unreadable.js';
import { STDIN } from '../runtime/log/logName.js';
import type { ReadingFlags } from '../runtime/log/reader.js';
import { exitCodeOf, watchSignals } from '../runtime/terminal/signals.js';
import { placeNamed, type Place } from '../runtime/watch/place.js';
import { Watcher } from '../runtime/watch/watcher.js';
import type { Look } from './arguments.js';
import { metRules, unjudged, type FailOn } from './failOn.js';
import { LossCheck } from './figureFlags.js';
import { loadDashboard } from './inkModules.js';
import { keyboardFor, type Keyboard } from './keyboard.js';
import { print, tell } from './output.js';
import { summaryOf } from './replay.js';

export interface WatchArguments extends Look {
  readonly paths: readonly string[];
  /** The name of a reader; null: by content. */
  readonly format: string | null;
  readonly reading: ReadingFlags;
  /** A warning about the flags. */
  readonly note: string | null;
  readonly failOn: readonly FailOn[];
  /** End when all runs have ended. */
  readonly untilEnd: boolean;
  readonly group: LayerGrouping;
  readonly presets: readonly Config[];
}

/** Follows the logs until the user quits; resolves with the exit code. @throws UserError */
export async function watchCommand(args: WatchArguments): Promise<number> {
  const places = args.paths.map(placeNamed);
  places.forEach(refuseUnreadable);
  const keyboard = keyboardFor(args.paths.includes(STDIN), args.screen.linear);
  if (keyboard.lack !== null) {
    keyboard.close();
    if (args.note !== null) tell(args.note);
    if (args.untilEnd) return waitForEnd(args, places);
    throw new UserError([
      `watch: ${keyboard.lack}; add --until-end to wait for the end of the runs, or --once to read what is there`,
    ]);
  }
  try {
    return await showDashboard(args, places, keyboard);
  } finally {
    keyboard.close();
  }
}

async function showDashboard(args: WatchArguments, places: readonly Place[], { keys }: Keyboard): Promise<number> {
  const { runDashboard, depth } = await loadDashboard();
  let watcher: Watcher | null = null;
  const loss = lossCheck(args);
  return runDashboard({
    depth,
    asked: [],
    presets: args.presets,
    backend: 'auto',
    pace: DEFAULT_PACE,
    fullSpeed: true,
    theme: args.theme,
    ascii: args.ascii,
    screen: args.screen,
    ...(args.asciiReason === null ? {} : { warning: args.asciiReason }),
    ...(args.note === null ? {} : { notice: args.note }),
    recorder: null,
    group: args.group,
    keys,
    ...(args.untilEnd ? { over: allOver(() => watcher?.behind ?? true) } : {}),
    warnings: (runs) => (watcher?.behind === false ? loss.news(runs) : []),
    judge: (runs) => {
      watcher?.silent.forEach(tell);
      const lacks = loss.all(runs);
      lacks.forEach(tell);
      const code = judged(runs, args.failOn);
      return args.untilEnd && lacks.length > 0 ? EXIT.usage : code;
    },
    source: {
      trainers: (dispatch) => (watcher = watcherOf(args, places, dispatch)),
      play: () => void watcher?.play(),
      watched: true,
    },
  });
}

const lossCheck = ({ reading }: WatchArguments): LossCheck => new LossCheck(reading.flags?.lossTag ?? null);

/** Refuses a format that no reader can follow, such as a database. @throws UserError */
function refuseUnreadable(place: Place): void {
  if (place.kind !== 'source' || place.source.kind !== 'file') return;
  const why = whyUnreadable(place.source, headOf(place.source, HEAD));
  if (why !== null) throw new UserError(`${place.name}: ${why}`);
}

const watcherOf = (
  { format, reading }: WatchArguments,
  places: readonly Place[],
  dispatch: (action: Action) => void,
): Watcher =>
  new Watcher({
    places,
    only: format === null ? null : readerNamed(format),
    reading,
    dispatch,
    clock: realClock,
    wallClock: () => Date.now(),
  });

/** Interval in milliseconds between two looks for the end, besides those at news. */
const LOOK_MS = 1000;

/** `behind`: whether something is left to read. */
function allOver(behind: () => boolean): (runs: readonly RunState[]) => boolean {
  const all = new AllOver();
  return (runs) => all.look(runs, realClock.now()) && !behind();
}

/** Without a screen: follows the logs until all runs have ended, then prints their results. */
async function waitForEnd(args: WatchArguments, places: readonly Place[]): Promise<number> {
  const signals = watchSignals();
  const watched = new WatchedRuns();
  let watcher: Watcher | null = null;
  const over = allOver(() => watcher?.behind ?? true);
  const loss = lossCheck(args);
  const isOver = (): boolean => {
    if (watcher?.behind === false) loss.news(watched.all).forEach(tell);
    return over(watched.all);
  };
  let looks: NodeJS.Timeout | undefined;
  await new Promise<void>((resolve) => {
    signals.onSignal = () => resolve();
    looks = setInterval(() => {
      if (isOver()) resolve();
    }, LOOK_MS);
    const following = watcherOf(args, places, (action) => {
      const { news = '' } = action.type === 'say' ? { news: action.text, ...action } : {};
      if (news !== '') tell(news);
      watched.take(action);
      if (isOver()) resolve();
    });
    watcher = following;
    void following.play().then(resolve);
  });
  clearInterval(looks);
  await (watcher as Watcher | null)?.close();
  signals.close();
  const runs = watched.all;
  // 1 would mean that a run met a rule.
  if (runs.length === 0 && signals.received === null) return EXIT.usage;
  print(summaryOf(runs, args.presets));
  loss.news(runs).forEach(tell);
  if (signals.received !== null) return exitCodeOf(signals.received);
  const code = judged(runs, args.failOn);
  return loss.all(runs).length > 0 ? EXIT.usage : code;
}

/** Exit code 1 if a run met one of the rules. Says which rules could not be judged. */
function judged(runs: readonly RunState[], failOn: readonly FailOn[]): number {
  const met = new Set(runs.flatMap((run) => metRules(run, failOn)));
  for (const run of runs) unjudged(run, run.run?.name ?? run.runId, failOn).forEach(tell);
  if (met.size > 0) tell(`--fail-on met: ${[...met].join(', ')}`);
  return met.size > 0 ? EXIT.failed : EXIT.fine;
}
