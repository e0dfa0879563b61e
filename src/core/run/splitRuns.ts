// Separates the runs of a log, even if they share an id (joined files, programs that write no id), and joins a run that continues
// after a restart.
import type { EndReason, GradtopEvent, StepEvent, ToldRun } from './events.js';

/** Whether a run shares its id with an earlier one of the log. */
export const sharesId = (runId: string): boolean => firstId(runId) !== runId;

/** The id of the first run that had this id. */
export const firstId = (runId: string): string => runId.replace(/ \(\d+\)$/, '');

interface Known {
  run: ToldRun | null;
  first: number | null;
  step: number;
  count: number;
  ended: EndReason | 'ended' | null;
  /** A `run` event after the first: the next step shows whether it begins a new run or continues this one. */
  held: ToldRun | null;
}

/** Gives each event the id of its run. The first run keeps its id; later ones become `id (2)`, `id (3)`. */
export class RunSplitter {
  private readonly known = new Map<string, Known>();

  /**
   * The events to pass on, in order; the event itself if its id stays. A new run begins with a `run` event, or where the steps
   * begin again. A restart from a later step than the first gets a `run` event with that step.
   */
  split(event: GradtopEvent): GradtopEvent[] {
    const run = this.known.get(event.runId) ?? this.begin(event.runId);
    if (event.type === 'run') return this.takeRun(run, event);
    const before = event.type === 'step' ? this.takeStep(run, event) : this.release(run);
    if (event.type === 'end') run.ended = event.reason ?? 'ended';
    return [...before, named(event, run)];
  }

  /** At the end of the log: the events that were held for a step. */
  rest(): GradtopEvent[] {
    return [...this.known.values()].flatMap((run) => this.release(run));
  }

  private begin(runId: string): Known {
    const run: Known = { run: null, first: null, step: 0, count: 1, ended: null, held: null };
    this.known.set(runId, run);
    return run;
  }

  private takeRun(run: Known, event: ToldRun): GradtopEvent[] {
    if (run.run === null && run.first === null) {
      run.run = event;
      return [named(event, run)];
    }
    if (event.resumes !== undefined) {
      this.resume(run, event, event.resumes);
      return [named(event, run)];
    }
    const before = this.release(run);
    if (run.run !== null && sameNet(run.run, event)) {
      run.held = event;
      return before;
    }
    return [...before, this.renew(run, event)];
  }

  private takeStep(run: Known, { runId, step }: StepEvent): GradtopEvent[] {
    const before: GradtopEvent[] = [];
    const { held } = run;
    const later = run.first !== null && step > run.first;
    if (held !== null) {
      run.held = null;
      if (later && run.ended !== 'completed') {
        const event = { ...held, resumes: stepBefore(step) };
        this.resume(run, event, step);
        before.push(named(event, run));
      } else before.push(this.renew(run, held));
    } else if (run.ended !== null || step < run.step) {
      if (later && run.ended === null) {
        const event: ToldRun = { ...(run.run ?? { type: 'run', runId }), resumes: stepBefore(step) };
        before.push(named(event, run));
      } else this.renew(run, null);
    }
    run.first ??= step;
    run.step = step;
    return before;
  }

  /** Emits a held `run` event without a step as a run of its own. */
  private release(run: Known): GradtopEvent[] {
    const { held } = run;
    run.held = null;
    return held === null ? [] : [this.renew(run, held)];
  }

  private resume(run: Known, event: ToldRun, step: number): void {
    run.run = event;
    run.step = step;
    run.ended = null;
  }

  private renew(run: Known, event: ToldRun): ToldRun;
  private renew(run: Known, event: null): null;
  private renew(run: Known, event: ToldRun | null): ToldRun | null {
    run.count += 1;
    run.run = event;
    run.first = null;
    run.step = 0;
    run.ended = null;
    return event === null ? null : named(event, run);
  }
}

/** The last step that stays valid if a run continues at `step`. */
export const stepBefore = (step: number): number => (Number.isInteger(step) ? step - 1 : step * (1 - 1e-12));

const named = <E extends GradtopEvent>(event: E, { count }: Known): E =>
  count === 1 ? event : { ...event, runId: `${event.runId} (${count})` };

/** Whether two `run` events describe one network under one name. */
function sameNet(a: ToldRun, b: ToldRun): boolean {
  const names = ({ layers }: ToldRun): string => JSON.stringify(layers?.map(({ name }) => name) ?? null);
  return a.name === b.name && names(a) === names(b);
}
