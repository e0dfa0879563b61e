// Separates the runs of a log, even if they share an id (joined files, programs that write no id).
import type { GradtopEvent } from './events.js';

/** Whether a run shares its id with an earlier one of the log. */
export const sharesId = (runId: string): boolean => / \(\d+\)$/.test(runId);

/** Gives each event the id of its run. The first run keeps its id; later ones become `id (2)`, `id (3)`. */
export class RunSplitter {
  private readonly known = new Map<string, { begun: boolean; step: number; count: number; ended: boolean }>();

  /** Returns the event itself if its id stays. A new run begins with a `run` event, or when the step number falls. */
  split(event: GradtopEvent): GradtopEvent {
    let run = this.known.get(event.runId);
    if (run === undefined) {
      run = { begun: false, step: 0, count: 1, ended: false };
      this.known.set(event.runId, run);
    } else if (
      event.type === 'run' ? run.begun || run.step > 0 : event.type === 'step' && (run.ended || event.step < run.step)
    ) {
      run.count += 1;
      run.begun = false;
      run.step = 0;
      run.ended = false;
    }
    if (event.type === 'run') run.begun = true;
    else if (event.type === 'step') run.step = event.step;
    else if (event.type === 'end') run.ended = true;
    return run.count === 1 ? event : { ...event, runId: `${event.runId} (${run.count})` };
  }
}
