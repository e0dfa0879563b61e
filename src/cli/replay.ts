// `gradtop replay`: plays a recorded log in the dashboard, without training.
import { DEFAULT_PACE } from '../core/app/ladders.js';
import { nearestPreset } from '../core/config/asAsked.js';
import type { Config } from '../core/config/schema.js';
import { applyEvent, createRunState } from '../core/run/applyEvent.js';
import type { GradtopEvent } from '../core/run/events.js';
import type { RunState } from '../core/run/runState.js';
import { sanitizeLine } from '../core/text/sanitize.js';
import { summaryLines } from '../core/text/summary.js';
import { EXIT, UserError } from '../core/userError.js';
import { played } from '../runtime/effects.js';
import { createPlayer, type PlaySpeed } from '../worker/player/player.js';
import type { Look } from './arguments.js';
import { columnsOf, print, tell, whyNoScreen } from './output.js';
import { loadDashboard } from './inkModules.js';
import { openLog, type OpenLog } from '../runtime/log/openLog.js';
import type { StreamSource } from '../runtime/log/source.js';

export interface ReplayArguments extends Look {
  readonly log: string;
  readonly speed: PlaySpeed;
  /** The step to begin at; null means the first. */
  readonly at: number | null;
  readonly presets: readonly Config[];
}

/** `max`, `real`, `4x` (times the speed at which it was recorded), or epochs a second from `--pace`. @throws UserError */
export function parseSpeed(text: string | null, pace: number): PlaySpeed {
  if (text === null) return { kind: 'pace', epochsPerSecond: pace };
  if (text === 'max') return { kind: 'max' };
  if (text === 'real') return { kind: 'recorded', times: 1 };
  const times = /^(\d{1,4}(?:\.\d+)?|\.\d+)x$/.exec(text)?.[1];
  if (times === undefined || Number(times) <= 0)
    throw new UserError([
      `--speed: ${sanitizeLine(text, 40)} is not allowed; allowed: max, real, or a multiple of real: 4x, 0.5x`,
    ]);
  return { kind: 'recorded', times: Number(times) };
}

/** All runs of a log, in order of their first events. @throws UserError */
export function runsOf(events: Iterable<GradtopEvent>): RunState[] {
  const runs = new Map<string, RunState>();
  for (const event of events) {
    let run = runs.get(event.runId);
    if (run === undefined) {
      run = createRunState(event.runId, null);
      runs.set(event.runId, run);
    }
    applyEvent(run, event);
  }
  return [...runs.values()];
}

const NOTICE_MS = 1000;

/** Reads the stream before the screen opens: a read that stalls would block the keys. */
async function wholeStream(source: StreamSource): Promise<void> {
  const notice = setTimeout(() => {
    tell(`${source.name}: waiting for its end; gradtop watch shows a log while it grows`);
  }, NOTICE_MS);
  try {
    await source.whole();
  } finally {
    clearTimeout(notice);
  }
}

/** Refuses a step after the end of the log. @throws UserError */
function refuseBeyond(log: OpenLog, at: number): void {
  let last = 0;
  for (const event of log.jump(at)?.rest ?? log.events()) {
    if (event.type === 'step') last = Math.max(last, event.step);
    if (last >= at) return;
  }
  throw new UserError(`--at: ${at} is beyond the last step of the log, ${last}`);
}

/** Plays until the user quits; without a terminal, prints the results of the runs. */
export async function replayCommand(args: ReplayArguments): Promise<number> {
  const log = openLog(args.log);
  const plain = whyNoScreen(args.screen.linear) !== null;
  if (!plain && log.source.kind === 'stream') await wholeStream(log.source);
  if (args.at !== null) refuseBeyond(log, args.at);
  if (plain) {
    print(summaryOf(runsOf(log.events()), args.presets));
    return EXIT.fine;
  }
  const player = createPlayer({
    events: log.events(),
    speed: args.speed,
    now: () => performance.now(),
    jump: (step) => log.jump(step),
    ...(args.at === null ? {} : { from: args.at }),
  });
  const { runDashboard, depth } = await loadDashboard();
  const code = await runDashboard({
    depth,
    asked: [],
    presets: args.presets,
    backend: 'auto',
    pace: args.speed.kind === 'pace' ? args.speed.epochsPerSecond : DEFAULT_PACE,
    fullSpeed: args.speed.kind === 'max',
    theme: args.theme,
    ascii: args.ascii,
    screen: args.screen,
    ...(args.asciiReason === null ? {} : { warning: args.asciiReason }),
    recorder: null,
    source: played(player),
  });
  if (player.error !== null) throw new UserError(player.error);
  return code;
}

export function summaryOf(runs: readonly RunState[], presets: readonly Config[]): string[] {
  return runs.flatMap((run) => {
    const { config } = run;
    if (config === null) return summaryLines(run, { columns: columnsOf(process.stdout) });
    const base = nearestPreset(config, presets);
    return summaryLines(run, {
      base,
      preset: base.name,
      command: 'gradtop',
      columns: columnsOf(process.stdout),
    });
  });
}
