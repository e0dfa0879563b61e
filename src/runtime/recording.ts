// Writes the run log of a dashboard. It may begin in the middle of a run, and every run in it gets an 'end' event.
import path from 'node:path';
import type { LoggedEvent } from '../core/app/commands.js';
import { focusedRun, orderedRuns } from '../core/app/selectors.js';
import type { AppState } from '../core/app/state.js';
import type { Action } from '../core/app/action.js';
import { lastElapsed } from '../core/run/crash.js';
import type { GradtopEvent } from '../core/run/events.js';
import { openingEvents } from '../core/run/openingEvents.js';
import { whyNotWritten } from '../core/text/fileTrouble.js';
import { messageOf, UserError } from '../core/userError.js';
import { createFolder } from './createFolder.js';
import { ownRunsFolder } from './paths.js';
import { openRecorder, type Loss, type Recorder } from './recorder.js';

/** The facts about a run in the log that an `end` event needs if the trainer reports none. */
interface Written {
  step: number;
  loss: number;
  elapsedMs: number;
  ended: boolean;
}

export class Recording {
  /** Losses of all recordings, in order. */
  readonly losses: Loss[] = [];
  /** Files with at least one line, in order. */
  readonly files: string[] = [];
  /** The runs in the log, by id. */
  private readonly written = new Map<string, Written>();

  /** `recorder`: open from the start, or null. */
  constructor(private recorder: Recorder | null) {}

  /** Writes events of one run. Returns each message about the file once, else null. */
  take(runId: string, events: readonly GradtopEvent[]): Action | null {
    if (this.recorder === null) return null;
    this.recorder.write(events);
    const run = this.written.get(runId) ?? { step: 0, loss: NaN, elapsedMs: 0, ended: false };
    const step = events.findLast((event) => event.type === 'step');
    run.step = step?.step ?? run.step;
    run.loss = step?.loss ?? run.loss;
    run.elapsedMs = events.findLast((event) => event.type === 'epoch')?.elapsedMs ?? run.elapsedMs;
    const last = events.findLast((event) => event.type === 'end' || event.type === 'run');
    if (last !== undefined) run.ended = last.type === 'end';
    this.written.set(runId, run);
    return this.news(this.recorder);
  }

  /** Whether the log has the run without its end. */
  awaitsEnd(runId: string): boolean {
    return this.recorder !== null && this.written.get(runId)?.ended === false;
  }

  /** Adds an event of the application about a run in the log. */
  add(event: LoggedEvent): void {
    const run = this.written.get(event.runId);
    if (run === undefined) return;
    run.ended ||= event.type === 'end';
    this.recorder?.write([event]);
  }

  /** Adds an 'end' event for each run whose trainer did not answer. */
  endRest(message: string): void {
    for (const [runId, { step, loss, elapsedMs, ended }] of this.written)
      if (!ended) this.add({ type: 'end', runId, step, reason: 'stopped', loss, elapsedMs, weightChange: [], message });
  }

  /** Stops, or begins in the platform's folder. A log begins with the history of the runs on screen, so that it is complete by itself. */
  toggle(state: AppState): Action {
    if (this.recorder?.active !== true) return this.begin(state);
    const { path: file, lines } = this.recorder;
    void this.close();
    return { type: 'recording', file: null, text: `recorded ${lines} lines: gradtop replay last, or ${file}` };
  }

  /** Resolves when the log is complete. */
  async close(): Promise<void> {
    const { recorder } = this;
    this.recorder = null;
    this.written.clear();
    await recorder?.close();
    if (recorder !== null) this.note(recorder);
  }

  private news(recorder: Recorder): Action | null {
    this.note(recorder);
    const text = recorder.takeError();
    if (text === null) return null;
    const { loss } = recorder;
    return loss === null
      ? { type: 'say', text, level: 'warning' }
      : { type: 'recording', file: loss.file, failed: loss.why, text };
  }

  private note({ loss, lines, path: file }: Recorder): void {
    if (lines > 0 && !this.files.includes(file)) this.files.push(file);
    if (loss !== null && !this.losses.includes(loss)) this.losses.push(loss);
  }

  private begin(state: AppState): Action {
    void this.close();
    let file: string;
    try {
      file = newRecordingFile(focusedRun(state)?.config?.name ?? 'run');
      this.recorder = openRecorder(file);
    } catch (error) {
      return { type: 'say', text: messageOf(error), level: 'error' };
    }
    const begun = orderedRuns(state).filter((run) => run.run !== null);
    this.recorder?.write(openingEvents(begun));
    for (const run of begun)
      this.written.set(run.runId, {
        step: run.step,
        loss: run.loss.latest ?? NaN,
        elapsedMs: lastElapsed(run),
        ended: run.end !== null,
      });
    return { type: 'recording', file, text: `recording ${path.basename(file)}, R stops` };
  }
}

/** A new name in the folder of recordings, which is created. @throws UserError */
export function newRecordingFile(name: string): string {
  const time = new Date().toISOString().replace(/[:.]/g, '-');
  const file = path.join(ownRunsFolder(), `${time}-${name.replace(/[^\w.-]+/g, '-')}.jsonl`);
  prepare(path.dirname(file));
  return file;
}

/** @throws UserError */
function prepare(folder: string): void {
  try {
    createFolder(folder);
  } catch (error) {
    throw new UserError(`${folder}: cannot be created: ${whyNotWritten(error)}`, { cause: error });
  }
}
