// Whether all runs of growing logs are over, for `--until-end`.
import { QUIET_S } from '../run/quiet.js';
import { isOver, type RunState } from '../run/runState.js';

interface Seen {
  readonly steps: number;
  /** Milliseconds: when the last step was seen, and the longest time between two. */
  readonly at: number;
  readonly longestMs: number;
}

export class AllOver {
  private readonly seen = new Map<string, Seen>();

  /** `now`: milliseconds. False without a run. */
  look(runs: readonly RunState[], now: number): boolean {
    const going = runs.filter((run) => !this.isDone(run, now));
    return runs.length > 0 && going.length === 0;
  }

  /** A run that another one follows may only be slow: it counts once it has been quiet for three of its steps, and for a minute. */
  private isDone(run: RunState, now: number): boolean {
    const { steps, speed } = run;
    let seen = this.seen.get(run.runId) ?? { steps, at: now, longestMs: 0 };
    if (seen.steps !== steps) seen = { steps, at: now, longestMs: Math.max(seen.longestMs, now - seen.at) };
    this.seen.set(run.runId, seen);
    if (!isOver(run) || !run.followed) return isOver(run);
    const usualMs = Math.max(seen.longestMs, run.recent.at(-1)?.timeMs ?? 0);
    return Math.max(now - seen.at, speed.quietMs) >= Math.max(1000 * QUIET_S, 3 * usualMs);
  }
}
