// The run log of a dashboard: which runs stand in it, how it begins when they are under way, and how each of them leaves it.
import { mkdirSync } from 'node:fs';
import { homedir } from 'node:os';
import path from 'node:path';
import { DROPPED } from '../core/app/replay.js';
import { focusedRun, orderedRuns } from '../core/app/selectors.js';
import type { Action, AppState } from '../core/app/state.js';
import { crashedEnd, lastElapsed } from '../core/run/crash.js';
import type { ConfigChange } from '../core/config/schema.js';
import type { ControlEvent, GradtopEvent } from '../core/run/events.js';
import { openingEvents } from '../core/run/openingEvents.js';
import type { RunState } from '../core/run/runState.js';
import { runsFolder } from './paths.js';
import { openRecorder, type Recorder } from './recorder.js';

export class Recording {
  /** The newest step written of each run that stands in the log. */
  private readonly stepsSeen = new Map<string, number>();

  /** `recorder`: open from the start, or null. */
  constructor(private recorder: Recorder | null) {}

  /** Events of one run as they come. Returns what the disk says, once; null: all is well. */
  take(runId: string, events: readonly GradtopEvent[]): string | null {
    if (this.recorder === null) return null;
    this.recorder.write(events);
    const step = events.findLast((event) => event.type === 'step')?.step;
    this.stepsSeen.set(runId, step ?? this.stepsSeen.get(runId) ?? 0);
    return this.recorder.takeError();
  }

  /** A run whose trainer is gone gets its end. */
  crash(run: RunState, message: string): void {
    const end = crashedEnd(run, message, lastElapsed(run));
    if (end !== null) this.recorder?.write([end]);
  }

  /** A run that gives way to another says so: replay puts the next one into its place. One that never began is not there. */
  drop(runId: string): void {
    const step = this.stepsSeen.get(runId);
    if (step !== undefined) this.recorder?.write([{ type: 'control', runId, step, action: DROPPED }]);
  }

  /** What a person did to a run at this step; `change`: in what the run that it started differs. */
  control(runId: string, step: number, action: string, change: ConfigChange): void {
    if (!this.stepsSeen.has(runId)) return;
    const event: ControlEvent = { type: 'control', runId, step, action };
    this.recorder?.write([Object.keys(change).length > 0 ? { ...event, change } : event]);
  }

  /** Stops, or begins in the platform's folder: what is kept of the runs on screen opens the log, so that it can be shown by itself. */
  toggle(state: AppState): Action {
    if (this.recorder === null) return this.begin(state);
    const { path: file, lines } = this.recorder;
    this.close();
    return { type: 'recording', file: null, text: `recorded ${lines} lines: gradtop replay last, or ${file}` };
  }

  close(): void {
    this.recorder?.close();
    this.recorder = null;
  }

  private begin(state: AppState): Action {
    const name = (focusedRun(state)?.config?.name ?? 'run').replace(/[^\w.-]+/g, '-');
    const folder = runsFolder(process.env, process.platform, homedir());
    const file = path.join(folder, `${new Date().toISOString().replace(/[:.]/g, '-')}-${name}.jsonl`);
    try {
      mkdirSync(folder, { recursive: true });
      this.recorder = openRecorder(file);
    } catch (error) {
      return { type: 'say', text: error instanceof Error ? error.message : String(error), level: 'error' };
    }
    const begun = orderedRuns(state).filter((run) => run.run !== null);
    this.recorder.write(openingEvents(begun));
    this.stepsSeen.clear();
    for (const run of begun) this.stepsSeen.set(run.runId, run.step);
    return { type: 'recording', file, text: `recording ${path.basename(file)}, R stops` };
  }
}
