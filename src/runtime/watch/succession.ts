// Which runs of one log are over because a later run follows them, as after a restart that appends to the same file.
import type { GradtopEvent } from '../../core/run/events.js';
import { sharesId } from '../../core/run/splitRuns.js';

/** Earlier runs of a log, and the run that follows them. */
export interface Succession {
  readonly runIds: readonly string[];
  readonly by: string;
}

/** Whether a run is continued here. */
export const resumes = (event: GradtopEvent): boolean => event.type === 'run' && event.resumes !== undefined;

interface Known {
  /** Places of its first event, or of its last resumption, and of its last event in the log. */
  first: number;
  last: number;
  /** gradtop's own runs of one session may train side by side, and say when they end. */
  own: boolean;
  settled: boolean;
}

/** Watches the events of one log. Run ids are those of the log. */
export class Successions {
  private readonly known = new Map<string, Known>();
  private place = 0;

  /**
   * Takes events of one run, and returns whom it follows, once: earlier runs that have been silent since it began. Its first step
   * decides, because runs that train together all begin before they step. A run that shares the id of an earlier one follows it
   * at once.
   */
  take(events: readonly GradtopEvent[]): Succession | null {
    const runId = events[0]?.runId;
    if (runId === undefined) return null;
    const run = this.known.get(runId) ?? this.begin(runId);
    this.place += 1;
    run.last = this.place;
    // Who resumes an earlier run follows those that came between.
    if (events.some(resumes)) Object.assign(run, { first: this.place, settled: false });
    run.own ||= events.some((event) => event.type === 'run' && event.config !== undefined);
    if (run.settled || !(sharesId(runId) || (!run.own && events.some(({ type }) => type === 'step')))) return null;
    run.settled = true;
    const runIds = [...this.known].flatMap(([id, other]) => (other.last < run.first ? [id] : []));
    return runIds.length === 0 ? null : { runIds, by: runId };
  }

  forget(runIds: readonly string[]): void {
    for (const runId of runIds) this.known.delete(runId);
  }

  private begin(runId: string): Known {
    const run: Known = { first: this.place + 1, last: this.place, own: false, settled: false };
    this.known.set(runId, run);
    return run;
  }
}

/** Stretches of events of one run. */
export function stretchesOf(events: readonly GradtopEvent[]): GradtopEvent[][] {
  const stretches: GradtopEvent[][] = [];
  for (const event of events) {
    const last = stretches.at(-1);
    if (last?.[0]?.runId === event.runId) last.push(event);
    else stretches.push([event]);
  }
  return stretches;
}
